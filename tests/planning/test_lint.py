"""Hazards of migrations: what is harmless first, then each hazard with its line and its safer way."""

import psycopg
import pytest

from designer.importers import import_sql
from designer.lab.proof import proof_database
from designer.planning.effects import effects
from designer.planning.lint import lint
from designer.planning.safer import safer
from designer.schema.build import entity, schema_of

SHOP = schema_of(
    entity("orders", "id bigint", "a integer", "v varchar(10)", pk="id", rows=5_000_000),
    entity("modes", "id bigint", "a integer", pk="id", rows=12),
)
TIMED = "SET lock_timeout = '5s';\n"


def _codes(text: str, schema: object = SHOP) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in lint(text, schema)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT 1;",
        "CREATE TABLE n (id bigint PRIMARY KEY, a int); CREATE INDEX ON n (a); ALTER TABLE n ALTER a SET NOT NULL;",
        "CREATE INDEX ON modes (a); ALTER TABLE modes ALTER a SET NOT NULL;",
        TIMED + "ALTER TABLE orders ADD COLUMN b int DEFAULT 5;",
        TIMED + "ALTER TABLE orders ALTER COLUMN v TYPE varchar(20);",
        TIMED + "ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0) NOT VALID;",
        "ALTER TABLE orders VALIDATE CONSTRAINT k;",
        "CREATE INDEX CONCURRENTLY i ON orders (a);",
        TIMED + "ALTER TABLE orders ADD COLUMN at timestamp with time zone;",
        "UPDATE orders SET a = 1 WHERE id = 5;",
        "this is no SQL 'at all",
        TIMED + "ALTER TABLE orders ADD COLUMN at timestamptz DEFAULT date_trunc('day', now()::timestamp(0));",
        TIMED + "ALTER TABLE orders ALTER v TYPE varchar(20) USING v::varchar(20);",
        TIMED + "BEGIN; ALTER TABLE orders ADD CONSTRAINT k CHECK (a IS NOT NULL) NOT VALID; COMMIT;"
        "ALTER TABLE orders VALIDATE CONSTRAINT k; ALTER TABLE orders ALTER a SET NOT NULL;",
        TIMED + "ALTER TABLE orders VALIDATE CONSTRAINT of_an_earlier_file; ALTER TABLE orders ALTER a SET NOT NULL;",
        TIMED + "CREATE TABLE n (id bigint PRIMARY KEY, b bigint); CREATE INDEX ON n (b);"
        "ALTER TABLE n ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES orders;",
        "VACUUM (FULL false) orders;",
        "REINDEX SYSTEM shop;",
        "BEGIN; SAVEPOINT s; ROLLBACK TO s; COMMIT;",
        "ALTER TABLE orders DETACH PARTITION p FINALIZE;",
        "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;",
        "LOCK TABLE orders IN SHARE MODE NOWAIT;",
        "LOCK TABLE orders IN ACCESS SHARE MODE;",
        "VACUUM orders;",
        "REINDEX TABLE CONCURRENTLY orders;",
        "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE INDEX ON m (a);",
        f'CREATE TABLE n ("{"n" * 31}""{"n" * 31}" bigint);',
        'CREATE TABLE n (a bigint, "serial" text);',
        TIMED + "SET statement_timeout = '1min'; ALTER TABLE modes ADD CONSTRAINT e EXCLUDE USING btree (a WITH =);",
        TIMED + "CREATE POLICY p ON orders USING (a > 0); ALTER TABLE orders ENABLE ROW LEVEL SECURITY;",
        TIMED + "BEGIN; ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON orders USING (a > 0); COMMIT;",
        "CREATE TABLE n (id bigint); ALTER TABLE n ENABLE ROW LEVEL SECURITY;",
    ],
)
def test_harmless_statement_gives_no_finding(text: str) -> None:
    assert _codes(text) == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("CREATE INDEX i ON orders (a);", "MG010", 1),
        (TIMED + "ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0);", "MG003", 2),
        (TIMED + "ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES modes;", "MG002", 2),
        (TIMED + "\nALTER TABLE orders ADD CONSTRAINT u UNIQUE (a);", "MG004", 3),
        (TIMED + "ALTER TABLE orders ALTER a SET NOT NULL;", "MG001", 2),
        (TIMED + "ALTER TABLE orders ADD COLUMN b int NOT NULL;", "MG006", 2),
        (TIMED + "ALTER TABLE orders ADD COLUMN b uuid DEFAULT gen_random_uuid();", "MG007", 2),
        (TIMED + "ALTER TABLE orders ALTER a TYPE bigint;", "MG009", 2),
        (TIMED + "ALTER TABLE orders DROP COLUMN a;", "MG020", 2),
        (TIMED + "ALTER TABLE orders RENAME COLUMN a TO b;", "MG021", 2),
        ("TRUNCATE orders CASCADE;", "MG026", 1),
        ("ALTER TABLE orders ADD COLUMN b int;", "MG030", 1),
        (TIMED + "BEGIN; ALTER TABLE orders ADD COLUMN b int;\nCREATE INDEX ON modes2 (a); COMMIT;", "MG031", 3),
        ("BEGIN;\nCREATE INDEX CONCURRENTLY i ON orders (a);", "MG032", 2),
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (a);", "MG033", 1),
        (TIMED + "BEGIN; ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0) NOT VALID;\n"
         "ALTER TABLE orders VALIDATE CONSTRAINT k; COMMIT;", "MG034", 3),
        ("BEGIN; ALTER TYPE m ADD VALUE 'x';\nUPDATE t SET m = 'x' WHERE id = 1; COMMIT;", "MG035", 2),
        ("DELETE FROM orders;", "MG036", 1),
        (TIMED + "ALTER TABLE orders ADD COLUMN b int;\nUPDATE orders SET b = 1 WHERE b IS NULL;", "MG037", 3),
        ("VACUUM FULL orders;", "MG038", 1),
        ("REINDEX TABLE orders;", "MG039", 1),
        ("CREATE TABLE n (id bigint,\n j json);", "MG040", 2),
        ("CREATE TABLE n (id serial);", "MG041", 1),
        ("CREATE TABLE n (at timestamp);", "MG043", 1),
        (f"CREATE TABLE {'n' * 64} (id int);", "MG045", 1),
        (TIMED + "ALTER TABLE orders ADD COLUMN b jsonb DEFAULT of_our_own();", "MG007", 2),
        (TIMED + "ALTER TABLE orders ADD COLUMN b text UNIQUE;", "MG004", 2),
        (TIMED + "ALTER TABLE orders ADD COLUMN b int DEFAULT 1 REFERENCES modes;", "MG002", 2),
        (TIMED + "ALTER TABLE orders ALTER v TYPE varchar(20) USING lower(v)::varchar(20);", "MG009", 2),
        (TIMED + "ALTER TABLE orders ADD CONSTRAINT k CHECK (v IS NOT NULL);ALTER TABLE orders ALTER a SET NOT NULL;",
         "MG001", 2),
        (TIMED + "ALTER TABLE orders ALTER v TYPE timestamp;", "MG043", 2),
        ("SET x.lock_timeout = '5s'; ALTER TABLE orders ADD COLUMN b int;", "MG030", 1),
        ("SET lock_timeout = '0'; ALTER TABLE orders ADD COLUMN b int;", "MG030", 1),
        (TIMED + "DROP INDEX i;", "MG015", 2),
        ("REINDEX (CONCURRENTLY false) TABLE orders;", "MG039", 1),
        ("ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);", "MG052", 1),
        ("CREATE DOMAIN d AS text NOT NULL;", "MG052", 1),
        ("DROP DATABASE shop;", "MG053", 1),
        ("SELECT 1;\nBEGIN; SELECT 2;", "MG054", 2),
        ("BEGIN;\nBEGIN; COMMIT;", "MG055", 2),
        ("SELECT 1;\nCOMMIT;", "MG055", 2),
        ("CREATE INDEX i ON orders (a);", "MG030", 1),
        ("CREATE TABLE n (a bigint REFERENCES orders);", "MG030", 1),
        ("LOCK TABLE orders;", "MG030", 1),
        ("SELECT 1;\nREINDEX (VERBOSE) TABLE orders;", "MG030", 2),
        ("CLUSTER orders USING i;", "MG030", 1),
        ("SET statement_timeout = 0; ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0);", "MG057", 1),
        (TIMED + "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;", "MG058", 2),
        (TIMED + "ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON orders USING (true);", "MG058", 2),
        ('CREATE TABLE n (\n a "serial");', "MG041", 2),
        (f'CREATE TABLE n ("{"n" * 31}""{"n" * 32}" bigint);', "MG045", 1),
    ],
)  # fmt: skip
def test_hazard_is_found_on_its_line(text: str, code: str, line: int) -> None:
    assert (code, line) in _codes(text)


