"""Designs with an access pattern or two, and the indexes that a specialist would make for them.

An expected index is written `table (keys) WHERE …`, a method in front of the keys where it is no B-tree; `|` parts
spellings of which any will do. Included columns are compared only where the expectation names them. Tables hold as
many rows as they declare, 200,000 where nothing else is said, so that the same case can be run on real rows.
"""

from dataclasses import dataclass, field
from typing import Any

from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.model import AccessPattern, Attribute, Entity, Index, IndexKey, Parameter, ValueShare
from designer.schema.schema import Schema

ROWS = 200_000


@dataclass(frozen=True)
class Case:
    """expected: the indexes, () for none. not_proved: the same, by rule only. idle: names of indexes that could go.

    rewrites: whether a rewrite is told. values: SQL of column values by `table.column`, `r` being random from 0 to 1
    and `k` the row's number. tempting: an index that somebody may want and that must not help. real: whether the
    case is tried on real rows.
    """

    name: str
    schema: Schema
    expected: tuple[str, ...] = ()
    not_proved: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    rewrites: bool = False
    tempting: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    real: bool = True


def case(name: str, *parts: Any, expected: tuple[str, ...] | str = (), **properties: Any) -> Case:
    wanted = (expected,) if isinstance(expected, str) else expected
    return Case(name, schema_of(*parts), wanted, **properties)


def col(text: str, **properties: Any) -> Attribute:
    """A column; `shares` are the shares of its values."""
    shares = properties.pop("shares", None)
    if shares:
        properties["values"] = tuple(ValueShare(value=value, frequency=share) for value, share in shares.items())
    return attribute(text, **properties)


def ask(sql: str, *values: Any, per_minute: float = 60, name: str = "asked", **properties: Any) -> AccessPattern:
    """A pattern whose parameters $1, $2 … have these values."""
    given = tuple(Parameter(name=str(number), value=literal(value)) for number, value in enumerate(values, 1))
    return pattern(name, sql, per_minute=per_minute, parameters=given, **properties)


def literal(value: Any) -> str:
    """A value as SQL spells it."""
    return f"'{value}'" if isinstance(value, str) else str(value)


def table(name: str, *columns: str | Attribute, **properties: Any) -> Entity:
    return entity(name, "id bigint", *columns, **{"pk": "id", "rows": ROWS, **properties})


NOTE = col("note text", average_width=200, distinct=ROWS)
TOTAL = col("total numeric(12,2) not null", distinct=10_000, average_width=6)
CUSTOMER = col("customer_id bigint not null", distinct=5_000, min=1, max=5_000)
FEW_CUSTOMERS = col("customer_id bigint not null", distinct=50, min=1, max=50)
PLACED = col("placed_at timestamptz not null", distinct=ROWS)
EMAIL = col("email text not null", distinct=ROWS, average_width=24)


def orders(*columns: str | Attribute, **properties: Any) -> Entity:
    return table("orders", CUSTOMER, PLACED, TOTAL, NOTE, *columns, **properties)


def crowded(*columns: str | Attribute, **properties: Any) -> Entity:
    """Orders of few customers, so that each has thousands."""
    return table("orders", FEW_CUSTOMERS, PLACED, TOTAL, NOTE, *columns, **properties)


def status(**shares: float) -> Attribute:
    return col("status text not null", shares=shares, average_width=6)


CUSTOMERS = table("customers", EMAIL, col("name text not null", distinct=4_000), rows=5_000)
_LATER = "SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20"

