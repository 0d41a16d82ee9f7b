"""Which column each name in a statement is: scopes, aliases, CTEs, dialects; unknown names."""

import pytest

from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.resolve import parse_statement
from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect, Namespace, Opaque
from designer.schema.schema import Schema

SHOP = schema_of(
    entity("orders", "id bigint", "customer_id bigint", "status text", "placed_at timestamptz", "total numeric",
           "is_paid boolean", "tags text[]", "payload jsonb", pk="id"),
    entity("customers", "id bigint", "email text", "name text", "boss_id bigint", pk="id"),
    entity("Audit Log", "id bigint", "Happened timestamptz", pk="id"),
    Opaque(kind="view", name="revenue", sql="CREATE VIEW revenue AS SELECT 1", columns=("day", "amount")),
    Opaque(kind="materialized view", name="totals", sql="CREATE MATERIALIZED VIEW totals AS SELECT 1"),
)  # fmt: skip


def read(sql: str, schema: Schema = SHOP) -> ParsedStatement:
    """The statement, which has to be readable."""
    parsed = parse_statement(sql, schema)
    assert parsed.error is None, parsed.error
    return parsed


def unknown(sql: str, schema: Schema = SHOP) -> list[tuple[str, str, str | None]]:
    """(kind, name, suggestion) of every name that the design does not have."""
    return [(one.kind, one.name, one.suggestion) for one in read(sql, schema).unknown]


