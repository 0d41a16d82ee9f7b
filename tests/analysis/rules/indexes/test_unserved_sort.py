from dataclasses import replace

import pytest

from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.rules.indexes.unserved_sort import UnservedSort
from designer.schema.model import Dialect, Index
from designer.schema.schema import Schema
from tests.analysis.rules.asking import asked, on

TWO = "SELECT id FROM orders ORDER BY placed_at DESC, id {} LIMIT 20"


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (TWO.format("DESC"), [on("placed_at", "id")]),
        (TWO.format("DESC"), [on("placed_at DESC", "id DESC")]),
        (TWO.format(""), [on("placed_at DESC", "id")]),
        (TWO.format(""), [on("placed_at", "id DESC")]),
        ("SELECT id FROM orders ORDER BY id LIMIT 20", []),
        ("SELECT id FROM orders WHERE status = 'new' ORDER BY placed_at LIMIT 5", [on("status", "placed_at")]),
        ("SELECT id FROM orders WHERE status = 'done' ORDER BY status, placed_at LIMIT 5", [on("placed_at")]),
        ("SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at LIMIT 5", [on("customer_id")]),
        ("SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at LIMIT 5", []),
        ("SELECT id FROM orders WHERE placed_at > $1 ORDER BY total LIMIT 5", [on("placed_at")]),
        ("SELECT id FROM orders ORDER BY placed_at", []),
        ("SELECT id FROM orders ORDER BY placed_at LIMIT 50000", []),
        ("SELECT id FROM orders ORDER BY lower(note) LIMIT 5", []),
        ("SELECT status, count(*) FROM orders GROUP BY status ORDER BY status LIMIT 5", []),
        ("SELECT DISTINCT status FROM orders ORDER BY status LIMIT 5", []),
        ("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY c.email LIMIT 5", []),
        ("SELECT id FROM orders WHERE payload->>'a' = $1 ORDER BY total LIMIT 5", []),
        ("SELECT id FROM orders WHERE id = $1 ORDER BY total LIMIT 5", []),
    ],
)
def test_orders_that_an_index_gives_or_that_cost_little_are_left_alone(sql: str, indexes: list[Index]) -> None:
    assert asked("IX007", sql, *indexes) == ()


def test_small_tables_are_left_alone() -> None:
    assert asked("IX007", TWO.format(""), rows=10_000) == ()
    assert len(asked("IX007", TWO.format(""), rows=10_001)) == 1


@pytest.mark.parametrize(
    ("sql", "indexes", "offered"),
    [
        (TWO.format("DESC"), [], "orders (placed_at, id)"),
        (TWO.format(""), [], "orders (placed_at DESC, id)"),
        (TWO.format(""), [on("placed_at", "id")], "orders (placed_at DESC, id)"),
        ("SELECT id FROM orders ORDER BY placed_at DESC NULLS LAST LIMIT 5", [on("placed_at")],
         "orders (placed_at DESC)"),
        ("SELECT id FROM orders WHERE status = 'done' ORDER BY placed_at LIMIT 5", [on("status")],
         "orders (status, placed_at)"),
        ("SELECT id FROM orders WHERE deleted_at IS NULL ORDER BY total LIMIT 5", [],
         "orders (total) WHERE deleted_at IS NULL"),
    ],
)  # fmt: skip
def test_an_order_that_no_index_gives_is_found(sql: str, indexes: list[Index], offered: str) -> None:
    (finding,) = asked("IX007", sql, *indexes)
    assert finding.evidence["index"] == offered


def test_an_index_of_other_directions_is_named() -> None:
    (finding,) = asked("IX007", TWO.format(""), on("placed_at", "id"))
    assert "placed_at_id_12_btree has the columns, but not these directions" in finding.message


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "sqlite", "tsql"])
def test_an_index_gives_the_order_wherever_a_system_puts_null(dialect: str) -> None:
    end = "OFFSET 0 ROWS FETCH NEXT 20 ROWS ONLY" if dialect == "tsql" else "LIMIT 20"
    for keys in (("placed_at",), ("placed_at DESC",)):
        for order in ("placed_at", "placed_at DESC"):
            sql = f"SELECT id FROM orders ORDER BY {order} {end}"
            assert asked("IX007", sql, on(*keys), dialect=Dialect(name=dialect)) == ()
    sql = f"SELECT id FROM orders ORDER BY placed_at, id DESC {end}"
    assert asked("IX007", sql, on("placed_at", "id"), dialect=Dialect(name=dialect))
    assert asked("IX007", sql, on("placed_at DESC", "id"), dialect=Dialect(name=dialect)) == ()


def test_few_rows_that_begin_alike_are_sorted_in_no_time() -> None:
    assert list(UnservedSort().check(Facts(_offers(distinct=1_000)))) == []
    (finding,) = UnservedSort().check(Facts(_offers(distinct=5)))
    assert (finding.confidence, finding.evidence["rows to sort"]) == (Confidence.LIKELY, 400_000)


@pytest.mark.parametrize(
    ("dialect", "version", "sure"),
    [("postgres", None, False), ("postgres", "13.4", False), ("postgres", "12.9", True), ("sqlite", None, False),
     ("mysql", None, True), ("mariadb", "11.4", True)],
)  # fmt: skip
def test_it_is_a_hint_where_the_server_sorts_by_the_rest_alone_and_nothing_says_how_many(
    dialect: str, version: str | None, sure: bool
) -> None:
    server = Dialect(name=dialect, version=version)
    for keys in (("placed_at",), ("placed_at", "id")):
        (finding,) = asked("IX007", TWO.format(""), on(*keys), dialect=server)
        assert (finding.confidence is Confidence.HINT) is not sure
    (finding,) = asked("IX007", TWO.format(""), on("total"), dialect=server)
    assert finding.confidence is Confidence.LIKELY


def _offers(distinct: int) -> Schema:
    example = UnservedSort.flagged
    (table,) = example.entities
    columns = tuple(replace(one, distinct=distinct) if one.name == "stars" else one for one in table.attributes)
    return replace(example, entities=(replace(table, attributes=columns),))
