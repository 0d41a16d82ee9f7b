from typing import Any

import pytest

from designer.schema.build import entity
from designer.schema.model import Entity, PartitionBy, Requirements
from tests.analysis.rules.running import findings, titles


def events(*columns: str, **properties: Any) -> Entity:
    given = {"pk": "id", "rows": 0, "rows_per_day": 1_000_000.0}
    return entity("events", "id bigint", *(columns or ("occurred_at timestamptz not null",)), **{**given, **properties})


@pytest.mark.parametrize(
    "properties",
    [
        {"rows_per_day": None},
        {"rows": None},
        {"rows_per_day": 270_000.0},  # 295 million in three years
        {"rows_per_day": 1_000_000.0, "deletes_per_day": 900_000.0},
        {"retention_days": 299},
        {"partition_by": PartitionBy(strategy="range", keys=())},
    ],
)
def test_what_stays_small_or_has_a_plan_is_left_alone(properties: dict[str, Any]) -> None:
    assert titles("GR001", events(**properties)) == []


def test_a_short_horizon_sees_less_growth() -> None:
    assert titles("GR001", events(), Requirements(horizon_months=9)) == []
    assert len(titles("GR001", events(), Requirements(horizon_months=10))) == 1


def test_a_retention_that_keeps_too_much_is_no_end() -> None:
    assert len(titles("GR001", events(retention_days=300))) == 1


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        (("birth_date date not null", "created_at timestamptz not null"), "created_at"),
        (("updated_at timestamptz not null", "seen timestamptz not null default now()"), "seen"),
        (("created_at timestamptz",), None),  # a partition key can hold no NULL
        (("due_date date not null",), None),
        (("body text",), None),
    ],
)
def test_the_partition_key_is_when_a_row_came_or_is_not_named(columns: tuple[str, ...], key: str | None) -> None:
    (finding,) = findings("GR001", events(*columns))
    assert (f"{key} is the column to partition it by" in finding.message) == (key is not None)
    assert bool(finding.subject.attributes) == (key is not None)
