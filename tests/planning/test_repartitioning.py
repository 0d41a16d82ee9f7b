"""Tables that are divided into partitions, on a server: nothing is lost, and every phase has a way back."""

from dataclasses import replace

import psycopg
import pytest

from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.catalogue import compare, read_catalogue
from designer.planning import CannotPlan, Options, plan, prove, survival
from designer.planning.model import Strategy
from designer.schema.build import pattern
from designer.schema.schema import Schema
from tests.planning.walking import go, phases

ONLINE = Options(strategy="online", batch_rows=3)
PLAIN = """
CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES customers ON DELETE CASCADE,
    placed date NOT NULL DEFAULT '2024-05-05', note text, twice text GENERATED ALWAYS AS (note || note) STORED,
    counted serial, CHECK (id > 0)
);
CREATE INDEX orders_customer ON orders (customer_id) WHERE note <> '';
COMMENT ON TABLE orders IS 'what is bought';
CREATE VIEW notes AS SELECT id, note FROM orders;
CREATE VIEW loud AS SELECT upper(note) FROM notes;
"""
KEYED = PLAIN.replace("IDENTITY PRIMARY KEY", "IDENTITY").replace(
    "CHECK (id > 0)", "CHECK (id > 0), PRIMARY KEY (id, placed)"
)
PARTS = """) PARTITION BY RANGE (placed);
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');"""
DIVIDED = KEYED.replace("\n);\nCREATE INDEX", f"\n{PARTS}\nCREATE INDEX")
ITEMS = "CREATE TABLE items (order_id bigint, placed date, n int, PRIMARY KEY (order_id, n){});"


def design(text: str) -> Schema:
    read = import_sql(text, "postgres")
    assert not read.problems
    return read.schema


def _table(columns: str, tail: str = "", more: str = "") -> str:
    return f"CREATE TABLE t ({columns}){tail};{more}"


PART = "CREATE TABLE t_1 PARTITION OF t "


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (_table("id int PRIMARY KEY, at date NOT NULL"),
         _table("id int PRIMARY KEY, at date NOT NULL", " PARTITION BY RANGE (at)", f"{PART}DEFAULT;"),
         r"its key \(id\) lacks at, .* make it \(id, at\)"),
        (_table("id int PRIMARY KEY, at date NOT NULL"),
         _table("id int PRIMARY KEY, at date NOT NULL", " PARTITION BY RANGE ((id + 1))", f"{PART}DEFAULT;"),
         "they go by an expression"),
        (_table("id int PRIMARY KEY"), _table("id int PRIMARY KEY", " PARTITION BY HASH (id)"), "has no partition"),
        (_table("id int"), _table("id int", " PARTITION BY HASH (id)",
         f"{PART}FOR VALUES WITH (MODULUS 1, REMAINDER 0);"), "has no key of filled columns"),
        (_table("id int, PRIMARY KEY (id) DEFERRABLE"), _table("id int PRIMARY KEY", " PARTITION BY HASH (id)",
         f"{PART}FOR VALUES WITH (MODULUS 1, REMAINDER 0);"), "has no key of filled columns"),
        (_table("id int PRIMARY KEY", "", "CREATE TABLE u () INHERITS (t);"),
         _table("id int PRIMARY KEY", " PARTITION BY LIST (id)", f"{PART}DEFAULT;"), "inherited from"),
        (_table("id int PRIMARY KEY", "", "CREATE TABLE t_1 (id int PRIMARY KEY);"),
         _table("id int PRIMARY KEY", " PARTITION BY LIST (id)", f"{PART}DEFAULT;"), "t_1 is a table already"),
        (_table("id int PRIMARY KEY, at int NOT NULL", "", "CREATE TABLE u (t_id int REFERENCES t);"),
         _table("id int, at int, PRIMARY KEY (id, at)", " PARTITION BY LIST (at)",
                f"{PART}DEFAULT; CREATE TABLE u (t_id int, CONSTRAINT u_t FOREIGN KEY (t_id) REFERENCES t (id));"),
         r"u_t refers to \(id\) of t, which is no key"),
    ],
    ids=["a key without the column", "an expression", "no partition", "no key", "a key checked late", "heirs",
         "a table of that name", "what refers to it"],
)  # fmt: skip
def test_what_cannot_be_divided_is_refused_with_what_to_do(before: str, after: str, why: str) -> None:
    with pytest.raises(CannotPlan, match=why):
        plan(design(before), design(after), ONLINE)


