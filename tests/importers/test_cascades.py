"""What DROP … CASCADE takes along, and what stands in the way of DROP without it."""

import pytest

from designer.importers import import_sql
from designer.lab.proof import proof_database
from designer.lab.verify import verify_source

USED = """
CREATE TYPE s AS ENUM ('a'); CREATE DOMAIN d AS s; CREATE TYPE c AS (x int, y s); CREATE SEQUENCE q;
CREATE TABLE t (id int PRIMARY KEY, st s, n int DEFAULT nextval('q'));
"""
CASCADES = """
CREATE TYPE s AS ENUM ('a'); CREATE DOMAIN d AS s; CREATE TYPE c AS (x int, y s);
CREATE TABLE t (
  id int PRIMARY KEY, st s, arr s[], dd d, txt text DEFAULT ('a'::s)::text, n int, status text,
  CHECK (txt <> CAST('a' AS s)::text)
);
CREATE INDEX t_st ON t (n, st); CREATE INDEX t_n ON t (n);
CREATE TABLE named (s text);
CREATE VIEW over_st AS SELECT id, st FROM t; CREATE VIEW over_view AS SELECT id FROM over_st;
CREATE VIEW beside AS SELECT id, status FROM t; CREATE VIEW alias AS SELECT s.id AS s FROM t AS s;
CREATE FUNCTION takes(a s) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION named(s text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION gives(a int) RETURNS SETOF s LANGUAGE sql AS $$SELECT 'a'::s$$;
CREATE FUNCTION within() RETURNS int LANGUAGE plpgsql AS $$DECLARE x s; BEGIN RETURN 1; END$$;
DROP TYPE s CASCADE;
CREATE TYPE s AS ENUM ('b'); ALTER TABLE t ADD COLUMN st s;
CREATE SEQUENCE q;
CREATE TABLE counted (a int DEFAULT nextval('q'), b int DEFAULT nextval('q'::regclass));
DROP SEQUENCE q CASCADE;
CREATE FUNCTION ff(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE fx (a int DEFAULT ff(1), b int CHECK (ff(b) > 0), c int GENERATED ALWAYS AS (ff(2)) STORED, d int);
CREATE INDEX fx_call ON fx (ff(d)); CREATE INDEX fx_where ON fx (d) WHERE ff(d) > 1; CREATE INDEX fx_d ON fx (d);
CREATE VIEW calls AS SELECT ff(d) FROM fx; CREATE VIEW calls_not AS SELECT d FROM fx;
DROP FUNCTION ff CASCADE;
CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN new; END$$;
CREATE TABLE had (a int);
CREATE TRIGGER g BEFORE INSERT ON had FOR EACH ROW EXECUTE FUNCTION fired(); COMMENT ON TRIGGER g ON had IS 'x';
ALTER TABLE had RENAME TO has; ALTER TRIGGER g ON has RENAME TO h;
DROP FUNCTION fired CASCADE;
CREATE TABLE of_rows (id int); CREATE TABLE uses_rows (a int, r of_rows); DROP TABLE of_rows CASCADE;
CREATE SCHEMA away; CREATE TYPE away.kind AS ENUM ('x'); CREATE TABLE stays (a int, b away.kind);
DROP SCHEMA away CASCADE;
CREATE TYPE s1 AS ENUM ('a'); CREATE TYPE s2 AS (a s1); DROP TYPE s1, s2;
CREATE TABLE gen (a text, b text GENERATED ALWAYS AS (upper(a)) STORED, c int, d int CHECK (d > 0), e int);
CREATE INDEX ON gen (d); CREATE VIEW of_gen AS SELECT a, c FROM gen;
ALTER TABLE gen DROP COLUMN a CASCADE; ALTER TABLE gen DROP COLUMN d;
"""


@pytest.mark.parametrize(
    ("statement", "user"),
    [
        ("DROP TYPE s", "the column st of t"),
        ("DROP TYPE IF EXISTS s RESTRICT", "the column st of t"),
        ("DROP SEQUENCE q", "the default of n of t"),
        ("DROP DOMAIN d; DROP TABLE t; DROP TYPE s", "the type c"),
    ],
)
def test_what_something_rests_on_is_not_dropped_without_cascade(statement: str, user: str) -> None:
    found = import_sql(f"{USED}{statement};")
    assert [problem.message.partition(";")[0] for problem in found.problems] == [
        f"{'q' if 'q' in statement else 's'} cannot be dropped without CASCADE, since {user} rests on it"
    ]
    assert found.schema.enums
    assert len(found.schema.sequences) == 1


def test_a_column_that_another_is_computed_from_is_not_dropped_without_cascade() -> None:
    found = import_sql(
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED);\nALTER TABLE t DROP COLUMN a;"
    )
    assert [(one.line, one.message) for one in found.problems] == [
        (2, "t.b is computed from a, which CASCADE takes along; found a")
    ]
    assert [one.name for one in found.schema.entities[0].attributes] == ["a", "b"]


def test_cascade_takes_along_what_the_server_takes_along() -> None:
    found = import_sql(CASCADES)
    assert found.problems == ()
    verification = verify_source(CASCADES, found.schema)
    assert (verification.verdict, verification.errors, verification.differences) == ("equal", (), ())
    with proof_database() as database, database.connect() as session:
        session.execute(CASCADES)
        held = session.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
            " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgname FROM pg_trigger ORDER BY 1"
        ).fetchall()
    carried = sorted(one.name.partition("(")[0] for one in found.schema.opaque)
    assert carried == sorted(name for (name,) in held) == ["alias", "beside", "calls_not", "named", "within"]
