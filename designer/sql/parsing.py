"""One statement to a sqlglot tree, with limits before and sentences after."""

from __future__ import annotations

from sqlglot import exp
from sqlglot import parse as parse_all
from sqlglot.errors import ParseError, TokenError

from designer.sql.lexer import tokenize

_GLOT = {
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
    "tsql": "tsql",
    "oracle": "oracle",
}
_LONGEST = 200_000
_DEEPEST = 100


class SqlError(Exception):
    """Why a statement cannot be read; line and column from 1, where they are known."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def parse_one(sql: str, dialect: str) -> exp.Expr:
    """The tree of exactly one statement. Raises SqlError for anything else, whatever it holds."""
    _check_limits(sql, dialect)
    try:
        trees = [tree for tree in parse_all(sql, dialect=_GLOT[dialect]) if tree is not None]
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        message = str(first.get("description") or "this SQL cannot be read").rstrip(".")
        raise SqlError(message, int(first.get("line") or 1), int(first.get("col") or 1)) from None
    except TokenError as error:
        raise SqlError(str(error).split("\n")[0] or "a quote or comment is not closed") from None
    except RecursionError:
        raise SqlError("nested too deeply") from None
    if len(trees) != 1:
        raise SqlError(f"expected one statement, found {len(trees)}")
    return trees[0]


def _check_limits(sql: str, dialect: str) -> None:
    if len(sql) > _LONGEST:
        raise SqlError(f"a statement of {len(sql):,} characters is longer than {_LONGEST:,}")
    lexed = tokenize(sql, dialect)
    if lexed.problems:
        problem = lexed.problems[0]
        raise SqlError(problem.message, problem.line, problem.column)
    depth = 0
    for token in lexed.tokens:
        if token.text in ("(", "["):
            depth += 1
            if depth > _DEEPEST:
                raise SqlError(f"nested more than {_DEEPEST} deep", token.line)
        elif token.text in (")", "]"):
            depth -= 1
