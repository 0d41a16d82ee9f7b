"""GR015: numbers that a server has nearly used up."""

from typing import Any

import pytest

from designer.schema.build import attribute, entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Identity, Sequence
from tests.analysis.rules.checking import found

LAST = 2**31 - 1


def said(reached: Any, column: Any = "id integer identity", **known: Any) -> Any:
    """What is found of events whose numbers have come so far."""
    seen = FrozenMap({"server": {"seen": "2026-03-01", "reached": {"id": reached}}})
    return found("GR015", entity("events", column, "note text", **{"pk": "id", "rows": 4_000, "x": seen, **known}))


@pytest.mark.parametrize("reached", [None, "many", True, 0, int(LAST * 0.69)])
def test_what_has_room_is_left_alone(reached: Any) -> None:
    assert said(reached) == ()


@pytest.mark.parametrize(
    "column", ["id bigint identity", "id numeric", attribute("id integer", identity=Identity(cycle=True))]
)
def test_what_holds_more_or_begins_anew_is_left_alone(column: Any) -> None:
    assert said(LAST, column) == ()


def test_what_the_rows_tell_already_is_another_rules() -> None:
    assert said(LAST - 5, rows=2_000_000_000, rows_per_day=1_000_000) == ()


@pytest.mark.parametrize("column", ["id integer identity", "id serial", "id smallint default nextval('s')"])
def test_few_rows_do_not_help_a_sequence_that_is_used_up(column: str) -> None:
    (one,) = said(2_100_000_000, column)
    assert "each insert" in one.message.lower()
    assert one.fix


def test_the_month_is_named_where_growth_is_declared() -> None:
    (one,) = said(int(LAST * 0.71), rows_per_day=100_000)
    assert "At the declared growth the last is given out in " in one.message
    assert one.title.startswith("events.id has used 71% of its numbers")
    (late,) = said(int(LAST * 0.5), rows_per_day=600_000)  # within the horizon
    assert late.evidence["months left"] == pytest.approx(58.8, abs=0.1)


def test_unsigned_columns_hold_twice_as_many() -> None:
    dialect = Dialect(name="mysql")
    seen = FrozenMap({"server": {"reached": {"id": 3_500_000_000}}})
    table = entity("events", "id int unsigned identity", pk="id", rows=9, x=seen)
    (one,) = found("GR015", table, dialect=dialect)
    assert "3,500,000,000 of 4,294,967,295" in one.title
    few = FrozenMap({"server": {"reached": {"id": 2_500_000_000}}})
    assert found("GR015", entity("events", "id int unsigned identity", pk="id", rows=9, x=few), dialect=dialect) == ()


def test_the_sequence_behind_the_numbers_is_widened_with_the_column() -> None:
    numbers = Sequence(name="events_id_seq", type="integer", owned_by="events.id")
    seen = FrozenMap({"server": {"reached": {"id": 2_000_000_000}}})
    column = "id integer not null default nextval('events_id_seq')"
    (one,) = found("GR015", entity("events", column, pk="id", rows=9, x=seen), numbers)
    assert [change.set["type"] for change in one.fix] == ["bigint", "bigint"]
    assert [change.kind for change in one.fix] == ["attribute", "sequence"]
