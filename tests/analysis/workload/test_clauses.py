"""What a statement sorts, limits, locks and changes, and what of it cannot be read."""

from typing import Any

import pytest

from designer.analysis.workload.resolve import parse_patterns, parse_statement
from designer.schema.build import entity, pattern, schema_of
from designer.schema.model import Dialect
from tests.analysis.workload.statements import SHOP, name, read


def sort(sql: str) -> list[tuple[str, bool, bool | None]]:
    """(column or expression, descending, nulls first) of the ORDER BY."""
    return [
        (name(one.attribute) if one.attribute else one.expression, one.descending, one.nulls_first)
        for one in read(sql).sort
    ]


def test_order_by_takes_aliases_ordinals_and_directions() -> None:
    assert sort("SELECT placed_at AS p, id FROM orders ORDER BY p DESC, 2") == [
        ("orders.placed_at", True, True), ("orders.id", False, False),
    ]  # fmt: skip
    assert sort("SELECT id FROM orders ORDER BY id DESC NULLS LAST, lower(status)") == [
        ("orders.id", True, False), ("LOWER(status)", False, False),
    ]  # fmt: skip
    assert sort("SELECT sum(total) AS t FROM orders GROUP BY status ORDER BY t") == [("SUM(total)", False, False)]
    assert sort("SELECT x.id FROM (SELECT id FROM orders ORDER BY total) x ORDER BY x.id") == [
        ("orders.id", False, False)
    ]


def test_an_alias_hides_the_column_of_its_name_in_order_by_only() -> None:
    parsed = read("SELECT total AS status FROM orders GROUP BY status, total ORDER BY status")
    assert [name(one) for one in parsed.group] == ["orders.status", "orders.total"]
    assert [name(one.attribute) for one in parsed.sort if one.attribute] == ["orders.total"]


@pytest.mark.parametrize(
    ("clause", "limited", "offset", "limit"),
    [
        ("", False, False, None),
        ("LIMIT ALL", False, False, None),
        ("LIMIT NULL", False, False, None),
        ("LIMIT 5", True, False, 5),
        ("LIMIT $1 OFFSET $2", True, True, None),
        ("OFFSET 3 ROWS FETCH NEXT 10 ROWS ONLY", True, True, 10),
    ],
)
def test_limit_and_offset(clause: str, limited: bool, offset: bool, limit: int | None) -> None:
    parsed = read(f"SELECT id FROM orders ORDER BY id {clause}")
    assert (parsed.limited, parsed.offset) == (limited, offset)
    assert parsed.blocks[0].limit == limit


def test_the_limit_of_a_subquery_is_not_that_of_the_statement() -> None:
    assert not read("SELECT id FROM (SELECT id FROM orders LIMIT 5) x").limited
    assert read("(SELECT id FROM orders) LIMIT 5").limited
    assert read("SELECT id FROM orders UNION SELECT id FROM customers LIMIT 5").limited


@pytest.mark.parametrize(
    ("clause", "lock"),
    [("", None), ("FOR UPDATE", "update"), ("FOR SHARE", "share"), ("FOR UPDATE SKIP LOCKED", "skip locked"),
     ("FOR NO KEY UPDATE NOWAIT", "nowait")],
)  # fmt: skip
def test_locking_clauses(clause: str, lock: str | None) -> None:
    assert read(f"SELECT id FROM orders {clause}").blocks[0].lock == lock


def test_blocks_say_what_each_query_is() -> None:
    outer, inner = read(
        "SELECT DISTINCT c.name FROM customers c CROSS JOIN (SELECT count(*) n FROM orders WHERE total > 1) x"
    ).blocks
    assert (outer.distinct, outer.aggregated, outer.derived, outer.crossed, outer.filtered) == (
        True, False, True, True, False,
    )  # fmt: skip
    assert (inner.parent, inner.aggregated, inner.filtered, inner.uses) == (0, True, True, (1,))


# Changes


def changes(sql: str) -> tuple[str, set[str], list[tuple[str, str, bool]]]:
    """(kind, columns written, assignments as (column, value, whether from itself))."""
    parsed = read(sql)
    made = [(name(one.attribute), one.value, one.own) for one in parsed.assignments]
    return parsed.kind, {name(one).partition(".")[2] for one in parsed.writes}, made


EVERY: dict[str, Any] = {"orders": {name(one.id).partition(".")[2] for one in SHOP.entity("orders").attributes}}


def test_changes_write_what_they_name_or_everything() -> None:
    assert changes("INSERT INTO orders (id, status) VALUES (1, 'x')") == ("insert", {"id", "status"}, [])
    assert changes("INSERT INTO orders VALUES (1)") == ("insert", EVERY["orders"], [])
    assert changes("DELETE FROM orders WHERE id = 1") == ("delete", EVERY["orders"], [])
    assert changes("UPDATE orders SET total = total + 1, status = $1 WHERE id = $2") == (
        "update", {"total", "status"}, [("orders.total", "total + 1", True), ("orders.status", "$1", False)],
    )  # fmt: skip
    assert changes("UPDATE orders SET (status, total) = ('x', 2)")[1] == {"status", "total"}
    assert changes("UPDATE orders SET (status, total) = (SELECT name, id FROM customers LIMIT 1)")[1:] == (
        {"status", "total"}, [],
    )  # fmt: skip
    merge = (
        "MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED THEN UPDATE SET status = c.name"
        " WHEN NOT MATCHED THEN INSERT (id) VALUES (c.id)"
    )
    assert changes(merge) == ("merge", {"id", "status"}, [("orders.status", "c.name", False)])


