from typing import Any

import pytest

from designer.schema.build import attribute, entity, link, pattern
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

BY_CODE = "SELECT id FROM orders WHERE code = $1"


def empty(*statements: str, index: Index | None = None, nulls: float | None = 0.9, **said: Any) -> Any:
    """What is found of orders that are asked for by these statements, each a pattern of its own."""
    asked = [pattern(f"pattern {number}", text, per_minute=60) for number, text in enumerate(statements or (BY_CODE,))]
    column = attribute(said.pop("column", "code text"), null_fraction=nulls)
    table = entity(
        "orders",
        "id bigint",
        column,
        "note text",
        pk="id",
        indexes=(index or on("code"),),
        rows=said.pop("rows", 2_000_000),
        checks=said.pop("checks", ()),
    )
    return found("IX017", table, *asked, *said.pop("more", ()), **said)


@pytest.mark.parametrize(
    "other",
    [
        "SELECT id FROM orders WHERE code IS NULL LIMIT 9",
        "SELECT id FROM orders WHERE code IS NOT DISTINCT FROM $1",
        "SELECT id FROM orders WHERE code = $1 OR code IS NULL",
        "SELECT id FROM orders ORDER BY code LIMIT 9",
        "SELECT code, count(*) FROM orders GROUP BY code",
        "SELECT id FROM orders WHERE code <> $1",
    ],
)
def test_a_pattern_that_may_want_rows_without_a_value_keeps_the_index_whole(other: str) -> None:
    assert empty(BY_CODE, other) == ()


def test_an_index_that_no_pattern_uses_is_another_matter() -> None:
    assert empty("SELECT id FROM orders WHERE note = $1") == ()


@pytest.mark.parametrize("nulls", [None, 0.0, 0.49])
def test_few_nulls_or_nobody_knows_how_many_are_left_alone(nulls: float | None) -> None:
    assert empty(nulls=nulls) == ()


@pytest.mark.parametrize(
    "index",
    [on("code", unique=True), on("code", where="note = 'x'"), on("code", method="hash"), on("note", "code")],
)
def test_only_a_plain_index_that_begins_with_the_column_is_judged(index: Index) -> None:
    assert empty(index=index) == ()


def test_small_tables_required_columns_and_other_systems_are_left_alone() -> None:
    assert empty(rows=10_000) == ()
    assert empty(column="code text not null") == ()
    assert empty(dialect=Dialect(name="mysql")) == ()
    assert empty(dialect=Dialect(name="oracle")) == ()  # it keeps no entry for a NULL anyway


def test_entries_without_a_value_are_found_and_left_out() -> None:
    (finding,) = empty(nulls=0.5)
    assert finding.evidence["entries for nothing"] == 1_000_000
    assert finding.fix


def test_ranges_and_joins_look_for_values_too() -> None:
    parts = (entity("coupons", "id text", pk="id"), link("orders.code", "coupons.id"))
    joined = "SELECT o.id FROM coupons c JOIN orders o ON o.code = c.id WHERE c.id = $1"
    assert len(empty(joined, "SELECT id FROM orders WHERE code > $1", more=parts)) == 1
