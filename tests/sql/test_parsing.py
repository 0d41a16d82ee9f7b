"""sqlglot behind one error."""

import contextlib
import subprocess
import sys

import pytest

from designer.sql.parsing import DEEPEST, LONGEST, SqlError, parse_one


@pytest.mark.parametrize(
    ("sql", "message", "line"),
    [
        ("", "there is no statement", 1),
        ("-- only a comment", "there is no statement", 1),
        ("select 1; select 2", "one statement is expected, there are several", 1),
        ("select 'x", "a string that no quote closes", 1),
        ("select 1\nfrom", None, 2),
        ("select (", None, 1),
        ("select " + "x" * LONGEST, f"the statement has {LONGEST + 7} characters; at most {LONGEST} are read", 1),
        ("select " + "(" * 100_000 + ")" * 1000, f"nested deeper than {DEEPEST} levels", 1),
        ("select " + "case when 1 then " * (DEEPEST + 1), f"nested deeper than {DEEPEST} levels", 1),
    ],
)
def test_what_cannot_be_read_is_one_error_with_a_place(sql: str, message: str | None, line: int) -> None:
    with pytest.raises(SqlError) as caught:
        parse_one(sql, "postgres")
    assert message is None or caught.value.message == message
    assert caught.value.message
    assert "\x1b" not in caught.value.message
    assert caught.value.line == line
    assert caught.value.column >= 1


@pytest.mark.parametrize("unit", ["not ", "- ", "a + ", "a and ", "exists (select ", "x = any (", "a::int::", "~"])
def test_long_chains_are_read_or_refused_but_never_crash(unit: str) -> None:
    with contextlib.suppress(SqlError):
        parse_one(f"select {unit * 5_000} 1", "postgres")


def test_what_is_missing_is_said_without_the_names_of_classes() -> None:
    with pytest.raises(SqlError, match="something is missing here"):
        parse_one("select 1 where (id =", "postgres")


def test_a_statement_of_every_dialect_is_read() -> None:
    for dialect in ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle"):
        assert parse_one("select a from t where b = 1", dialect).sql()


def test_reading_ddl_never_imports_sqlglot() -> None:
    modules = "lexer splitting cursor identifiers default_names expression_names names parameters queries".split()
    imports = "; ".join(f"import designer.sql.{module}" for module in modules)
    code = f"{imports}; import sys; sys.exit('sqlglot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