def test_severity_follows_the_volume() -> None:
    text = TIMED + "CREATE INDEX i ON orders (a);"
    unknown = import_sql("CREATE TABLE orders (id bigint, a int);").schema
    assert [one.severity for one in lint(text, SHOP)] == ["error"]
    assert [one.severity for one in lint(text, unknown)] == ["warning"]
    assert [one.severity for one in lint(text)] == ["warning"]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE INDEX i ON t (a)",
        "CREATE UNIQUE INDEX i ON t (id)",
        "DROP INDEX ti",
        "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (id)",
        "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a, id)",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
    ],
)
def test_safer_way_runs_and_holds_no_strong_lock_while_it_reads(text: str) -> None:
    schema = import_sql("CREATE TABLE t (id bigint PRIMARY KEY, a bigint); CREATE INDEX ti ON t (a);").schema
    way = safer(text, 18)
    assert way
    with proof_database() as database, database.connect() as session:
        _run(session, "CREATE TABLE t (id bigint PRIMARY KEY, a bigint)", "CREATE INDEX ti ON t (a)")
        _run(session, "INSERT INTO t SELECT n, n FROM generate_series(1, 5) AS n", *way)
    for statement in way:
        found = effects(statement, schema)
        assert not found.scans or {one.mode for one in found.locks} <= {"SHARE UPDATE EXCLUSIVE", "ROW SHARE"}


