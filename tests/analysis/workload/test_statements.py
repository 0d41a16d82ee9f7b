"""What a statement filters, and joins."""

import pytest

from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect
from tests.analysis.workload.statements import filters, name, read, where


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("status = $1", [("status", "=", "$1")]),
        ("$1 = status", [("status", "=", "$1")]),
        ("$1 < total", [("total", ">", "$1")]),
        ("status <> 'x' AND total >= 5", [("status", "<>", "'x'"), ("total", ">=", "5")]),
        ("status IN ('a', 'b')", [("status", "in", "'a', 'b'")]),
        ("status NOT IN ('a')", [("not status", "in", "'a'")]),
        ("status = ANY($1)", [("status", "in", "$1")]),
        ("status <> ALL($1)", [("not status", "in", "$1")]),
        ("total BETWEEN $1 AND 9", [("total", "between", "$1 and 9")]),
        ("total NOT BETWEEN 1 AND 9", [("not total", "between", "1 and 9")]),
        ("status LIKE 'a%'", [("status", "like", "'a%'")]),
        ("status NOT LIKE 'a%' ESCAPE '!'", [("not status", "like", "'a%'")]),
        ("status ILIKE '%' || $1", [("status", "ilike", "'%' || $1")]),
        ("status ~ '^a'", [("status", "~", "'^a'")]),
        ("status ^@ 'a'", [("status", "^@", "'a'")]),
        ("customer_id IS NULL", [("customer_id", "is null", "")]),
        ("customer_id IS NOT NULL", [("customer_id", "is not null", "")]),
        ("NOT customer_id IS NULL", [("customer_id", "is not null", "")]),
        ("is_paid", [("is_paid", "=", "true")]),
        ("NOT is_paid", [("is_paid", "=", "false")]),
        ("is_paid IS TRUE", [("is_paid", "=", "TRUE")]),
        ("status IS NOT DISTINCT FROM $1", [("status", "is not distinct from", "$1")]),
        ("tags @> ARRAY['x']", [("tags", "@>", "ARRAY['x']")]),
        ("tags && $1", [("tags", "&&", "$1")]),
        ("'x' = ANY(tags)", [("tags", "= any", "'x'")]),
        ("payload @> $1", [("payload", "@>", "$1")]),
        ("payload ? 'a'", [("payload", "?", "'a'")]),
        ("words @@ to_tsquery($1)", [("words", "@@", "TO_TSQUERY($1)")]),
        ("payload ->> 'a' = 'b'", [("->(payload)", "=", "'b'")]),
        ("lower(status) = lower($1)", [("lower(status)", "=", "LOWER($1)")]),
        ("placed_at::date = $1", [("::date(placed_at)", "=", "$1")]),
        ("date_trunc('day', placed_at) = $1", [("date_trunc(placed_at)", "=", "$1")]),
        ("total * 2 > 5", [("mul(total)", ">", "5")]),
        ("coalesce(status, customer_id::text) = 'a'", []),
        ("total > customer_id", []),
        ("(status, id) = ($1, $2)", [("status", "=", "$1"), ("id", "=", "$2")]),
        ("(placed_at, id) < ($1,$2)", [("placed_at", "<", "$1")]),
        ("ROW(placed_at, id) > ROW($1, $2)", [("placed_at", ">", "$1")]),
        ("status = 'a' OR total > 5", [("or status", "=", "'a'"), ("or total", ">", "5")]),
        ("is_paid AND (status = 'a' OR total > 5)",
         [("is_paid", "=", "true"), ("or status", "=", "'a'"), ("or total", ">", "5")]),
        ("NOT (status = 'a' OR total > 5)", [("not status", "=", "'a'"), ("not total", ">", "5")]),
        ("NOT (status = 'a' AND total > 5)", [("not or status", "=", "'a'"), ("not or total", ">", "5")]),
        ("CASE WHEN status = 'a' THEN 1 ELSE 0 END = 1", []),
        ("total > (SELECT avg(total) FROM orders)", [("total", ">", "(SELECT AVG(total) FROM orders)")]),
        ("placed_at > now() - interval '1 day'", [("placed_at", ">", "CURRENT_TIMESTAMP - INTERVAL '1 DAY'")]),
        ("$1 BETWEEN customer_id AND total", [("customer_id", "<=", "$1"), ("total", ">=", "$1")]),
    ],
)  # fmt: skip
def test_conditions_become_predicates(condition: str, expected: list[tuple[str, str, str]]) -> None:
    assert where(condition) == expected


