"""Keys, constraints and indexes that the design has already."""

from designer.schema.build import entity
from designer.schema.model import Index, IndexKey
from tests.analysis.index_engine.cases.parts import EMAIL, LATER, NOTE, ROWS, ask, case, col, crowded, orders, table

EXISTING = (
    case(
        "a unique constraint serves already",
        table("users", EMAIL, NOTE, unique="email"),
        ask("SELECT * FROM users WHERE email = $1", "v77"),
        real=False,
    ),
    case(
        "the beginning of the primary key serves already",
        entity("lines", "order_id bigint", "number int", NOTE, pk="order_id,number", rows=ROWS),
        ask("SELECT * FROM lines WHERE order_id = $1", 7),
        real=False,
    ),
    case(
        "a unique constraint over two columns serves both",
        table(
            "pages", col("tenant_id bigint not null", distinct=100), col("slug text not null", distinct=ROWS), NOTE,
            unique="tenant_id,slug",
        ),
        ask("SELECT * FROM pages WHERE tenant_id = $1 AND slug = $2", 7, "v77"),
        ask("SELECT * FROM pages WHERE tenant_id = $1 ORDER BY slug LIMIT 20", 7, name="list"),
        real=False,
    ),
    case(
        "an index of the design serves already",
        orders(index="customer_id"),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7),
        real=False,
    ),
    case(
        "a longer index makes the design's own idle",
        crowded(index="customer_id"),
        ask(LATER, 7),
        expected="orders (customer_id, placed_at)",
        idle=("orders_customer_id_idx",),
    ),
    case(
        "a copy of a key is idle",
        table("users", EMAIL, NOTE, unique="email", indexes=(Index(name="twin", keys=(IndexKey(column="email"),)),)),
        ask("SELECT * FROM users WHERE email = $1", "v77"),
        idle=("twin",),
        real=False,
    ),
)  # fmt: skip
