"""Expressions, documents, arrays, texts and ranges: what their operators ask for."""

from tests.analysis.index_engine.cases.parts import EMAIL, NOTE, ROWS, ask, case, col, table

OPERATORS = (
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
)  # fmt: skip