CASES = (
    case(
        "equality finds the rows of a customer",
        orders(),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7),
        expected="orders (customer_id)",
    ),
    case(
        "the latest rows of a customer come in order from one index",
        crowded(),
        ask(_LATER, 7),
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
    case(
        "a queue is a small index over what waits",
        table("jobs", status(done=0.995, pending=0.005), col("created_at timestamptz not null", distinct=ROWS), NOTE),
        ask(
            "SELECT id FROM jobs WHERE status = 'pending' ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED",
            per_minute=600, name="take",
        ),
        ask("UPDATE jobs SET status = 'done' WHERE id = $1", 5, per_minute=600, name="finish"),
        expected="jobs (created_at) WHERE status = 'pending'",
    ),
    case(
        "a rare flag is a partial index",
        table("users", EMAIL, NOTE, col("flagged boolean not null", shares={"false": 0.998, "true": 0.002})),
        ask("SELECT * FROM users WHERE flagged"),
        expected="users (id) WHERE flagged | users (flagged) WHERE flagged | users (flagged)",
    ),
    case(
        "a common flag is no index",
        table("users", EMAIL, NOTE, col("active boolean not null", shares={"true": 0.95, "false": 0.05})),
        ask("SELECT * FROM users WHERE active"),
        tempting="CREATE INDEX tempting ON users (active)",
    ),
    case(
        "a common status is no index",
        orders(status(done=0.98, new=0.02)),
        ask("SELECT * FROM orders WHERE status = 'done'"),
        tempting="CREATE INDEX tempting ON orders (status)",
    ),
    case(
        "a rare status is one, over its rows alone",
        orders(status(done=0.995, new=0.005)),
        ask("SELECT * FROM orders WHERE status = 'new'"),
        expected="orders (id) WHERE status = 'new' | orders (status) | orders (status) WHERE status = 'new'",
    ),
    case(
        "the open work of one person",
        table(
            "tickets", col("assignee_id bigint not null", distinct=200, min=1, max=200), NOTE,
            status(closed=0.97, open=0.03),
        ),
        ask("SELECT * FROM tickets WHERE assignee_id = $1 AND status = 'open'", 7),
        expected="tickets (assignee_id) WHERE status = 'open' | tickets (assignee_id, status)"
        " | tickets (status, assignee_id)",
    ),
    case(
        "a soft delete that every pattern excludes",
        table("users", EMAIL, NOTE, col("deleted_at timestamptz", null_fraction=0.9, distinct=20_000)),
        ask("SELECT * FROM users WHERE email = $1 AND deleted_at IS NULL", "v77"),
        expected="users (email) WHERE deleted_at IS NULL | users (email)",
    ),
    case(
        "what was deleted lately is a partial index",
        table("users", EMAIL, NOTE, col("deleted_at timestamptz", null_fraction=0.99, distinct=2_000)),
        ask("SELECT * FROM users WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC LIMIT 50"),
        expected="users (deleted_at) WHERE deleted_at IS NOT NULL | users (deleted_at)",
    ),
    case(
        "an expression is indexed as it is compared",
        table("users", EMAIL, NOTE),
        ask("SELECT * FROM users WHERE lower(email) = lower($1)", "V77"),
        expected="users (lower(email))",
    ),
    case(
        "an expression behind the tenant",
        table(
            "users", col("tenant_id bigint not null", distinct=100, min=1, max=100), NOTE,
            col("name text not null", distinct=2_000),
        ),
        ask("SELECT * FROM users WHERE tenant_id = $1 AND lower(name) = $2", 7, "v77"),
        expected="users (tenant_id, lower(name)) | users (lower(name), tenant_id)",
    ),
    case(
        "a sort by an expression",
        table("users", EMAIL, NOTE),
        ask("SELECT * FROM users ORDER BY lower(email) LIMIT 20"),
        expected="users (lower(email))",
    ),
    case(
        "containment in documents",
        table("events", col("payload jsonb not null", average_width=80)),
        ask("SELECT id FROM events WHERE payload @> $1", '{"type": "t77"}'),
        expected="events gin (payload jsonb_path_ops) | events gin (payload)",
        values={"events.payload": "jsonb_build_object('type', 't' || floor(r * 2000)::int, 'k', k)"},
    ),
    case(
        "a key of a document",
        table("events", col("payload jsonb not null", average_width=80)),
        ask("SELECT id FROM events WHERE payload ? $1", "t77"),
        expected="events gin (payload)",
        values={"events.payload": "jsonb_build_object('t' || floor(r * 2000)::int, k)"},
    ),
    case(
        "one member of a document, compared as text",
        table("events", col("payload jsonb not null", average_width=80)),
        ask("SELECT id FROM events WHERE payload ->> 'type' = $1", "t77"),
        expected="events (payload ->> 'type')",
        values={"events.payload": "jsonb_build_object('type', 't' || floor(r * 2000)::int, 'k', k)"},
    ),
    case(
        "arrays that contain a value",
        table("posts", col("tags text[] not null", average_width=40), NOTE),
        ask("SELECT id FROM posts WHERE tags @> $1", "{t77}"),
        expected="posts gin (tags)",
        values={"posts.tags": "ARRAY['t' || floor(r * 2000)::int]"},
    ),
    case(
        "arrays that overlap",
        table("posts", col("tags text[] not null", average_width=40), NOTE),
        ask("SELECT id FROM posts WHERE tags && $1", "{t77,t78}"),
        expected="posts gin (tags)",
        values={"posts.tags": "ARRAY['t' || floor(r * 2000)::int]"},
    ),
    case(
        "= ANY of an array wants another operator",
        table("posts", col("tags text[] not null", average_width=40), NOTE),
        ask("SELECT id FROM posts WHERE $1 = ANY (tags)", "t77"),
        rewrites=True,
        real=False,
    ),
    case(
        "words in a text",
        table("pages", col("words tsvector not null", average_width=60), NOTE),
        ask("SELECT id FROM pages WHERE words @@ to_tsquery('simple', $1)", "w77"),
        expected="pages gin (words)",
        values={"pages.words": "to_tsvector('simple', 'w' || floor(r * 2000)::int)"},
    ),
    case(
        "how a text begins, in any collation",
        table("users", col("name text not null", distinct=ROWS, samples=("v77", "v1234", "v99999", "v5")), NOTE),
        ask("SELECT * FROM users WHERE name LIKE 'v7777%'"),
        expected="users (name text_pattern_ops)",
        values={"users.name": "'v' || k"},
    ),
    case(
        "what is inside a text is told by rule only",
        table("users", EMAIL, NOTE),
        ask("SELECT * FROM users WHERE email LIKE '%' || $1 || '%'", "abc"),
        not_proved=("users gin (email gin_trgm_ops)",),
        real=False,
    ),
    case(
        "regardless of case as well",
        table("users", EMAIL, NOTE),
        ask("SELECT * FROM users WHERE email ILIKE '%abc%'"),
        not_proved=("users gin (email gin_trgm_ops)",),
        real=False,
    ),
    case(
        "ranges that overlap",
        table("stays", col("during int4range not null", average_width=16), NOTE),
        ask("SELECT * FROM stays WHERE during && $1", "[100,110)"),
        expected="stays gist (during)",
        values={"stays.during": "int4range(floor(r * 1000000)::int, floor(r * 1000000)::int + 10)"},
    ),
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
        ask(_LATER, 7),
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
        ask(_LATER, 7),
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
