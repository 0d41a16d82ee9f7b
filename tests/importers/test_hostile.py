"""Input that nobody means well with."""

import random

import pytest

from designer.importers import import_sql
from designer.importers.drafting.widths import MOST_COLUMNS

NAMES = (
    'a"b', "semi;colon", "new\nline", "😀", "<script>alert(1)</script>", "select", "x" * 100, "é" * 40, " ",
    "a.b", "'", "--",
    "/*", "$$", "\\",
)  # fmt: skip


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_a_server_takes_is_read_as_the_server_keeps_it(name: str) -> None:
    q = quoted(name)
    imported = import_sql(
        f"CREATE TABLE {q} ({q} int PRIMARY KEY CHECK ({q} > 0) REFERENCES {q} ({q}));CREATE INDEX ON {q} ({q});"
    )
    assert imported.problems == ()
    (entity,) = imported.schema.entities
    kept = name.encode()[:63].decode("utf-8", "ignore")
    assert (entity.name, entity.attributes[0].name) == (kept, kept)
    assert all(
        len(one.name.encode()) <= 63 for one in (*entity.indexes, *entity.checks, *imported.schema.relationships)
    )


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t (a int CHECK (" + "(" * 300_000,
        "CREATE TABLE t (a int CHECK (" + "(" * 100_000 + "a > 0" + ")" * 100_001 + ");",
        "CREATE VIEW v AS SELECT " + "(" * 100_000 + "1" + ")" * 100_000,
        "CREATE TABLE t (" + "a" * 1_000_000,
        "CREATE TABLE t (a text DEFAULT 'unterminated",
        'CREATE TABLE "unterminated (a int);',
        "CREATE FUNCTION f() AS $x$ never ends",
        "/* never ends CREATE TABLE t (a int);",
        "CREATE TYPE e AS ENUM (" + ",".join(f"'{n}'" for n in range(3000)) + ");",
        ";" * 100_000,
        "\0\1\2",
        "CREATE TABLE t (a int" + "[]" * 50_000 + ");",
        "ALTER TABLE t " + ",".join(["ADD COLUMN a int"] * 5000),
        "COPY t FROM stdin;\n1\t2",
        "SET search_path =",
        "CREATE SCHEMA s CREATE",
        "CREATE",
        "ALTER",
        "DROP",
        "COMMENT ON",
        "",
        "\ufeff",
    ],
    ids=lambda text: text[:24],
)  # fmt: skip
def test_hostile_text_is_read_or_refused_in_words(text: str) -> None:
    imported = import_sql(text + "\n;\nCREATE TABLE survivor (id int);")
    assert all(problem.message and problem.line > 0 and problem.column > 0 for problem in imported.problems)


WORDS = (
    "CREATE TABLE UNIQUE INDEX ( ) , ; ALTER ADD COLUMN CONSTRAINT PRIMARY KEY REFERENCES t u a b int text [ ] :: "
    "'x' \"Q\" $$ DEFAULT NOT NULL CHECK > 0 1 PARTITION OF BY RANGE FOR VALUES IN DROP TYPE ENUM AS SEQUENCE OWNED "
    "INHERITS LIKE INCLUDING ALL GENERATED ALWAYS IDENTITY SET RENAME TO ON ONLY USING WITH WHERE COMMENT IS"
).split()


@pytest.mark.parametrize("seed", range(30))
def test_statements_of_random_words_never_raise(seed: int) -> None:
    chance = random.Random(seed)
    prefix = "CREATE TABLE t (a int PRIMARY KEY, b text) PARTITION BY LIST (a); CREATE TABLE u (a int); "
    heads = ("CREATE TABLE", "ALTER TABLE t", "CREATE INDEX ON t", "ALTER TABLE u ADD", "CREATE SEQUENCE", "COMMENT ON")
    statements = [
        f"{chance.choice(heads)} {' '.join(chance.choices(WORDS, k=chance.randint(1, 14)))};" for _ in range(60)
    ]
    imported = import_sql(prefix + "\n".join(statements))
    assert imported.statements > 2


@pytest.mark.parametrize("dialect", list(MOST_COLUMNS))
def test_no_table_is_wider_than_its_server_allows(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_COLUMNS, dialect, 3)
    imported = import_sql("CREATE TABLE t (a int, b int, c int, d int, e int);", dialect)
    assert [one.message for one in imported.problems] == ["a table has at most 3 columns"]
    added = import_sql("CREATE TABLE t (a int, b int, c int);\nALTER TABLE t ADD d int;", dialect)
    assert [(one.message, one.line) for one in added.problems] == [("a table has at most 3 columns", 2)]
    assert [len(one.attributes) for one in added.schema.entities] == [3]


BODY = "AS $$ BEGIN CREATE TABLE t (i int); END $$"


@pytest.mark.parametrize(
    "routine",
    [
        f"CREATE FUNCTION f() RETURNS void {BODY} LANGUAGE",
        "CREATE FUNCTION f(a text DEFAULT 'CREATE TABLE t ()') RETURNS void LANGUAGE sql AS",
        f"CREATE FUNCTION f({', '.join(f'a{n} int DEFAULT {n}' for n in range(2000))}) LANGUAGE plpgsql {BODY}",
    ],
    ids=lambda text: text[-24:],
)
def test_a_routine_that_no_server_takes_is_not_followed(routine: str) -> None:
    imported = import_sql(f"{routine};\nSELECT f();\nCREATE TABLE survivor (id int);")
    assert [one.name for one in imported.schema.entities] == ["survivor"]


def test_a_query_of_odd_numbers_and_brackets_makes_a_table_all_the_same() -> None:
    imported = import_sql(
        f"CREATE TABLE a AS SELECT {'9' * 5000} AS n, {'9' * 12} AS b;\n"
        f"CREATE TABLE c AS {'(' * 2000}SELECT 1 AS n{') LIMIT 1' * 2000};\n"
    )
    types = [one.type for entity in imported.schema.entities for one in entity.attributes]
    assert (imported.problems, types) == ((), ["numeric", "bigint", "integer"])
