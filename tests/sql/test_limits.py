"""Texts that hold too much."""

import pytest

from designer.importers import import_sql
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS, Limits
from designer.sql.splitting import read_script

FEW = Limits(characters=60, tokens=9, statements=3)


@pytest.mark.parametrize("text", ["a;b;c;", "(" * 9, "-- a\n" * 9, " " * 60, "\\d\n" * 3])
def test_a_text_at_its_limits_is_read(text: str) -> None:
    assert len(tokenize(text, "postgres", FEW).tokens) == len(tokenize(text, "postgres").tokens)


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("a;b;c;;", "more than 3 statements", 7),
        (";;;;", "more than 3 statements", 4),
        ("\\d\n" * 4, "more than 3 statements", 1),
        ("(" * 10, "more than 9 words and signs", 10),
        ("a " * 10, "more than 9 words and signs", 19),
        (" " * 61, "61 characters, and at most 60 are read", 1),
    ],
)
def test_a_text_over_a_limit_is_refused_whole_with_the_place_where_it_is_over(
    text: str, message: str, column: int
) -> None:
    script = read_script(text, "postgres", FEW)
    (problem,) = script.problems
    assert script.statements == ()
    assert f"the text has {message}" in problem.message
    assert problem.column == column


heavy = pytest.mark.strict_only("ten megabytes are read until there are too many words")


@pytest.mark.parametrize(
    "text", [";", *(pytest.param(one, marks=heavy) for one in ("(", "a ", "CREATE TABLE t(a int);", "\\d\n"))]
)
def test_an_import_of_too_much_says_so_and_gives_an_empty_design(text: str) -> None:
    imported = import_sql(text * (10_000_000 // len(text)))
    (problem,) = imported.problems
    assert "nothing of it was read" in problem.message
    assert (imported.schema.entities, imported.statements) == ((), 0)


@pytest.mark.strict_only("two thousand tables")
def test_the_limits_leave_room_for_the_largest_schemas() -> None:
    columns = ", ".join(f"column_{n} varchar(20) NOT NULL DEFAULT 'x'" for n in range(30))
    text = "".join(f"CREATE TABLE t{n} ({columns});\n" for n in range(2000))
    assert len(text) > 2_500_000
    assert read_script(text, "postgres", LIMITS).problems == ()
