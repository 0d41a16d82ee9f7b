"""SQLite's DDL and dumps, read, written, run and compared with what the text itself makes."""

import sqlite3
from pathlib import Path

import pytest

from designer.exporters import export
from designer.importers import Imported, import_sql
from designer.importers.sqlite import files
from designer.importers.sqlite.files import NoDatabase, is_database, script_of
from designer.lab.verify import verify, verify_sqlite_source


def read(sql: str) -> Imported:
    return import_sql(sql, "sqlite")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("CREATE TABLE a (x int", "bracket"),
        ("CREATE TABLE a (x int, x text);", "has a column x already"),
        ("CREATE TABLE a (x int); CREATE INDEX i ON a (y);", "has no column y"),
        ("CREATE TABLE a (x int); CREATE TABLE a (y int);", "there is a table a already"),
        ("GRANT ALL ON a TO b;", "SQLite has no statement"),
        ("CREATE TABLE a (x int UNIQUE); ALTER TABLE a DROP COLUMN x;", "part of a key"),
        ("CREATE TABLE a (x int REFERENCES nowhere (y));", "refers to nowhere, which is not here"),
        ("CREATE TABLE a (x 'unclosed);", "no quote closes"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(sql: str, message: str) -> None:
    imported = read(f"{sql}\nCREATE TABLE good (id INTEGER PRIMARY KEY);")
    assert any(message in problem.message and problem.line == 1 for problem in imported.problems)


def test_a_file_that_is_no_database_gives_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)
    for path in (broken, tmp_path / "absent.db", tmp_path):
        with pytest.raises(NoDatabase, match=r"cannot be read|is no file"):
            script_of(str(path))
    other = tmp_path / "other.db"
    other.write_bytes(b"something else")
    assert not is_database(str(other))


def test_the_reader_of_a_file_is_told_no_secret_of_its_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told.py"
    told.write_text("import json, os; print(json.dumps(dict(os.environ)))")
    monkeypatch.setattr(files, "_CHILD", told)
    monkeypatch.setenv("DESIGNER_SECRET_KEY", "do not tell")
    monkeypatch.setenv("DATABASE_URL", "postgresql://designer:do-not-tell@server/designer")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    found = files.ask({})
    assert found["TMPDIR"] == str(tmp_path)
    assert set(found) <= {"TMPDIR", "LD_LIBRARY_PATH", "LC_CTYPE"}  # the last is Python's own doing


def test_a_database_file_is_read_without_being_changed(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, t);"
            "CREATE VIRTUAL TABLE f USING fts5(t); CREATE TABLE made AS SELECT 1 AS one;"
            "CREATE INDEX i ON a (lower(t));"
        )
    before = path.read_bytes()
    imported = read(script_of(str(path)))
    assert imported.problems == ()
    assert [entity.name for entity in imported.schema.entities] == ["a", "made"]
    assert [one.kind for one in imported.schema.opaque] == ["virtual table"]
    assert path.read_bytes() == before


_ALL = """
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE [a b] (id integer primary key autoincrement, `b` text collate nocase constraint nn not null on conflict
  ignore default 'x;y', "c""d" varchar ( 10 ) constraint foo unique on conflict replace check (length("c""d") > 1),
  /* note */
  e as (b || 'x') stored, f references "a b" on delete cascade match full deferrable initially deferred,
  g, h default (1 + 2), i default -1.5 unique, constraint foo unique (b, e desc) constraint bar check (g <> 'a)'),
  constraint lost foreign key (g, h) references nowhere (x, y));
INSERT INTO "a b" VALUES (1, 'it''s; fine');
CREATE TABLE w (a, b int, primary key (a, b desc)) without rowid, strict;
CREATE TABLE d (id INTEGER PRIMARY KEY DESC, k bigint default null);
CREATE UNIQUE INDEX part ON "a b" (b collate rtrim desc, lower(e)) WHERE g IS NOT NULL and h > 3;
CREATE INDEX only_one ON w (TRUE);
CREATE VIEW v AS SELECT * FROM "a b";
CREATE TRIGGER t AFTER INSERT ON w BEGIN UPDATE w SET b = CASE WHEN 1 THEN 2 END; SELECT 1; END;
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)
  VALUES('table','ft','ft',0,'CREATE VIRTUAL TABLE ft USING fts5(body, content='''')');
CREATE TABLE IF NOT EXISTS 'ft_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE sqlite_sequence(name, seq);
COMMIT;
""".replace("a, b int, primary", "a any, b int, primary").replace("a any", "a ANY")


def test_everything_that_sqlite_knows_makes_the_trip_there_and_back() -> None:
    imported = read(_ALL)
    assert [one.message for one in imported.problems] == [
        "the foreign key lost of a b refers to nowhere, which is not here"
    ]
    assert {one.reason for one in imported.skipped} >= {"rows are not part of a design", "one of SQLite's own tables"}
    verification = verify_sqlite_source(_ALL, imported.schema)
    assert (verification.errors, verification.differences, verification.verdict) == ((), (), "equal")
    assert verify(imported.schema, "sqlite").verdict == "equal"


