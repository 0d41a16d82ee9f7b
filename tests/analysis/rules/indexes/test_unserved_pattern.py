from dataclasses import replace

import pytest

from designer.schema.build import attribute, entity, pattern
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import asked, on, shop
from tests.analysis.rules.checking import found, found_in

HISTORY = "SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20"


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (HISTORY, [on("customer_id")]),
        (HISTORY, [on("customer_id", "placed_at")]),
        ("SELECT id FROM orders WHERE customer_id = $1 AND code = $2", [on("code")]),
        ("SELECT id FROM orders WHERE customer_id = $1 AND placed_at > $2", [on("placed_at")]),
        ("SELECT id FROM orders WHERE customer_id = $1", [on("customer_id", method="hash")]),
        ("SELECT id FROM orders WHERE id = $1", []),
        ("SELECT id FROM orders WHERE id = $1 AND note = 'x'", []),
        ("SELECT id FROM orders", []),
        ("SELECT id FROM orders WHERE is_paid", []),
        ("SELECT id FROM orders WHERE status = 'done'", []),
        ("SELECT id FROM orders WHERE deleted_at IS NULL", []),
        ("SELECT id FROM orders WHERE note <> 'x'", []),
        ("SELECT id FROM orders WHERE note = 'x' OR code = 'y'", []),
        ("SELECT id FROM orders WHERE lower(note) = 'x'", []),
        ("SELECT id FROM orders WHERE status = 'new'", [on("placed_at", where="status = 'new'")]),
        ("SELECT id FROM orders WHERE lower(note) = $1 AND code = $2", [on("lower(note)")]),
        ("SELECT id FROM orders WHERE tags @> $1 AND code = $2", [on("tags", method="gin")]),
        ("SELECT id FROM orders WHERE code IN ('a', 'b') ORDER BY placed_at LIMIT 5", [on("placed_at")]),
        ("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id = $1 AND o.code = 'x'",
         [on("customer_id")]),
        ("SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE customer_id = $1)",
         [on("customer_id")]),
        ("INSERT INTO orders (id) VALUES ($1)", []),
        ("SELECT nonsense FROM", []),
    ],
)  # fmt: skip
def test_what_is_served_or_read_in_whole_is_left_alone(sql: str, indexes: list[Index]) -> None:
    assert asked("IX001", sql, *indexes) == ()


@pytest.mark.parametrize("rows", [None, 10_000])
def test_tables_that_are_small_or_of_unknown_size_are_left_alone(rows: int | None) -> None:
    assert asked("IX001", HISTORY, rows=rows) == ()


def test_an_order_under_a_limit_is_no_way_to_a_value_that_comes_with_the_call() -> None:
    sql = "SELECT id FROM orders WHERE code = {} ORDER BY placed_at LIMIT 5"
    assert len(asked("IX001", sql.format("$1"), on("placed_at"))) == 1
    assert asked("IX001", sql.format("'a'"), on("placed_at")) == ()


def test_a_table_one_row_past_the_threshold_is_judged() -> None:
    assert len(asked("IX001", HISTORY, rows=10_001)) == 1


def test_a_pattern_that_returns_a_large_part_of_the_table_is_believed() -> None:
    table = entity("things", "id bigint", "note text", pk="id", rows=2_000_000)
    sql = "SELECT id FROM things WHERE note = $1"
    assert found("IX001", table, pattern("p", sql, per_minute=9, rows=200_001)) == ()
    assert len(found("IX001", table, pattern("p", sql, per_minute=9, rows=200_000))) == 1


def index_of(sql: str) -> tuple[list[tuple[str, bool]], str | None]:
    """(keys with their direction, predicate) of the index that is offered."""
    design = shop(statements=(sql,))
    (finding,) = found_in("IX001", design)
    value = finding.fix[0].value
    return [(design.attribute(key.column).name, key.descending) for key in value.keys], value.where


@pytest.mark.parametrize(
    ("sql", "keys", "where"),
    [
        (HISTORY, ["customer_id", "placed_at"], None),
        ("SELECT id FROM orders WHERE placed_at > $1 AND customer_id = $2", ["customer_id", "placed_at"], None),
        ("SELECT id FROM orders WHERE placed_at > $1 AND total > $2", ["placed_at"], None),
        ("SELECT id FROM orders WHERE customer_id IN ($1, $2)", ["customer_id"], None),
        ("SELECT id FROM orders WHERE customer_id = $1 AND is_paid = $2", ["customer_id"], None),
        ("SELECT id FROM orders WHERE status = 'new' ORDER BY placed_at LIMIT 5", ["placed_at"], "status = 'new'"),
        ("SELECT id FROM orders WHERE customer_id = $1 AND deleted_at IS NULL", ["customer_id"], "deleted_at IS NULL"),
        ("SELECT id FROM orders WHERE customer_id = $1 AND NOT is_paid", ["customer_id"], "NOT is_paid"),
    ],
)
def test_the_index_holds_equality_first_then_the_order_or_one_range(
    sql: str, keys: list[str], where: str | None
) -> None:
    offered, predicate = index_of(sql)
    assert ([name for name, _ in offered], predicate) == (keys, where)