def reads(sql: str, schema: Schema = SHOP) -> set[str]:
    """`table.column` of everything that is read."""
    parsed = read(sql, schema)
    assert parsed.unknown == ()
    return {f"{schema.get(schema.located[one].owner).name}.{schema.attribute(one).name}" for one in parsed.reads}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id, o.status, orders_count FROM orders o, (SELECT count(*) AS orders_count FROM orders) n",
        "SELECT day, revenue.amount FROM revenue",
        "SELECT anything FROM totals",
        "SELECT ctid, xmin, o.tableoid FROM orders o",
        "SELECT relname FROM pg_class",
        "SELECT table_name FROM information_schema.tables",
        "SELECT n, g FROM generate_series(1, 10) AS g (n)",
        "SELECT x.a, x.b FROM jsonb_to_recordset($1) AS x(a int, b text)",
        "SELECT tag FROM orders CROSS JOIN unnest(tags) AS u(tag)",
        "SELECT tag FROM orders, unnest(orders.tags) tag",
        "SELECT e.key FROM orders o, jsonb_each(o.payload) e",
        "SELECT v.x, y FROM (VALUES (1, 'a')) v(x, y)",
        "SELECT column1 FROM (VALUES (1)) v",
        "WITH RECURSIVE up(id, boss) AS (SELECT id, boss_id FROM customers WHERE id = $1 UNION ALL"
        " SELECT c.id, c.boss_id FROM customers c JOIN up ON up.boss = c.id) SELECT id, boss FROM up",
        "WITH gone AS (DELETE FROM orders WHERE status = 'x' RETURNING *) SELECT id, status FROM gone",
        "SELECT to_json(o), count(o) FROM orders o GROUP BY o",
        "SELECT (o).status, (o).* FROM orders o",
        "SELECT sum(total) AS turnover FROM orders GROUP BY customer_id ORDER BY turnover DESC",
        "SELECT date_trunc('day', placed_at) AS day FROM orders GROUP BY day ORDER BY day",
        "SELECT row_number() OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed_at)",
        "SELECT extract(year from placed_at), placed_at AT TIME ZONE 'utc', interval '1 day' FROM orders",
        "SELECT make_interval(days => 3), current_date, current_user FROM orders",
        "SELECT orders.id FROM public.orders WHERE public.orders.status = 'x'",
        "SELECT sub.id FROM (orders JOIN customers ON customers.id = orders.customer_id) AS sub WHERE sub.email = 'x'",
        "SELECT customers.id FROM (orders JOIN customers ON customers.id = orders.customer_id)",
        "SELECT l.n FROM customers c LEFT JOIN LATERAL (SELECT id n FROM orders WHERE customer_id = c.id) l ON true",
        "SELECT id FROM orders WHERE total > ALL (SELECT total FROM orders o WHERE o.customer_id = orders.customer_id)",
        "SELECT ARRAY(SELECT name FROM customers c WHERE c.id = o.customer_id) FROM orders o",
        "UPDATE orders SET status = 'x' WHERE id = 1 RETURNING old.status, new.status, id",
        "INSERT INTO orders AS o (id, status) VALUES ($1, $2)"
        " ON CONFLICT (id) DO UPDATE SET status = excluded.status, total = o.total WHERE o.status <> excluded.status",
        "MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED AND o.total < 2 THEN"
        " UPDATE SET status = c.name WHEN NOT MATCHED THEN INSERT (id, customer_id) VALUES (c.id, c.id)",
        "SELECT id FROM ONLY orders FOR UPDATE OF orders SKIP LOCKED",
        "TABLE orders",
        "SELECT DISTINCT ON (customer_id) id FROM orders ORDER BY customer_id, placed_at DESC",
    ],
)  # fmt: skip
def test_nothing_is_unknown(sql: str) -> None:
    assert unknown(sql) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT id FROM ordrs", [("table", "ordrs", "orders")]),
        ("SELECT id FROM zzz", [("table", "zzz", None)]),
        ("SELECT id FROM sales.orders", [("table", "orders", "public.orders")]),
        ("SELECT stauts FROM orders", [("column", "stauts", "status")]),
        ("SELECT o.stauts FROM orders o", [("column", "stauts", "status")]),
        ("SELECT x.id FROM orders o", [("alias", "x", None)]),
        ("SELECT orders.id FROM orders o", [("alias", "orders", None)]),
        ("SELECT c.id FROM orders o JOIN customers c ON c.id = o.client_id", [("column", "client_id", None)]),
        ("SELECT amont FROM revenue", [("column", "amont", "amount")]),
        ("SELECT s.totl FROM (SELECT total FROM orders) s", [("column", "totl", "total")]),
        ("WITH s AS (SELECT total t FROM orders) SELECT total FROM s", [("column", "total", None)]),
        ("SELECT id FROM customers WHERE EXISTS (SELECT 1 FROM orders o WHERE o.custmer_id = customers.id)",
         [("column", "custmer_id", "customer_id")]),
        ("INSERT INTO orders (id, stauts) VALUES (1, 'x')", [("column", "stauts", "status")]),
        ("UPDATE orders SET stauts = 'x' WHERE idd = 1", [("column", "idd", "id"), ("column", "stauts", "status")]),
        ("DELETE FROM orders USING customers c WHERE c.id = orders.customer AND c.gone",
         [("column", "customer", "customer_id"), ("column", "gone", None)]),
        ("SELECT id FROM orders JOIN customers USING (id, region)", [("column", "region", None)] * 1),
        ("SELECT id FROM orders ORDER BY palced_at", [("column", "palced_at", "placed_at")]),
        ("SELECT x FROM (SELECT id FROM orders WHERE x = 1) y", [("column", "x", None)]),
        ("SELECT id FROM orders UNION SELECT nme FROM customers", [("column", "nme", "name")]),
        ("MERGE INTO orders o USING customers c ON c.id = o.customer_id WHEN MATCHED THEN UPDATE SET nix = 1",
         [("column", "nix", None)]),
        ("SELECT excluded.id FROM orders", [("alias", "excluded", None)]),
    ],
)  # fmt: skip
def test_unknown_names_come_with_the_closest_known_one(sql: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert sorted(set(unknown(sql))) == sorted(expected)


def test_a_derived_table_does_not_see_its_neighbours_but_a_lateral_one_does() -> None:
    inner = "(SELECT 1 FROM customers c WHERE c.id = o.customer_id) x"
    assert unknown(f"SELECT 1 FROM orders o, {inner}") == [("alias", "o", None)]
    assert unknown(f"SELECT 1 FROM orders o, LATERAL {inner}") == []


def test_what_a_select_of_an_insert_names_is_not_the_target() -> None:
    assert unknown("INSERT INTO orders (id) SELECT total FROM customers") == [("column", "total", None)]


def test_unquoted_names_fold_and_quoted_ones_do_not() -> None:
    assert reads("SELECT O.Status FROM ORDERS o") == {"orders.status"}
    assert reads('SELECT "Happened" FROM "Audit Log"') == {"Audit Log.Happened"}
    assert unknown('SELECT "Status" FROM orders') == [("column", "Status", "status")]
    assert unknown('SELECT Happened FROM "Audit Log"') == [("column", "happened", '"Happened"')]
    assert unknown('SELECT 1 FROM "Orders"') == [("table", "Orders", "orders")]


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "sqlite", "tsql"])
def test_dialects_that_ignore_case_find_names_in_any(dialect: str) -> None:
    design = schema_of(entity("Orders", "Id bigint", "Status text", pk="Id"), dialect=Dialect(name=dialect))
    assert reads("SELECT o.STATUS FROM orders o WHERE ID = ?", design) == {"Orders.Status", "Orders.Id"}
    parsed = read("UPDATE ORDERS SET STATUS = ? WHERE id = ?", design)
    assert design.names(tuple(parsed.writes)) == ("Status",)