@pytest.mark.parametrize("written", ["$1", ":status", "?", "%s", "%(status)s"])
def test_every_style_of_parameter_is_one(written: str) -> None:
    (predicate,) = read(f"SELECT id FROM orders WHERE status = {written} AND is_paid").filters("=")[:1]
    assert predicate.parameter
    assert not predicate.constant
    assert predicate.value in ("$1", ":status")


@pytest.mark.parametrize("dialect", ["mysql", "sqlite", "tsql", "oracle"])
@pytest.mark.parametrize("written", ["?", ":status"])
def test_parameters_are_parameters_in_every_dialect(dialect: str, written: str) -> None:
    design = schema_of(entity("T", "ID bigint", "STATUS text"), dialect=Dialect(name=dialect))
    (predicate,) = read(f"SELECT ID FROM T WHERE STATUS = {written}", design).predicates
    assert predicate.parameter


def test_parameters_without_blanks_between_them_are_read() -> None:
    parsed = read("INSERT INTO orders (id,status) VALUES ($1,$2) RETURNING *")
    assert parsed.kind == "insert"


@pytest.mark.parametrize(
    ("value", "constant"), [("'x'", True), ("-5", True), ("'x'::text", True), ("now()", False), ("$1", False)]
)
def test_a_value_that_is_written_out_is_constant(value: str, constant: bool) -> None:
    (predicate,) = read(f"SELECT id FROM orders WHERE status = {value}").predicates
    assert predicate.constant is constant


def test_a_row_comparison_is_one_range_led_by_its_first_column() -> None:
    (predicate,) = read("SELECT id FROM orders WHERE (placed_at, id) < ($1, $2)").predicates
    assert [name(one) for one in predicate.row] == ["orders.placed_at", "orders.id"]


def test_the_expression_of_a_predicate_is_spelled_as_an_index_spells_it() -> None:
    (predicate,) = read("SELECT 1 FROM customers c WHERE lower(c.email) = $1").predicates
    assert predicate.expression == "LOWER(email)"


def test_filters_leave_out_functions_alternatives_negations_and_groups() -> None:
    parsed = read(
        "SELECT status FROM orders WHERE id = 1 AND NOT total = 2 AND lower(status) = 'x' AND (is_paid OR id = 3)"
        " GROUP BY status HAVING status = 'y'"
    )
    assert [(name(one.attribute), one.value) for one in parsed.filters("=")] == [("orders.id", "1")]


# Where predicates reach


def test_the_kept_side_of_an_outer_join_is_not_filtered_by_its_condition() -> None:
    sql = "SELECT 1 FROM orders o {} JOIN customers c ON c.id = o.customer_id AND o.status = 'x' AND c.name = 'y'"
    assert filters(sql.format("LEFT")) == [("customers.name", "=", "'y'")]
    assert filters(sql.format("RIGHT")) == [("orders.status", "=", "'x'")]
    assert filters(sql.format("FULL")) == []
    assert len(filters(sql.format(""))) == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM (SELECT * FROM orders) x WHERE x.status = 'b'",
        "SELECT id FROM (SELECT id, status AS s FROM orders) AS x WHERE s = 'b'",
        "SELECT n FROM (SELECT id, status FROM orders) AS x (n, s) WHERE s = 'b'",
        "WITH x AS (SELECT * FROM orders) SELECT id FROM x WHERE status = 'b'",
        "WITH x (n, s) AS (SELECT id, status FROM orders) SELECT n FROM x WHERE s = 'b'",
        "WITH y AS (SELECT * FROM orders), x AS (SELECT * FROM y) SELECT id FROM x WHERE status = 'b'",
        "SELECT id FROM (SELECT DISTINCT id, status FROM orders) x WHERE x.status = 'b'",
        "SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND status = 'b')",
        "SELECT id FROM customers c WHERE id IN (SELECT customer_id FROM orders WHERE status = 'b')",
        "SELECT l.id FROM customers c, LATERAL (SELECT * FROM orders WHERE customer_id = c.id) l WHERE l.status = 'b'",
        "INSERT INTO customers (id) SELECT id FROM orders WHERE status = 'b'",
        "UPDATE customers SET name = 'x' FROM orders o WHERE o.customer_id = customers.id AND o.status = 'b'",
        "DELETE FROM customers USING orders WHERE orders.customer_id = customers.id AND status = 'b'",
        "SELECT id FROM customers UNION SELECT id FROM orders WHERE status = 'b'",
        "SELECT a.id FROM orders a JOIN orders b ON b.id = a.customer_id WHERE b.status = 'b'",
        "WITH gone AS (DELETE FROM orders WHERE status = 'b' RETURNING id) SELECT id FROM gone",
    ],
)
def test_a_predicate_reaches_the_table_through_what_stands_between(sql: str) -> None:
    assert filters(sql) == [("orders.status", "=", "'b'")]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM (SELECT * FROM orders ORDER BY id LIMIT 5) x WHERE x.status = 'b'",
        "SELECT s FROM (SELECT max(status) AS s FROM orders) x WHERE s = 'b'",
        "SELECT id FROM (SELECT *, row_number() OVER (ORDER BY id) n FROM orders) x WHERE n = 1",
        "WITH x AS (SELECT * FROM orders) SELECT a.id FROM x a JOIN x b ON b.id = a.customer_id WHERE b.status = 'b'",
        "SELECT id FROM customers c WHERE EXISTS (SELECT 1 FROM customers WHERE boss_id = c.id AND c.name = 'x')",
        "SELECT count(*) FILTER (WHERE status = 'b') FROM orders",
        "SELECT CASE WHEN status = 'b' THEN 1 END FROM orders",
        "UPDATE orders SET status = 'b'",
        "SELECT id FROM orders NATURAL JOIN customers WHERE lower(status) = lower(name)",
        "SELECT id FROM orders UNION SELECT id FROM customers ORDER BY id",
        "MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED AND o.status = 'b' THEN DELETE",
    ],
)
def test_what_does_not_filter_the_rows_of_a_table_is_no_predicate(sql: str) -> None:
    assert filters(sql) == []