def test_directions_are_kept_where_they_are_mixed() -> None:
    sql = "SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC, id LIMIT 5"
    assert index_of(sql)[0] == [("customer_id", False), ("placed_at", True), ("id", False)]


def test_a_condition_that_not_every_pattern_says_makes_no_partial_index() -> None:
    other = pattern("all of them", "SELECT id FROM orders WHERE customer_id = $1 LIMIT 7")
    sql = "SELECT id FROM orders WHERE customer_id = $1 AND deleted_at IS NULL"
    design = shop(statements=(sql,), more=(other,))
    assert {finding.fix[0].value.where for finding in found_in("IX001", design)} == {None}


def test_the_second_column_of_a_key_is_no_way_in() -> None:
    lines = entity("lines", "order_id bigint", "product_id bigint", pk="order_id,product_id", rows=500_000)
    by_product = pattern("sold", "SELECT order_id FROM lines WHERE product_id = $1", per_minute=10)
    (finding,) = found("IX001", lines, by_product)
    assert finding.title == "“sold” reads all of lines: no index begins with product_id"


def test_one_finding_for_a_pattern_and_one_index_for_a_table() -> None:
    (finding,) = asked("IX001", (HISTORY, HISTORY.replace("20", "10")))
    assert len(finding.fix) == 1


def test_two_uses_of_a_table_are_judged_apart() -> None:
    people = entity("people", "id bigint", "boss_id bigint", "name text", pk="id", index="boss_id", rows=300_000)
    sql = "SELECT e.id FROM people e JOIN people b ON b.id = e.boss_id WHERE b.name = $1"
    (finding,) = found("IX001", people, pattern("team of", sql, per_minute=5))
    assert "begins with name" in finding.title


def test_how_sure_it_is_depends_on_what_is_declared() -> None:
    columns = ("id bigint", attribute("code text", distinct=1_000_000), "note text", "day date")
    table = entity("things", *columns, pk="id", rows=2_000_000)

    def confidence(condition: str) -> str:
        (finding,) = found("IX001", table, pattern("p", f"SELECT id FROM things WHERE {condition}", per_minute=9))
        return finding.confidence

    assert [confidence(one) for one in ("code = $1", "note = $1", "day > $1")] == ["certain", "likely", "hint"]


@pytest.mark.parametrize(("per_minute", "severity"), [(60, "error"), (0.5, "warning"), (1 / 60, "info")])
def test_how_much_it_matters_depends_on_the_rate(per_minute: float, severity: str) -> None:
    assert [one.severity for one in asked("IX001", HISTORY, per_minute=per_minute)] == [severity]


@pytest.mark.parametrize(
    ("dialect", "version", "served"),
    [("postgres", None, True), ("postgres", "18.1", True), ("postgres", "17.6", False), ("mysql", "8.4", False),
     ("sqlite", None, False)],
)  # fmt: skip
def test_an_index_serves_past_a_column_of_few_values_where_the_server_skips(
    dialect: str, version: str | None, served: bool
) -> None:
    server = Dialect(name=dialect, version=version)
    sql = "SELECT id FROM orders WHERE customer_id = 7 AND total > 0"
    assert (asked("IX001", sql, on("status", "customer_id"), dialect=server) == ()) is served
    assert asked("IX001", sql, on("code", "customer_id"), dialect=server)  # nothing says how many codes there are
    assert asked("IX001", sql, on("status", "is_paid", "customer_id"), dialect=server)  # looked up six times
    assert asked("IX001", sql, on("status", "note"), dialect=server)


def test_of_tables_that_only_lead_to_each_other_one_is_looked_up_first() -> None:
    kept = entity(
        "facts",
        "id bigint",
        "thing_id bigint",
        "attribute text",
        "value text",
        pk="id",
        index="thing_id",
        rows=90_000_000,
    )
    things = entity("things", "id bigint", pk="id", rows=8_000_000)
    twice = (
        "SELECT t.id FROM things t JOIN facts a ON a.thing_id = t.id JOIN facts b ON b.thing_id = t.id "
        "WHERE a.attribute = 'os' AND a.value = $1 AND b.attribute = 'browser' AND b.value = $2"
    )
    (finding,) = found("IX001", things, kept, pattern("by two facts", twice, per_minute=60))
    assert "no index begins with attribute or value" in finding.title
    served = replace(kept, indexes=(*kept.indexes, on("attribute", "value")))
    assert not found("IX001", things, served, pattern("by two facts", twice, per_minute=60))
