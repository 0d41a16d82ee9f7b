"""IX002: foreign keys without an index, one finding each while they are few or grave."""

from typing import Any

import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

PARENT = entity("parents", "id bigint", pk="id")


def of_children(count: int = 1, action: str = "no action", **properties: Any) -> tuple[Finding, ...]:
    children = [entity(f"c{n}", "id bigint", "parent_id bigint", pk="id", **properties) for n in range(count)]
    links = [link(f"c{n}.parent_id", "parents.id", on_delete=action) for n in range(count)]
    return found("IX002", PARENT, *children, *links)


@pytest.mark.parametrize("index", ["parent_id", ["parent_id", "id"]])
def test_an_index_or_a_longer_one_that_begins_with_it_serves(index: Any) -> None:
    assert of_children(index=[index]) == ()


def test_a_table_declared_to_stay_small_needs_none() -> None:
    assert of_children(rows=200) == ()


def test_severity_follows_volume_and_what_a_deletion_does() -> None:
    severities = [
        of_children(**case)[0].severity for case in ({}, {"action": "cascade"}, {"rows": 50_000}, {"rows": 50_000_000})
    ]
    assert severities == ["info", "warning", "warning", "error"]


def test_six_of_unknown_weight_make_one_finding_with_every_index() -> None:
    assert len(of_children(5)) == 5
    (finding,) = of_children(6)
    assert len(finding.fix) == 6
    assert finding.severity == "info"


def test_grave_ones_are_never_listed_together() -> None:
    assert len(of_children(8, rows=50_000_000)) == 8
