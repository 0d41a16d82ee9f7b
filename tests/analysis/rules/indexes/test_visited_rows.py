"""IX025: rows that an index leads to, visited for a column or two."""

from typing import Any

import pytest

from designer.schema.apply import apply
from designer.schema.build import attribute, entity, pattern, schema_of
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found_in

LIST = "SELECT total FROM orders WHERE customer_id = $1"
SET = "UPDATE orders SET {} = $1 WHERE id = $2"


def visited(sql: str = LIST, *more: Any, index: Index | None = None, rate: float = 3_000, **given: Any) -> Any:
    """What is said of an index on the customer of large orders, asked for like this."""
    known = {"returns": 40, "rows": 9_000_000, "correlation": None, "dialect": "postgres", **given}
    table = entity(
        "orders",
        "id bigint",
        attribute("customer_id bigint not null", correlation=known["correlation"]),
        "placed_at timestamptz",
        "total numeric(12,2)",
        "note text",
        attribute("code text", average_width=9.0),
        "state integer",
        pk="id",
        indexes=(index or on("customer_id"),),
        rows=known["rows"],
        updates_per_day=known.get("updates"),
    )
    asked = pattern("the list", sql, per_minute=rate, rows=known["returns"])
    return found_in("IX025", schema_of(table, asked, *more, dialect=Dialect(name=known["dialect"])))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT customer_id FROM orders WHERE customer_id = $1",  # held
        "SELECT * FROM orders WHERE customer_id = $1",
        "SELECT note FROM orders WHERE customer_id = $1",  # of unknown width
        "SELECT id, placed_at, total, code FROM orders WHERE customer_id = $1",  # four more
        f"{LIST} FOR UPDATE",
        "SELECT total FROM orders WHERE id = $1",
        "SELECT total FROM orders WHERE customer_id > $1",
        "SELECT a.total FROM orders a JOIN orders b ON b.id = a.state WHERE a.customer_id = $1",
    ],
)
def test_what_an_index_cannot_cover_in_few_bytes_is_left_alone(sql: str) -> None:
    assert visited(sql) == ()


@pytest.mark.parametrize(
    "given",
    [
        {"rate": 1_499},  # 40 rows each are just less than 60,000
        {"rate": 0.5, "returns": 200_000},
        {"returns": 9},
        {"returns": None},
        {"rows": 10_000},
        {"correlation": 0.95},
        {"correlation": -0.95},
        {"updates": 1_000_000},
        {"index": on("customer_id", method="hash")},
        {"index": on("state")},
        {"index": on("customer_id", include=("total",))},
        {"index": on("customer_id", "total")},
        {"index": on("customer_id", where="state = 1")},
    ],
)
def test_few_visits_or_rows_that_lie_together_are_left_alone(given: dict[str, Any]) -> None:
    assert visited(**given) == ()


def test_a_column_that_is_written_all_the_time_is_not_carried() -> None:
    assert visited(LIST, pattern("pay", SET.format("total"), per_minute=1_300)) == ()
    assert len(visited(LIST, pattern("pay", SET.format("total"), per_minute=1_000))) == 1
    assert len(visited(LIST, pattern("pay", SET.format("state"), per_minute=9_000))) == 1


def test_the_visits_and_what_is_carried_are_shown() -> None:
    (found,) = visited(LIST, pattern("pay", SET.format("total"), per_minute=6))
    assert found.title.endswith("leads to 120,000 rows a minute that are visited for total")
    assert "6 times a minute" in found.message
    assert found.evidence["rows"] == (("the list", "3,000 times a minute", 40.0, 120_000.0),)
    assert found.evidence["carried"] == ("total",)
    (change,) = found.fix
    assert len(change.set["include"]) == 1


def test_patterns_are_added_up_as_long_as_one_index_can_serve_them() -> None:
    other = pattern("times", "SELECT placed_at FROM orders WHERE customer_id = $1", per_minute=800, rows=50)
    (found,) = visited(LIST, other, rate=800)
    assert found.evidence["carried"] == ("placed_at", "total")
    wide = pattern("wide", "SELECT id, placed_at, code FROM orders WHERE customer_id = $1", per_minute=2, rows=50)
    (found,) = visited(LIST, wide)
    assert found.evidence["carried"] == ("total",)


@pytest.mark.parametrize(("dialect", "kept"), [("mysql", "keys"), ("sqlite", "keys"), ("tsql", "include")])
def test_where_nothing_can_be_included_the_columns_become_keys(dialect: str, kept: str) -> None:
    sql = "SELECT id, total FROM orders WHERE customer_id = ?"
    (found,) = visited(sql, dialect=dialect)
    (change,) = found.fix
    assert set(change.set) == {kept}
    assert found.evidence["carried"] == ("total",)  # the key is in every index there


def test_a_unique_index_keeps_what_it_promises() -> None:
    index = on("customer_id", "state", unique=True)
    assert visited(LIST.replace("$1", "?"), index=index, dialect="mysql")[0].fix == ()
    (found,) = visited(index=index)
    assert found.fix


def test_the_wider_index_is_applied() -> None:
    schema = schema_of(
        entity("orders", "id bigint", "owner bigint", "total integer", pk="id", index="owner", rows=9_000_000),
        pattern("p", "SELECT total FROM orders WHERE owner = $1", per_minute=9_000, rows=40),
    )
    (found,) = found_in("IX025", schema)
    (index,) = apply(found.fix, schema).entity("orders").indexes
    assert schema.names(index.include) == ("total",)