def test_a_small_table_and_the_direct_strategy_take_one_step() -> None:
    small = design(PLAIN)
    small = replace(small, entities=tuple(replace(one, rows=100) for one in small.entities))
    for before, options in ((small, ONLINE), (design(PLAIN), Options())):
        assert phases(plan(before, design(DIVIDED), options)) == ["direct"]


def test_all_that_a_table_has_comes_along_and_goes_back() -> None:
    made = plan(design(PLAIN), design(DIVIDED), ONLINE)
    assert phases(made) == ["expand", "backfill", "validate", "switch", "contract"]
    assert not any(step.rewrites for step in made.steps)
    told = {hazard.code: hazard for step in made.steps for hazard in step.hazards}
    assert "placed >= '2024-01-01'" in told["MG080"].mend
    assert "ON CONFLICT (id) fails" in told["MG081"].message
    found = prove(made)
    assert (found.verdict, found.errors, found.differences) == ("proved", (), ())


RANGE = " PARTITION BY RANGE (at)"
ANY = f"{PART}DEFAULT;"
TWO = "id int, at date NOT NULL, note text, CONSTRAINT k PRIMARY KEY (id, at)"
HASH = f"{PART}FOR VALUES WITH (MODULUS 1, REMAINDER 0);"
LONG = "a" * 63
ODD = '"x$keep$$fill$;\'%s{}\\"'
WAYS = {
    "by list, with NULL": (
        "CREATE TABLE t (id int PRIMARY KEY, at text);",
        "CREATE TABLE t (id int PRIMARY KEY, at text) PARTITION BY HASH (id);" + HASH),
    "by two columns": (_table(TWO), _table(TWO, " PARTITION BY RANGE (id, at)",
        f"{PART}FOR VALUES FROM (MINVALUE, MINVALUE) TO (500, '2024-01-01');"
        "CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (500, '2024-01-01') TO (MAXVALUE, MAXVALUE);")),
    "in two levels": (_table(TWO), _table(TWO, RANGE,
        "CREATE TABLE t_1 PARTITION OF t DEFAULT PARTITION BY HASH (id);"
        "CREATE TABLE t_1_1 PARTITION OF t_1 FOR VALUES WITH (MODULUS 1, REMAINDER 0);")),
    "no more": (_table(TWO, RANGE, ANY), _table(TWO)),
    "otherwise": (_table(TWO, RANGE, ANY), _table(TWO, " PARTITION BY HASH (id)", HASH.replace("t_1", "t_2"))),
    "as it gets a column and a name": (
        _table("id int PRIMARY KEY, note text"),
        _table("id int, note text, at date NOT NULL DEFAULT '2024-01-01', PRIMARY KEY (id, at)", RANGE, ANY)),
    "with what refers to it": (
        _table(TWO, "", "CREATE TABLE u (t_id int, t_at date, CONSTRAINT f FOREIGN KEY (t_id, t_at) REFERENCES t ON"
               " DELETE CASCADE ON UPDATE CASCADE);"),
        _table(TWO, RANGE, ANY + "CREATE TABLE u (t_id int, t_at date, CONSTRAINT f FOREIGN KEY (t_id, t_at) REFERENCES"
               " t ON DELETE CASCADE ON UPDATE CASCADE);")),
    "with a reference to itself": (
        _table(TWO + ", up int, up_at date, CONSTRAINT f FOREIGN KEY (up, up_at) REFERENCES t ON DELETE SET NULL"),
        _table(TWO + ", up int, up_at date, CONSTRAINT f FOREIGN KEY (up, up_at) REFERENCES t ON DELETE SET NULL",
               RANGE, ANY)),
    "with triggers, policies and statistics": tuple(
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := ''x''; RETURN NEW; END';"
        + text + "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id > 0);"
        "CREATE TRIGGER a BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();"
        "CREATE STATISTICS s ON id, at FROM t; COMMENT ON TRIGGER a ON t IS 'x';"
        for text in (_table(TWO), _table(TWO, RANGE, ANY))),
    "under the longest names, hostile ones": (
        f"CREATE TABLE {LONG} ({LONG} int PRIMARY KEY, {ODD} int NOT NULL);",
        f"CREATE TABLE {LONG} ({LONG} int, {ODD} int NOT NULL, PRIMARY KEY ({LONG}, {ODD})) PARTITION BY LIST ({ODD});"
        f"CREATE TABLE {LONG[1:]}b PARTITION OF {LONG} DEFAULT;"),
}  # fmt: skip


