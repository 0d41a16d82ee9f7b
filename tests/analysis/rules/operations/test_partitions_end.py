from datetime import date
from typing import Any

import pytest

from designer.analysis.engine import rule_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema.build import entity, schema_of
from designer.schema.model import Entity, Extension, PartitionBy, PartitionKey, PartitionOf, Requirements

COLUMNS = ("id bigint", "at timestamptz not null")


def on(day: str, *parts: Any) -> list[Finding]:
    """The findings on that day."""
    facts = Facts(schema_of(*parts))
    facts.today = date.fromisoformat(day)
    rule = rule_of("GR008")
    assert rule is not None
    return list(rule.check(facts))


def events(*bounds: str, strategy: str = "range") -> tuple[Entity, ...]:
    parent = entity("events", *COLUMNS, partition_by=PartitionBy(strategy=strategy, keys=(PartitionKey(column="at"),)))
    parts = [
        entity(f"events_{place}", *COLUMNS, partition_of=PartitionOf(parent="events", bound=bound))
        for place, bound in enumerate(bounds)
    ]
    return (parent, *parts)


MAY = "FOR VALUES FROM ('2024-05-01 00:00:00+00') TO ('2024-06-01 00:00:00+00')"
JUNE = "FOR VALUES FROM ('2024-06-01') TO ('2024-07-01')"


@pytest.mark.parametrize(
    "bounds",
    [
        (),
        ("DEFAULT",),
        (MAY, "FOR VALUES FROM ('2024-06-01') TO (MAXVALUE)"),
        (MAY, "FOR VALUES FROM ('2024-06-01') TO ('infinity')"),
        ("FOR VALUES FROM (0) TO (1000)",),
        ("FOR VALUES FROM (MINVALUE) TO (-5)",),
        ("nobody can read this",),
        ("FOR VALUES FROM ('2024-06-01') TO (to_date('soon'))",),
    ],
)
def test_where_no_end_can_be_told_nothing_is_said(bounds: tuple[str, ...]) -> None:
    assert on("2030-01-01", *events(*bounds)) == []


@pytest.mark.parametrize("strategy", ["list", "hash"])
def test_other_partitions_have_no_end(strategy: str) -> None:
    assert on("2030-01-01", *events(MAY, strategy=strategy)) == []


def test_partitions_that_reach_a_month_ahead_are_enough() -> None:
    assert on("2024-05-31", *events(JUNE, MAY)) == []


def test_an_extension_that_makes_partitions_is_trusted() -> None:
    assert on("2030-01-01", *events(MAY), Extension(name="pg_partman")) == []


def test_an_end_to_come_is_a_hint() -> None:
    (finding,) = on("2024-06-05", *events(JUNE, MAY))
    assert finding.title == "The partitions of events end on 2024-07-01"
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.HINT)


def test_the_day_of_the_end_is_too_late() -> None:
    (finding,) = on("2024-07-01", *events(MAY, JUNE))
    assert finding.title == "The partitions of events ended on 2024-07-01"
    assert finding.severity is Severity.WARNING
    assert "refused" in finding.message


def test_a_declared_horizon_is_looked_ahead() -> None:
    assert len(on("2023-08-01", *events(MAY, JUNE), Requirements(horizon_months=12))) == 1
    assert on("2023-08-01", *events(MAY, JUNE), Requirements(horizon_months=6)) == []


def test_a_default_partition_takes_what_comes_later() -> None:
    (finding,) = on("2024-07-02", *events(MAY, JUNE, "DEFAULT"))
    assert "default partition" in finding.message