def test_an_insert_that_updates_on_conflict_writes_both() -> None:
    sql = "INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = orders.total + excluded.total"
    assert changes(sql) == (
        "insert", {"id", "total"}, [("orders.total", "orders.total + excluded.total", True)],
    )  # fmt: skip


def test_the_changed_table_is_marked_and_what_is_read_beside_it_is_not() -> None:
    parsed = read(
        "UPDATE orders o SET total = 1 FROM customers c JOIN customers d ON d.id = c.boss_id WHERE c.id = o.id"
    )
    assert [(one.alias, one.written) for one in parsed.tables] == [("o", True), ("c", False), ("d", False)]


def test_a_change_inside_with_is_a_change_of_the_statement() -> None:
    parsed = read("WITH g AS (DELETE FROM orders RETURNING id) INSERT INTO customers (id) SELECT id FROM g")
    assert [(one.name, one.written) for one in parsed.tables] == [("orders", True), ("customers", True)]
    assert {name(one) for one in parsed.writes} >= {"orders.status", "customers.id"}


def test_mysql_changes_several_tables_in_one_statement() -> None:
    design = schema_of(
        entity("a", "id bigint", "n bigint"), entity("b", "id bigint", "z bigint"), dialect=Dialect(name="mysql")
    )
    update = read("UPDATE a JOIN b ON a.id = b.id SET a.n = a.n + 1 WHERE b.z = ?", design)
    assert [(one.attribute, one.own) for one in update.assignments] == [(design.entity("a").attributes[1].id, True)]
    assert [design.attribute(one.attribute).name for one in update.predicates] == ["z"]
    delete = read("DELETE b FROM a JOIN b ON a.id = b.id WHERE a.n = 1", design)
    assert [(one.name, one.written) for one in delete.tables] == [("a", False), ("b", True)]


# Bad input


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELEC 1",
        "SELEC id",
        "id = 1",
        "SELECT 1; SELECT 2",
        "SELECT (1",
        "SELECT 'x",
        "SELECT id FROM orders WHERE CURRENT OF c",
    ],
)
def test_sql_that_cannot_be_read_is_an_error_in_the_result(sql: str) -> None:
    parsed = parse_statement(sql, SHOP)
    assert parsed.tree is None
    assert parsed.error
    assert parsed.predicates == ()


def test_one_bad_statement_does_not_hide_another() -> None:
    design = schema_of(entity("t", "id bigint"), pattern("p", "SELEC 1", "SELECT id FROM t WHERE id = 1"))
    (parsed,) = parse_patterns(design)
    assert [bool(one.error) for one in parsed.statements] == [True, False]
    assert parsed.entities == {design.entity("t").id}


@pytest.mark.parametrize("sql", ["BEGIN", "LOCK TABLE orders", "SET x = 1", "COMMIT", "CALL f(1)"])
def test_statements_that_read_and_change_no_rows_are_other(sql: str) -> None:
    parsed = parse_statement(sql, SHOP)
    assert (parsed.kind, parsed.error, parsed.tables) == ("other", None, ())


def test_very_long_statements_are_read_or_refused_but_never_raise() -> None:
    many = " AND ".join(f"id <> {number}" for number in range(3000))
    assert len(parse_statement(f"SELECT id FROM orders WHERE {many}", SHOP).predicates) == 3000
    arms = " UNION ALL ".join(["SELECT id FROM orders"] * 500)
    assert len(parse_statement(arms, SHOP).tables) == 500
    parse_statement(f"SELECT {' + '.join(['id'] * 5000)} AS n FROM orders WHERE {'+'.join(['id'] * 3000)} > 1", SHOP)
    parse_statement("SELECT 1 FROM " + "(SELECT * FROM " * 140 + "orders" + ") x" * 140, SHOP)


def test_not_in_a_subquery_is_told_from_in() -> None:
    parsed = read("SELECT id FROM orders WHERE customer_id NOT IN (SELECT boss_id FROM customers)")
    assert [(name(one.left), name(one.right)) for one in parsed.not_in] == [("orders.customer_id", "customers.boss_id")]
    assert parsed.joins == ()
    assert read("SELECT id FROM orders WHERE NOT customer_id IN (SELECT boss_id FROM customers)").not_in


def test_a_block_says_whose_columns_it_shows() -> None:
    sql = "SELECT {} FROM customers c JOIN orders o ON o.customer_id = c.id"
    assert read(sql.format("c.name, upper(c.email)")).blocks[0].shown == {0}
    assert read(sql.format("c.name, count(o.id)")).blocks[0].shown == {0, 1}
    assert read(sql.format("*")).blocks[0].shown == {0, 1}
    assert read(sql.format("count(*)")).blocks[0].shown == frozenset()