@pytest.mark.strict_only("each is proved on a server, there and back and there")
@pytest.mark.parametrize(
    ("what", "strategy"),
    [*((what, "online") for what in WAYS), ("no more", "direct"), ("with what refers to it", "direct"),
     ("under the longest names, hostile ones", "direct")],
)  # fmt: skip
def test_tables_are_divided(what: str, strategy: Strategy) -> None:
    before, after = WAYS[what]
    found = prove(plan(design(before), design(after), replace(ONLINE, strategy=strategy)))
    assert (found.verdict, found.errors, found.differences) == ("proved", (), ())


ITEMS = "CREATE TABLE items (order_id bigint, placed date, n int, CONSTRAINT item_of FOREIGN KEY {});"
BOUGHT = PLAIN + ITEMS.format("(order_id) REFERENCES orders ON DELETE CASCADE")
SPLIT = DIVIDED + ITEMS.format("(order_id, placed) REFERENCES orders ON DELETE CASCADE ON UPDATE CASCADE")


def _write(session: psycopg.Connection, number: int) -> None:
    """A row comes, another day and text for one, which may move it, and one goes; items come and go with them."""
    session.execute("INSERT INTO orders (customer_id, note) VALUES (1, %s)", [str(number)])
    session.execute("INSERT INTO items SELECT id, placed, %s FROM orders WHERE note = %s", [number, str(number)])
    session.execute(
        "UPDATE orders SET placed = placed + 400 - 800 * (placed >= '2025-01-01')::int, note = note || 'x' WHERE id ="
        " (SELECT min(id) FROM orders)"
    )
    session.execute("UPDATE orders SET note = 'kept' WHERE id = (SELECT max(id) FROM orders WHERE id < 100)")
    session.execute("DELETE FROM orders WHERE id = (SELECT max(id) - 3 FROM orders)")


def _rows(session: psycopg.Connection, table: str) -> list[tuple[object, ...]]:
    return session.execute(
        f"SELECT id, customer_id, placed, note, twice, counted FROM {table} ORDER BY id".encode()
    ).fetchall()


def test_what_is_written_between_all_steps_is_there_after_them_and_after_their_way_back(
    session: psycopg.Connection,
) -> None:
    before = design(BOUGHT)
    for text in statements(before):
        session.execute(text.encode())
    session.execute("INSERT INTO customers SELECT generate_series(1, 3)")
    session.execute("INSERT INTO orders (customer_id, note) SELECT 1, n FROM generate_series(201, 210) AS n")
    start, seen = read_catalogue(session), list[str]()
    steps = plan(before, design(SPLIT), ONLINE).steps
    for way, ordered in (("up", steps), ("down", tuple(reversed(steps)))):
        for number, step in enumerate(ordered, 1 if way == "up" else 51):
            go(session, step, way)
            _write(session, number)
            there = [
                one
                for one in ("orders_next", "orders_before")
                if session.execute("SELECT to_regclass(%s)::text", [one]).fetchone() == (one,)
            ]
            seen += [one for one in there if _rows(session, one) == _rows(session, "orders")]
            assert session.execute("SELECT count(*) FROM items").fetchone() != (0,)
    assert len(seen) > 10
    assert compare(start, read_catalogue(session)) == ()


def test_survival_is_executed_in_each_phase_of_a_division() -> None:
    found = (
        pattern("take or change", "INSERT INTO orders (id, note) OVERRIDING SYSTEM VALUE VALUES ($1, 'x')"
                " ON CONFLICT (id) DO UPDATE SET note = 'x'"),
        pattern("read", "SELECT note FROM orders WHERE id = $1"),
    )  # fmt: skip
    before, after = (replace(design(text), access_patterns=found) for text in (PLAIN, DIVIDED))
    fared = {
        one.access_pattern: dict(one.phases) for one in survival(plan(before, after, ONLINE)) if one.version == "old"
    }
    assert set(fared["read"].values()) == {"ok"}
    assert [fared["take or change"][phase] for phase in ("start", "expand", "backfill", "validate")] == ["ok"] * 4
    assert "no unique or exclusion constraint" in fared["take or change"]["switch"]


def test_the_copy_is_estimated_and_only_tables_that_are_there_are_said_to_be_locked() -> None:
    before = design(PLAIN)
    large = replace(before, entities=tuple(replace(one, rows=1_000_000) for one in before.entities))
    steps = plan(large, design(DIVIDED), ONLINE).steps
    assert [step.estimate_seconds for step in steps if step.phase == "backfill"] == [25.0]
    named = {lock.relation for step in steps for lock in step.locks}
    assert named == {"public.customers", "public.orders", "public.orders_before", "public.orders_counted_seq"}