def test_what_oracle_writes_like_a_column_is_none() -> None:
    design = schema_of(entity("ORDERS", "ID number"), dialect=Dialect(name="oracle"))
    assert unknown("INSERT INTO orders (id) VALUES (orders_seq.nextval)", design) == []
    assert unknown("SELECT id FROM orders WHERE rownum < 3 ORDER BY dbms_random.value", design) == []
    assert unknown("SELECT x.id FROM orders", design) == [("alias", "X", None)]


def test_the_namespace_says_which_of_two_namesakes_is_meant() -> None:
    design = schema_of(
        Namespace(name="public"),
        Namespace(name="sales"),
        entity("sales.orders", "id bigint", "total numeric"),
        entity("public.orders", "id bigint", "state text"),
        entity("sales.lines", "id bigint"),
    )
    assert unknown("SELECT total FROM sales.orders", design) == []
    assert unknown("SELECT state FROM orders", design) == []
    assert unknown("SELECT total FROM orders", design) == [("column", "total", None)]
    assert unknown("SELECT id FROM lines", design) == []


def test_a_star_reads_every_column_that_comes_through() -> None:
    whole = {f"customers.{name}" for name in ("id", "email", "name", "boss_id")}
    assert reads("SELECT * FROM customers") == whole
    assert reads("SELECT c.* FROM orders o JOIN customers c ON c.id = o.customer_id") == whole | {"orders.customer_id"}
    assert reads("SELECT c FROM customers c") == whole


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT * FROM orders", True),
        ("SELECT o.* FROM orders o", True),
        ("SELECT * FROM (SELECT * FROM orders) x", True),
        ("WITH x AS (SELECT * FROM orders) SELECT * FROM x", True),
        ("SELECT id FROM orders UNION SELECT id FROM (SELECT * FROM customers) c", False),
        ("SELECT id FROM orders UNION (SELECT * FROM orders)", True),
        ("SELECT count(*) FROM orders", False),
        ("SELECT * FROM (SELECT id, status FROM orders) x", False),
        ("SELECT id FROM orders WHERE EXISTS (SELECT * FROM customers)", False),
        ("SELECT * FROM generate_series(1, 3)", False),
        ("INSERT INTO orders SELECT * FROM orders", False),
    ],
)
def test_a_star_counts_where_it_brings_all_columns_of_a_table_to_the_caller(sql: str, expected: bool) -> None:
    assert read(sql).star is expected


def test_a_name_that_two_tables_have_is_ambiguous_unless_using_merges_it() -> None:
    assert read("SELECT id FROM orders, customers").ambiguous == ("id",)
    assert read("SELECT id FROM orders JOIN customers USING (id)").ambiguous == ()
    assert read("SELECT id FROM orders NATURAL JOIN customers").ambiguous == ()
    assert read("SELECT o.id AS id FROM orders o, customers ORDER BY id").ambiguous == ()
    assert read("SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM customers WHERE id = 3)").ambiguous == ()


def test_a_name_that_the_server_cuts_is_found_however_long_it_is_written() -> None:
    schema = schema_of(entity("t" * 80, f"{'c' * 80} int"))
    for length in (63, 70, 80):
        parsed = parse_statement(f"SELECT {'c' * length} FROM {'t' * length}", schema)
        assert (parsed.error, parsed.unknown) == (None, ())
    assert parse_statement(f"SELECT 1 FROM {'t' * 62}", schema).unknown
