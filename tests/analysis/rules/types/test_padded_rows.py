import pytest

from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect, Enum, EnumValue
from tests.analysis.rules.checking import found, found_in

_MANY = {"rows": 50_000_000}


def _saved(*columns: str, dialect: str = "postgres", **volume: object) -> list[int]:
    table = entity("payments", *(f"{one} not null" for one in columns), **{**_MANY, **volume})
    return [one.evidence["bytes saved per row"] for one in found("TY030", table, dialect=Dialect(name=dialect))]


_WASTE = ("a boolean", "b bigint", "c boolean", "d bigint")


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "sqlite", "tsql", "oracle"])
def test_servers_that_do_not_align_are_left_alone(dialect: str) -> None:
    assert _saved(*_WASTE, dialect=dialect) == []


def test_small_tables_and_those_of_which_nothing_is_said_are_left_alone() -> None:
    assert _saved(*_WASTE, rows=9_000_000) == _saved(*_WASTE, rows=None) == []
    assert _saved(*_WASTE, rows=9_000_000, rows_per_day=100_000.0) == [8]


def test_less_than_a_step_of_eight_bytes_is_nothing() -> None:
    assert _saved("a boolean", "b bigint") == []
    assert _saved("a smallint", "b integer", "c boolean", "d bigint") == [8]
    assert _saved("a bigint", "b timestamptz", "c integer", "d boolean", "e text") == []


def test_columns_that_may_be_null_are_in_no_sum() -> None:
    columns = ("a boolean", "b bigint", "c boolean", "d bigint")
    assert found("TY030", entity("payments", *columns, **_MANY)) == ()


def test_behind_a_text_the_luckiest_place_counts() -> None:
    assert _saved("a text", "b boolean", "c bigint", "d boolean", "e bigint") == []
    assert _saved(
        "a text", *(f"{one} {kind}" for one, kind in zip("bcdefg", ("boolean", "bigint") * 3, strict=True))
    ) == [8]


def test_the_better_order_is_told() -> None:
    state = Enum(name="state", values=(EnumValue(value="open"),))
    columns = ("note text", "s state", "a boolean", "b bigint", "c boolean", "d bigint")
    table = entity("payments", *(f"{one} not null" for one in columns), **_MANY)
    (finding,) = found_in("TY030", schema_of(table, state))
    assert finding.evidence["better order"] == "b, d, s, a, c, note"
