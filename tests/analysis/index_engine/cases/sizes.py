"""Sizes and shares: time in order, small tables, what an index holds, and one that serves several."""

from tests.analysis.index_engine.cases.parts import LATER, NOTE, ROWS, ask, case, col, crowded, orders, table

SIZES = (
    case(
        "rows in the order of time, read rarely by the day, are BRIN's",
        table(
            "events", col("at timestamptz not null", correlation=1.0, distinct=5_000_000), NOTE, rows=5_000_000,
            rows_per_day=5_000_000,
        ),
        ask(
            "SELECT count(note) FROM events WHERE at >= $1 AND at < $2", "2026-01-01", "2026-02-01", per_minute=0.02
        ),
        expected="events brin (at)",
        real=False,
    ),
    case(
        "small spans of time read often are a B-tree's",
        table("events", col("at timestamptz not null", distinct=ROWS), NOTE),
        ask("SELECT * FROM events WHERE at >= $1 AND at < $2", "2025-06-01 10:00", "2025-06-01 11:00", per_minute=600),
        expected="events (at)",
    ),
    case(
        "a small table is read whole",
        table("currencies", col("code text not null", distinct=180), rows=180),
        ask("SELECT * FROM currencies WHERE code = $1", "v7"),
        real=False,
    ),
    case(
        "a small projection is held by the index",
        crowded(),
        ask("SELECT sum(total) FROM orders WHERE customer_id = $1", 7),
        expected="orders (customer_id) INCLUDE (total) | orders (customer_id, total)",
    ),
    case(
        "a wide projection is not",
        orders(),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7),
        ask("SELECT id, note FROM orders WHERE customer_id = $1", 7, name="notes"),
        expected="orders (customer_id)",
    ),
    case(
        "two patterns share one index",
        crowded(),
        ask(LATER, 7),
        ask("SELECT * FROM orders WHERE customer_id = $1 AND placed_at > $2", 7, "2026-01-01", name="since"),
        expected="orders (customer_id, placed_at)",
    ),
    case(
        "three patterns share one index",
        table(
            "hits", col("site int not null", distinct=20, min=1, max=20),
            col("page int not null", distinct=500, min=1, max=500), col("at timestamptz not null", distinct=ROWS), NOTE,
        ),
        ask("SELECT * FROM hits WHERE site = $1 AND page = $2", 3, 7),
        ask("SELECT * FROM hits WHERE site = $1 AND page = $2 ORDER BY at DESC LIMIT 10", 3, 7, name="latest"),
        ask("SELECT * FROM hits WHERE site = $1 AND page = $2 AND at > $3", 3, 7, "2026-06-01", name="since"),
        expected="hits (site, page, at) | hits (page, site, at) | hits (page, at)",
    ),
)  # fmt: skip