def _run(session: psycopg.Connection, *texts: str) -> None:
    for text in texts:
        session.execute(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE n (id bigint PRIMARY KEY, m_id bigint REFERENCES modes); CREATE INDEX ON n (m_id, id);",
        "CREATE TABLE n (m_id bigint REFERENCES modes, b bigint, PRIMARY KEY (m_id, b));",
        "CREATE TABLE n (id bigint PRIMARY KEY, number int);",
        "CREATE INDEX CONCURRENTLY j ON orders (v); DROP INDEX CONCURRENTLY i;",
        "BEGIN; CREATE TABLE n (id bigint PRIMARY KEY); COMMIT;",
    ],
)
def test_file_that_looks_after_its_tables_gives_no_finding(text: str) -> None:
    assert _codes(text) == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("CREATE TABLE n (id bigint PRIMARY KEY,\n m_id bigint REFERENCES modes);", "MG046", 2),
        ("CREATE TABLE n (a bigint,\n FOREIGN KEY (a) REFERENCES modes);", "MG046", 2),
        (TIMED + "ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES modes NOT VALID;", "MG046", 2),
        ("CREATE TABLE n (m_id bigint REFERENCES modes); CREATE INDEX ON n (m_id) WHERE m_id > 5;", "MG046", 1),
        ("CREATE TABLE n (\n id int PRIMARY KEY);", "MG047", 2),
        ("CREATE TABLE n (\n id integer GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (id));", "MG047", 2),
        ("CREATE TABLE n (id bigint);\nCREATE INDEX CONCURRENTLY i ON orders (v);", "MG048", 1),
        ("DROP INDEX CONCURRENTLY i;\nCREATE INDEX CONCURRENTLY i ON orders (v, a);", "MG049", 1),
    ],
)
def test_file_that_leaves_its_tables_alone_is_told(text: str, code: str, line: int) -> None:
    assert _codes(text).count((code, line)) == 1


