"""Joins, updates, deletions and conditions that are better asked otherwise."""

from designer.schema.build import entity, link
from tests.analysis.index_engine.cases.parts import EMAIL, NOTE, ROWS, ask, case, col, orders, table

STATEMENTS = (
    case(
        "a join is followed from its few rows",
        table("customers", EMAIL, rows=5_000, unique="email"),
        orders(),
        link("orders.customer_id", "customers.id"),
        ask("SELECT o.* FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.email = $1", "v77"),
        expected="orders (customer_id)",
    ),
    case(
        "an update finds its row",
        table("sessions", col("token text not null", distinct=ROWS), col("seen_at timestamptz", distinct=ROWS), NOTE),
        ask("UPDATE sessions SET seen_at = now() WHERE token = $1", "v77"),
        expected="sessions (token)",
    ),
    case(
        "a deletion of what has run out",
        table("sessions", col("expires_at timestamptz not null", distinct=ROWS), NOTE),
        ask("DELETE FROM sessions WHERE expires_at < $1", "2023-11-03", per_minute=1),
        expected="sessions (expires_at)",
    ),
    case(
        "a day of a time is better asked as a range",
        orders(),
        ask("SELECT sum(total) FROM orders WHERE placed_at::date = $1", "2025-06-01"),
        rewrites=True,
        real=False,
    ),
    case(
        "date_trunc as well",
        orders(),
        ask("SELECT sum(total) FROM orders WHERE date_trunc('day', placed_at) = $1", "2025-06-01"),
        rewrites=True,
        real=False,
    ),
    case(
        "a semi-join looks its rows up",
        table("customers", EMAIL, rows=5_000, unique="email"),
        orders(),
        link("orders.customer_id", "customers.id"),
        ask(
            "SELECT id FROM customers c WHERE email = $1"
            " AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)",
            "v77",
        ),
        expected="orders (customer_id)",
    ),
    case(
        "a latency target is met though the pattern is rare",
        orders(rows_per_day=1_000_000),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7, per_minute=1 / 10_000, latency_ms=20),
        expected="orders (customer_id)",
        real=False,
    ),
    case(
        "a condition under OR on two columns",
        orders(col("buyer_id bigint not null", distinct=5_000, min=1, max=5_000)),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7),
        ask("SELECT * FROM orders WHERE buyer_id = $1", 7, name="bought"),
        expected=("orders (customer_id)", "orders (buyer_id)"),
    ),
    case(
        "a key finds the row: no twin of it for the sake of one column more",
        entity("products", "id bigint", "sku text not null", col("body text", average_width=400), pk="id", rows=20_000),
        entity("lines", col("order_id bigint not null", distinct=500_000, correlation=1), "no int not null",
               col("product_id bigint not null", distinct=20_000, min=1, max=20_000), pk=["order_id", "no"],
               rows=2_000_000, index=["product_id"]),
        link("lines.product_id", "products.id"),
        ask("SELECT l.no, p.sku FROM lines l JOIN products p ON p.id = l.product_id WHERE l.order_id = $1", 7,
            per_minute=2_500),
        real=False,
    ),
)  # fmt: skip
