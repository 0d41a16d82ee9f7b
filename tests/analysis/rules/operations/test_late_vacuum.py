from typing import Any

import pytest

from designer.schema.build import entity, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Entity, PartitionBy
from tests.analysis.rules.running import findings, mended, titles


def accounts(**properties: Any) -> Entity:
    given = {"pk": "id", "rows": 200_000_000, "updates_per_day": 2_000_000.0}
    return entity("accounts", "id bigint", "state text", **{**given, **properties})


@pytest.mark.parametrize(
    "properties",
    [
        {"rows": None},
        {"rows": 24_999_999},
        {"updates_per_day": None},
        {"updates_per_day": 99_999.0},
        {"options": FrozenMap({"postgres": FrozenMap({"autovacuum_vacuum_scale_factor": 0.2})})},
        {"options": FrozenMap({"postgres": FrozenMap({"autovacuum_vacuum_max_threshold": 1_000_000})})},
        {"partition_by": PartitionBy(strategy="hash", keys=())},
    ],
)
def test_what_is_small_quiet_or_set_is_left_alone(properties: dict[str, Any]) -> None:
    assert titles("GR005", accounts(**properties)) == []


def test_other_dialects_have_no_autovacuum() -> None:
    assert titles("GR005", accounts(), dialect=Dialect(name="mysql")) == []


def test_the_boundary_is_five_million_dead_rows() -> None:
    assert len(titles("GR005", accounts(rows=25_000_000))) == 1


def test_deletes_leave_dead_rows_too() -> None:
    (finding,) = findings("GR005", accounts(updates_per_day=None, deletes_per_day=4_000_000.0))
    assert "every 10 days" in finding.message


@pytest.mark.parametrize(
    ("rows", "share"),
    [(25_000_000, "0.02"), (200_000_000, "0.005"), (1_000_000_000, "0.005"), (9_000_000_000, "0.005")],
)
def test_the_share_keeps_the_dead_rows_below_the_limit_as_far_as_it_is_sensible(rows: int, share: str) -> None:
    after = mended("GR005", schema_of(accounts(rows=rows)))
    assert after.entity("accounts").options["postgres"] == {"autovacuum_vacuum_scale_factor": share}


def test_a_newer_server_comes_for_so_many_whatever_the_share() -> None:
    table = entity("events", "id bigint", pk="id", rows=2_000_000_000, updates_per_day=4_000_000.0)
    waits = {}
    for version in ("17.2", "18.1", None):
        (finding,) = findings("GR005", schema_of(table, dialect=Dialect(name="postgres", version=version)))
        waits[version] = finding.evidence["dead rows before vacuum"]
    assert waits == {"17.2": 400_000_000, "18.1": 100_000_000, None: 100_000_000}
