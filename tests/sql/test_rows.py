"""Rows of a dump that are too many to keep: the statements around them are read as if there were room."""

from __future__ import annotations

import pytest

from designer.sql.limits import LIMITS, Limits
from designer.sql.splitting import read_script

ROOM = Limits(tokens=80)
"""Room for the statements around the rows below, and for few of the rows."""

TABLE = "CREATE TABLE t (a int, b text);"
AFTER = "CREATE INDEX i ON t (a);"
ROW = "(1, 'one', NULL, -2.5, DATE '2024-01-01')"


def told(text: str, dialect: str, limits: Limits) -> list[tuple[object, ...]]:
    script = read_script(text, dialect, limits)
    problems = [(problem.line, problem.column, problem.message) for problem in script.problems]
    return [*((one.kind, one.text, one.line, one.start, one.span) for one in script.statements), *problems]


@pytest.mark.parametrize(
    "text",
    [
        f"CREATE VIEW v AS SELECT * FROM (VALUES {', '.join([ROW] * 30)}) AS v (a, b, c, d, e);",
        f"INSERT INTO t VALUES {', '.join(['((SELECT max(a) FROM t))'] * 30)};",
        f"INSERT INTO t VALUES {', '.join(['(NEW.a, NEW.b)'] * 30)};",
        f"SELECT {', '.join(['(1, 2)'] * 30)};",
    ],
    ids=["a view's own rows", "a subquery", "names", "no insert"],
)
def test_what_is_more_than_constants_counts_and_is_refused(text: str) -> None:
    script = read_script(f"{TABLE}\n{text}", "postgres", ROOM)
    assert script.statements == ()
    assert "more than 80 words and signs" in script.problems[0].message


@pytest.mark.parametrize(
    ("dialect", "insert", "between", "end"),
    [
        ("postgres", "INSERT INTO public.t (a, b) VALUES ", ", ", ";"),
        ("postgres", 'INSERT INTO "t" VALUES ', ",\n", " ON CONFLICT (a) DO NOTHING;"),
        ("mysql", "INSERT IGNORE INTO `t` (`a`) VALUES ", ",", ";"),
        ("mysql", "REPLACE INTO t VALUES ", ",", ";"),
        ("sqlite", "INSERT INTO t VALUES", ",", ";"),
        ("oracle", "INSERT INTO t VALUES ", ",", ";"),
        ("tsql", "INSERT [dbo].[t] ([a], [b]) VALUES ", ", ", "\nGO"),
    ],
)
@pytest.mark.parametrize("rows", [20, 400])
def test_one_long_insert_is_one_statement_with_its_text(
    dialect: str, insert: str, between: str, end: str, rows: int
) -> None:
    go = "\nGO" if dialect == "tsql" else ""
    text = f"{TABLE}{go}\n{insert}{between.join([ROW] * rows)}{end}\n{AFTER}{go}\n"
    assert told(text, dialect, ROOM) == told(text, dialect, LIMITS)
    assert [one[0] for one in told(text, dialect, ROOM)].count(insert.split()[0].lower()) == 1


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "oracle", "tsql"])
def test_a_statement_for_each_row_is_a_statement_each(dialect: str) -> None:
    end = "\nGO\n" if dialect == "tsql" else ";\n"
    room = Limits(tokens=1000)
    text = TABLE + end + f"INSERT INTO t VALUES {ROW}{end}" * 90 + AFTER + end
    assert told(text, dialect, room) == told(text, dialect, LIMITS)
    assert [one[0] for one in told(text, dialect, room)].count("insert") == 90


def test_a_quote_that_nothing_closes_is_found_in_the_row_where_it_is() -> None:
    broken = f"INSERT INTO t VALUES {ROW}, (2, 'oops, 0);\n"
    text = f"{TABLE}\nINSERT INTO t VALUES {', '.join([ROW] * 60)};\n{broken}{AFTER}\n"
    assert told(text, "postgres", ROOM) == told(text, "postgres", LIMITS)
    assert any("no quote closes" in str(one) for one in told(text, "postgres", ROOM))


def test_values_with_statements_inside_are_no_statements() -> None:
    row = "(1, 'first;\nDROP TABLE t;\n')"
    text = f"{TABLE}\nINSERT INTO t VALUES {', '.join([row] * 12)};\n{AFTER}\n"
    assert told(text, "postgres", ROOM) == told(text, "postgres", LIMITS)
    assert [one[0] for one in told(text, "postgres", ROOM)][0::2] == [
        one.kind for one in read_script(f"{TABLE}\n{AFTER}", "postgres").statements
    ]


def test_little_that_is_gained_is_not_sought_again_after_every_statement() -> None:
    text = "SELECT a;" * 20 + f"INSERT INTO t VALUES {ROW};\n" * 40
    assert "more than 80 words and signs" in read_script(text, "postgres", ROOM).problems[0].message
