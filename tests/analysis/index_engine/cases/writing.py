"""What writing costs, and what it looks for: references, logs, counters."""

from designer.schema.build import entity, link
from tests.analysis.index_engine.cases.parts import (
    CUSTOMER,
    CUSTOMERS,
    EMAIL,
    NOTE,
    PLACED,
    ask,
    case,
    col,
    orders,
    table,
)

WRITING = (
    case(
        "deleting a parent looks for its children",
        table("customers", EMAIL, rows=5_000, deletes_per_day=1_000),
        orders(),
        link("orders.customer_id", "customers.id"),
        ask("SELECT * FROM orders WHERE id = $1", 5),
        expected="orders (customer_id)",
        real=False,
    ),
    case(
        "a cascade nobody counted still happens",
        CUSTOMERS,
        orders(),
        link("orders.customer_id", "customers.id", on_delete="cascade"),
        ask("SELECT * FROM orders WHERE id = $1", 5),
        expected="orders (customer_id)",
        real=False,
    ),
    case(
        "a foreign key whose parent is never deleted needs none",
        CUSTOMERS,
        orders(),
        link("orders.customer_id", "customers.id"),
        ask("SELECT * FROM orders WHERE id = $1", 5),
        real=False,
    ),
    case(
        "a cascade over two columns",
        entity("versions", "page_id bigint", "number int", pk="page_id,number", rows=50_000, deletes_per_day=500),
        table(
            "edits", col("page_id bigint not null", distinct=10_000), col("number int not null", distinct=20),
            rows=2_000_000,
        ),
        link("edits.(page_id, number)", "versions.(page_id, number)", on_delete="cascade"),
        ask("SELECT * FROM edits WHERE id = $1", 5),
        expected="edits (page_id, number) | edits (number, page_id) | edits (page_id)",
        real=False,
    ),
    case(
        "a log written all day and read once is not indexed",
        table("log", CUSTOMER, PLACED, NOTE, rows_per_day=20_000_000),
        ask("SELECT * FROM log WHERE customer_id = $1", 7, per_minute=1 / 1440),
        real=False,
    ),
    case(
        "a log that is searched all day is",
        table("log", CUSTOMER, PLACED, NOTE, rows_per_day=200_000),
        ask("SELECT * FROM log WHERE customer_id = $1", 7, per_minute=600),
        expected="log (customer_id)",
    ),
    case(
        "a counter updated without rest is not indexed for a rare list",
        table("counters", col("hits bigint not null", distinct=10_000, min=1, max=10_000), NOTE),
        ask("UPDATE counters SET hits = hits + 1 WHERE id = $1", 5, per_minute=60_000, name="hit"),
        ask("SELECT * FROM counters ORDER BY hits DESC LIMIT 10", per_minute=0.1, name="top"),
        real=False,
    ),
)  # fmt: skip