def test_each_arm_of_a_union_filters_its_own_table() -> None:
    sql = "SELECT id FROM orders WHERE total > 1 UNION ALL SELECT id FROM orders WHERE total > 2 EXCEPT SELECT 3"
    parsed = read(sql)
    assert [(one.value, one.use) for one in parsed.predicates] == [("1", 0), ("2", 1)]
    assert [block.kind for block in parsed.blocks] == ["select"] * 3


def test_a_table_used_twice_is_two_uses_with_predicates_of_their_own() -> None:
    parsed = read("SELECT 1 FROM customers e JOIN customers b ON b.id = e.boss_id WHERE b.name = 'x' AND e.email = 'y'")
    assert [(one.alias, one.entity == parsed.tables[0].entity) for one in parsed.tables] == [("e", True), ("b", True)]
    assert [(name(one.attribute), one.use) for one in parsed.predicates] == [
        ("customers.name", 1), ("customers.email", 0),
    ]  # fmt: skip
    assert parsed.filters("=", use=0)[0].value == "'y'"


# Joins


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM orders o JOIN customers c ON o.customer_id = c.id",
        "SELECT 1 FROM orders o, customers c WHERE (o.customer_id) = c.id",
        "SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE o.customer_id = c.id)",
        "SELECT 1 FROM orders o WHERE customer_id IN (SELECT id FROM customers)",
        "UPDATE orders o SET total = 1 FROM customers c WHERE o.customer_id = c.id",
        "DELETE FROM orders o USING customers c WHERE o.customer_id = c.id",
        "SELECT 1 FROM orders o LEFT JOIN (SELECT id AS cid FROM customers) c ON o.customer_id = c.cid",
        "WITH c AS (SELECT id FROM customers LIMIT 3) SELECT 1 FROM orders o JOIN c ON o.customer_id = c.id",
        "MERGE INTO orders o USING customers c ON o.customer_id = c.id WHEN MATCHED THEN DELETE",
    ],
)
def test_joins_are_found_wherever_they_stand(sql: str) -> None:
    assert [(name(one.left), name(one.right)) for one in read(sql).joins] == [("orders.customer_id", "customers.id")]


def test_using_and_natural_join_join_what_has_the_same_name() -> None:
    for sql in ("SELECT 1 FROM orders JOIN customers USING (id)", "SELECT 1 FROM orders NATURAL JOIN customers"):
        parsed = read(sql)
        assert [(name(one.left), name(one.right)) for one in parsed.joins] == [("orders.id", "customers.id")]
        assert {"orders.id", "customers.id"} <= {name(one) for one in parsed.reads}


@pytest.mark.parametrize(
    "condition", ["o.customer_id > c.id", "lower(o.status) = c.name", "NOT o.customer_id = c.id", "o.id = o.total"]
)
def test_only_plain_equality_of_two_tables_is_a_join(condition: str) -> None:
    assert read(f"SELECT 1 FROM orders o, customers c WHERE {condition}").joins == ()


def test_any_condition_over_two_tables_ties_them() -> None:
    assert read("SELECT 1 FROM orders o, customers c WHERE lower(o.status) > c.name").connected == {(0, 1)}
    assert read("SELECT 1 FROM orders o, customers c WHERE o.status > 'x' AND c.name = 'y'").connected == frozenset()