@pytest.mark.parametrize("lost", ["COLLATE nocase", "AUTOINCREMENT", "ON CONFLICT IGNORE", "STRICT", " DESC", "CHECK"])
def test_verification_sees_a_clause_that_an_export_forgets(lost: str) -> None:
    imported = read(_ALL)
    from_export = export(imported.schema, "sqlite").text
    assert lost in from_export
    other = read(
        from_export.replace("CHECK (g <> 'a)')", "CHECK (1)") if lost == "CHECK" else from_export.replace(lost, "")
    )
    assert verify_sqlite_source(_ALL, other.schema).verdict == "differs"


def test_alter_table_renames_in_keys_and_expressions() -> None:
    sql = (
        "CREATE TABLE a (x int CHECK (x > 0), y AS (x + 1), UNIQUE (x));"
        "CREATE TABLE b (r REFERENCES a (x)); CREATE INDEX i ON a (x) WHERE x < 9;"
        "ALTER TABLE a RENAME COLUMN x TO z; ALTER TABLE a ADD COLUMN n text DEFAULT 'n'; ALTER TABLE a RENAME TO c;"
    )
    imported = read(sql)
    assert imported.problems == ()
    assert verify_sqlite_source(sql, imported.schema).differences == ()


def test_a_table_made_from_a_query_is_carried() -> None:
    imported = read("CREATE TABLE a AS SELECT 1 AS one;")
    assert [(one.kind, one.name) for one in imported.schema.opaque] == [("table", "a")]


def test_a_postgres_design_loads_in_sqlite_and_every_difference_is_said() -> None:
    sql = """
    CREATE SCHEMA shop;
    CREATE TYPE mood AS ENUM ('it''s', '{ok}');
    CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
    CREATE TABLE shop.t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood DEFAULT 'it''s' NOT NULL,
      p positive,
      tags text[], j jsonb DEFAULT '{}'::jsonb, at timestamptz DEFAULT now(), ok boolean DEFAULT true,
      price numeric(10,2) CHECK (price > 0::numeric), name varchar(20) COLLATE "C", EXCLUDE USING gist (at WITH =));
    CREATE INDEX i ON shop.t (lower(name)) WHERE ok = true;
    CREATE UNIQUE INDEX inc ON shop.t (name) INCLUDE (price);
    CREATE INDEX g ON shop.t USING gin (tags);
    COMMENT ON COLUMN shop.t.name IS 'what it is called';
    """
    schema = import_sql(sql).schema
    verification = verify(schema, "sqlite")
    assert (verification.errors, verification.verdict) == ((), "equal")
    said = {(notice.object, notice.reason.split(":")[0]) for notice in export(schema, "sqlite").notices}
    words = " ".join(reason for _, reason in said)
    for expected in ("schemas", "enums", "arrays", "JSON", "moments", "exclusion", "INCLUDE", "gin", "comments"):
        assert expected in words, expected


def test_a_sqlite_design_says_in_postgres_what_differs() -> None:
    sql = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY, n text COLLATE NOCASE UNIQUE ON CONFLICT REPLACE, b boolean DEFAULT 1,"
        " d date DEFAULT '', x, used boolean CHECK (used IN (0, 1)) DEFAULT false);"
        "CREATE INDEX i ON a (n) WHERE used = TRUE; CREATE TABLE b (r int REFERENCES a (n));"
    )
    made = export(import_sql(sql, "sqlite").schema, "postgres")
    assert "used bigint DEFAULT 0" in made.text
    assert "GENERATED BY DEFAULT AS IDENTITY" in made.text
    words = " ".join(notice.reason for notice in made.notices)
    for expected in ("NOCASE", "REPLACE", "does not fit", "has no type", "both ends"):
        assert expected in words, expected


def test_names_of_attached_databases_are_left_out_and_said() -> None:
    text = """CREATE TABLE notes_db.notes (id INTEGER PRIMARY KEY, doc TEXT);
    CREATE TABLE main.kept (id INTEGER, notes TEXT);
    CREATE TRIGGER notes_db.t AFTER INSERT ON notes_db.notes BEGIN UPDATE notes SET doc = notes.doc; END;"""
    imported = import_sql(text, "sqlite")
    assert imported.problems == ()
    assert [entity.name for entity in imported.schema.entities] == ["kept", "notes"]
    assert "notes_db" not in imported.schema.opaque[0].sql
    assert "notes.doc" in imported.schema.opaque[0].sql
    assert [(one.line, "notes_db" in one.message) for one in imported.remarks] == [(1, True)]
    assert verify_sqlite_source(text, imported.schema).verdict == "equal"


def test_lines_that_the_shell_passes_over_are_comments() -> None:
    imported = read("# the first table\nCREATE TABLE a (\n  x int, # a number\n  y text DEFAULT '#'\n);")
    assert imported.problems == ()
    (table,) = imported.schema.entities
    assert [(one.name, one.default) for one in table.attributes] == [("x", None), ("y", "'#'")]


def test_what_sqlite_refuses_of_the_source_is_not_executed() -> None:
    text = "CREATE TABLE a (x int, # a number\n y int);\nCREATE INDEX i ON a (x);\nCREATE TABLE b (x int);"
    found = verify_sqlite_source(text, read(text).schema)
    assert (found.verdict, found.errors, found.differences) == ("partly", (), ())
    assert [one.statement.split("(")[0] for one in found.not_executed] == ["CREATE TABLE a "]
