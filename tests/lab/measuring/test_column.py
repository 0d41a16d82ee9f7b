"""The values of one column: they follow what was declared of it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from designer.lab.measuring.column import Values, column_values
from designer.lab.measuring.distinct import Limits
from designer.lab.planner.types import column_type
from designer.lab.planner.volume import ColumnVolume
from designer.schema.model import Enum, EnumValue
from designer.schema.schema import Schema

SCHEMA = Schema(
    enums=(Enum(id="e", name="mood", values=(EnumValue(id="1", value="ok"), EnumValue(id="2", value="sad"))),)
)


def made(type_text: str, rows: int = 1000, **declared: object) -> Values:
    given = {"null_fraction": 0.0, "distinct": 100.0, "width": 8.0, "correlation": 0.0}
    keywords = {key: declared.pop(key) for key in ("unique", "nullable", "needed", "limits") if key in declared}
    volume = ColumnVolume(type=column_type(SCHEMA, type_text), **{**given, **declared})  # type: ignore[arg-type]
    return column_values(SCHEMA, type_text, volume, rows, Random(1), **keywords)  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize(
    "kind", ["integer", "text", "date", "boolean", "numeric(4,2)", "uuid", "jsonb", "text[]", "mood"]
)
def test_few_rows_are_as_many_as_asked_for(kind: str, rows: int) -> None:
    assert len(made(kind, rows)) == rows
    assert len(made(kind, rows, null_fraction=1.0)) == rows


@pytest.mark.parametrize(
    "kind", ["smallint", "bigint", "numeric(10,2)", "double precision", "date", "timestamptz", "uuid", "text",
             "varchar(6)", "char(5)", "jsonb", "inet"],
)  # fmt: skip
def test_distinct_values_and_nulls_are_those_declared(kind: str) -> None:
    values = made(kind, null_fraction=0.25, distinct=50.0)
    assert values.count(None) == 250
    assert len(set(values) - {None}) == 50
    assert len(set(made(kind, unique=True))) == 1000


def test_shares_ends_and_distinct_values_hold_together() -> None:
    values = made("integer", minimum=-10, maximum=989, distinct=20.0, null_fraction=0.1,
                  values=((7, 0.5), (989, 0.2)))  # fmt: skip
    counted = Counter(values)
    assert (counted["7"], counted["989"], counted[None]) == (500, 200, 100)
    numbers = [int(one) for one in values if one is not None]
    assert (min(numbers), max(numbers), len(set(numbers))) == (-10, 989, 20)


def test_shares_of_more_than_all_rows_give_way() -> None:
    counted = Counter(made("text", values=(("a", 0.9), ("b", 0.6), ("c", 0.00001)), distinct=3.0))
    assert sum(counted.values()) == 1000
    assert counted["a"] > counted["b"]


@pytest.mark.parametrize("wanted", [1.0, 0.7, 0.0, -0.5, -1.0])
def test_the_order_of_the_rows_follows_the_declared_correlation(wanted: float) -> None:
    values = [int(one or 0) for one in made("integer", 4000, unique=True, minimum=1, maximum=4000, correlation=wanted)]
    mean = sum(values) / len(values)
    spread = sum((one - mean) ** 2 for one in values)
    found = sum((place - 1999.5) * (one - mean) for place, one in enumerate(values)) / spread
    assert found == pytest.approx(wanted, abs=0.06)


def test_values_that_others_refer_to_are_among_a_key() -> None:
    values = made("bigint", unique=True, minimum=1, maximum=10**6, needed=["77", "4242"])
    assert {"77", "4242"} <= set(values)
    assert len(set(values)) == 1000


def test_checks_are_kept_to() -> None:
    def numbers(limits: Limits, **declared: object) -> list[Decimal]:
        return [Decimal(one or 0) for one in made("numeric(6,2)", limits=limits, **declared)]

    assert min(numbers(Limits(low=Decimal("0.0001")), minimum=0, maximum=10)) == Decimal("0.01")
    assert max(numbers(Limits(high=Decimal("4.999")), minimum=0, maximum=10)) <= Decimal("4.99")
    assert set(made("text", limits=Limits(only=("x", "y")), values=(("z", 0.5),))) == {"x", "y"}
    assert max(len(one or "") for one in made("text", width=90.0, limits=Limits(length=12))) <= 12
    assert all("@" in (one or "") for one in made("text", limits=Limits(template="{}@example.org"), unique=True))


def test_short_texts_have_as_many_values_as_their_signs_allow() -> None:
    assert len(set(made("char(2)", 249, unique=True))) == 249
    assert len(set(made("char(1)", 30, unique=True)) - {None}) == 30
    assert set("".join(one or "" for one in made("char(2)", 99, limits=Limits(template="{LETTERS}")))) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    )


def test_arrays_hold_each_element_in_its_share_of_the_rows() -> None:
    values = made("text[]", 4000, values=(("new", 0.5), ("a,b", 0.1)))
    assert sum('"new"' in (one or "") for one in values) == pytest.approx(2000, rel=0.1)
    assert sum('"a,b"' in (one or "") for one in values) == pytest.approx(400, rel=0.2)


def test_the_same_declaration_gives_the_same_rows() -> None:
    assert made("uuid", distinct=900.0) == made("uuid", distinct=900.0)
