"""Rows found by equality and range, and read in an order."""

from tests.analysis.index_engine.cases.parts import LATER, ROWS, ask, case, col, crowded, orders, status

ORDERED = (
    case(
        "equality finds the rows of a customer",
        orders(),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7),
        expected="orders (customer_id)",
    ),
    case(
        "the latest rows of a customer come in order from one index",
        crowded(),
        ask(LATER, 7),
        expected="orders (customer_id, placed_at)",
    ),
    case(
        "mixed directions are spelled out",
        crowded(col("priority int not null", distinct=5, min=1, max=5), col("due_on date not null", distinct=1000)),
        ask("SELECT * FROM orders WHERE customer_id = $1 ORDER BY priority DESC, due_on LIMIT 10", 7),
        expected="orders (customer_id, priority DESC, due_on) | orders (customer_id, priority, due_on DESC)",
    ),
    case(
        "mixed directions without a filter",
        orders(col("score int not null", distinct=1000, min=1, max=1000)),
        ask("SELECT * FROM orders ORDER BY score DESC, id LIMIT 20"),
        expected="orders (score DESC, id) | orders (score, id DESC)",
    ),
    case(
        "one direction is read from a plain index, backwards",
        orders(),
        ask("SELECT * FROM orders ORDER BY placed_at DESC LIMIT 20"),
        expected="orders (placed_at)",
    ),
    case(
        "nulls last against the order's own habit",
        orders(col("paid_at timestamptz", null_fraction=0.3, distinct=ROWS)),
        ask("SELECT * FROM orders ORDER BY paid_at DESC NULLS LAST LIMIT 20"),
        expected="orders (paid_at DESC NULLS LAST) | orders (paid_at NULLS FIRST)",
    ),
    case(
        "a page behind the last row, by row comparison",
        orders(col("due_on date not null", distinct=20)),
        ask(
            "SELECT * FROM orders WHERE (due_on, id) < ($1, $2) ORDER BY due_on DESC, id DESC LIMIT 20",
            "2026-01-01", 1000,
        ),
        expected="orders (due_on, id)",
    ),
    case(
        "a page of one customer, by row comparison",
        crowded(),
        ask(
            "SELECT * FROM orders WHERE customer_id = $1 AND (placed_at, id) < ($2, $3)"
            " ORDER BY placed_at DESC, id DESC LIMIT 20",
            7, "2025-06-01", 1000,
        ),
        expected="orders (customer_id, placed_at, id) | orders (customer_id, placed_at)",
    ),
    case(
        "equality comes before the range",
        crowded(),
        ask(
            "SELECT * FROM orders WHERE placed_at >= $2 AND placed_at < $3 AND customer_id = $1",
            7, "2025-06-01", "2025-06-03",
        ),
        expected="orders (customer_id, placed_at)",
    ),
    case(
        "a list of values is looked up like one",
        orders(),
        ask("SELECT * FROM orders WHERE customer_id IN (1, 2, 3)"),
        expected="orders (customer_id)",
    ),
    case(
        "two equalities of which one tells rows apart",
        orders(status(done=0.6, open=0.4)),
        ask("SELECT * FROM orders WHERE status = $1 AND customer_id = $2", "open", 7),
        expected="orders (customer_id) | orders (customer_id, status) | orders (status, customer_id)",
    ),
)  # fmt: skip