def test_reference_without_an_index_comes_with_the_index() -> None:
    (found,) = lint("CREATE TABLE n (m_id bigint REFERENCES modes);", SHOP)
    assert found.rewrite_sql == ("CREATE INDEX CONCURRENTLY ON n (m_id);",)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE INDEX i ON orders (a);",
        "CREATE TABLE IF NOT EXISTS n (id bigint); DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1;",
        "SELECT 1; DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON orders (a);",
        "ALTER TABLE orders DROP CONSTRAINT IF EXISTS k, ADD CONSTRAINT k CHECK (a > 0) NOT VALID; SELECT 1;",
        "ALTER TABLE orders ADD COLUMN IF NOT EXISTS b int; ALTER TABLE orders ALTER b SET DEFAULT 1;",
        "SELECT 1; ALTER TABLE orders ENABLE ROW LEVEL SECURITY; COMMENT ON TABLE orders IS 'x';",
        "SELECT 1; INSERT INTO modes VALUES (1) ON CONFLICT DO NOTHING; CREATE TEMP TABLE n (id bigint);",
        "BEGIN; CREATE TABLE n (id bigint); ALTER TABLE orders RENAME a TO b; COMMIT;",
        "SELECT 1; ALTER TYPE m ADD VALUE IF NOT EXISTS 'x'; ALTER SEQUENCE s RESTART;",
    ],
)
def test_what_can_be_run_again_may_stand_alone(text: str) -> None:
    assert "MG048" not in {one.code for one in lint(text, SHOP, wrapped=False)}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE n (id bigint)", "DROP VIEW v", "ALTER TABLE IF EXISTS orders ADD COLUMN b int",
        "ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0)", "ALTER TABLE orders RENAME a TO b",
        "ALTER TABLE orders ALTER b ADD GENERATED ALWAYS AS IDENTITY", "CREATE INDEX CONCURRENTLY i ON orders (a)",
        "CREATE INDEX ON orders (a)", "INSERT INTO modes VALUES (1)", "ALTER TYPE m ADD VALUE 'x'",
        "ALTER TABLE orders DROP CONSTRAINT k", "ALTER TABLE orders SET SCHEMA s", "CREATE UNIQUE INDEX i ON modes (a)",
    ],
)  # fmt: skip
def test_what_cannot_be_run_again_is_told_where_each_statement_stands_alone(statement: str) -> None:
    text = f"SELECT 1;\n{statement};"
    assert [one.line for one in lint(text, SHOP, wrapped=False) if one.code == "MG048"] == [2]
    assert "MG048" not in {one.code for one in lint(text, SHOP, wrapped=True)}


def test_constraint_is_told_again_after_it_was_added() -> None:
    add = "ALTER TABLE modes ADD CONSTRAINT k CHECK (a > 0);"
    found = lint(f"ALTER TABLE modes DROP CONSTRAINT IF EXISTS k;\n{add}\n{add}", SHOP, wrapped=False)
    assert [(one.line, one.rewrite_sql) for one in found if one.code == "MG048"] == [
        (3, ("ALTER TABLE modes DROP CONSTRAINT IF EXISTS k;", add))
    ]


def test_transaction_around_the_file_counts_as_one() -> None:
    def codes(text: str) -> list[tuple[str, int]]:
        return [(one.code, one.line) for one in lint(TIMED + text, SHOP, wrapped=True)]

    lazy = "ALTER TABLE orders ADD CONSTRAINT k CHECK (a > 0) NOT VALID;"
    assert codes("CREATE TABLE n (id bigint);") == []
    assert ("MG032", 2) in codes("CREATE INDEX CONCURRENTLY i ON orders (a);")
    assert ("MG034", 3) in codes(f"{lazy}\nALTER TABLE orders VALIDATE CONSTRAINT k;")
    assert codes(f"{lazy}\nCOMMIT;\nALTER TABLE orders VALIDATE CONSTRAINT k;") == [("MG055", 3)]
    assert ("MG055", 2) in codes("BEGIN; SELECT 1; COMMIT;")
