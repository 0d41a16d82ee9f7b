"""SQL into sqlglot's tree, with every way in which that fails made one error with a place.

With `scopes`, `statement_names` and `layout` the only module that imports sqlglot. Text longer or nested deeper than
the limits is refused before sqlglot sees it: its parser recurses and takes time that grows faster than the text.
"""

from __future__ import annotations

import logging
import re

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError, TokenError

from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

LONGEST = 200_000
"""Characters of a statement that is parsed at all."""
DEEPEST = 150
"""Nested parentheses, brackets and CASE expressions."""

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns on standard error for what it keeps as a Command

_PLACE = re.compile(r"Line (\d+), Col: (\d+)")
_MISSING = re.compile(r"Required keyword: '\w+' missing for <class")
_TERMINAL = re.compile(r"\x1b\[[0-9;]*m")


class SqlError(Exception):
    """SQL that cannot be read, with its place in the text that was given (from 1)."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column


def sqlglot_dialect(dialect: str) -> str:
    """sqlglot's name for one of our dialects."""
    return "mysql" if dialect == "mariadb" else dialect


def parse_one(sql: str, dialect: str) -> exp.Expr:
    """The tree of exactly one statement or expression.

    Raises SqlError with the place for text that is empty, holds several statements, has unclosed quotes, is too
    long or too deep, or that sqlglot does not understand. A statement sqlglot knows only by its first word comes
    back as `exp.Command`.
    """
    _check_limits(sql, dialect)
    try:
        trees = [tree for tree in parse(sql, read=sqlglot_dialect(dialect)) if tree is not None]
    except RecursionError:
        raise SqlError("the statement is nested too deeply to be read") from None
    except TokenError as error:
        raise SqlError(_first_sentence(str(error))) from None
    except SqlglotError as error:
        raise _from_sqlglot(error) from None
    except (ValueError, AttributeError, TypeError, KeyError, IndexError) as error:  # sqlglot's own slips
        raise SqlError(f"the statement cannot be read ({type(error).__name__})") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Expr):
        raise SqlError("there is no statement" if not trees else "one statement is expected, there are several")
    return trees[0]


def _check_limits(sql: str, dialect: str) -> None:
    if len(sql) > LONGEST:
        raise SqlError(f"the statement has {len(sql)} characters; at most {LONGEST} are read")
    lexed = tokenize(sql, dialect)
    for problem in lexed.problems:
        raise SqlError(problem.message, problem.line, problem.column)
    depth = 0
    for token in lexed.tokens:
        if token.text in ("(", "[", "{") or (token.kind is Kind.WORD and token.text.upper() == "CASE"):
            depth += 1
            if depth > DEEPEST:
                raise SqlError(f"nested deeper than {DEEPEST} levels", token.line)
        elif token.text in (")", "]", "}") or (token.kind is Kind.WORD and token.text.upper() == "END"):
            depth -= 1


def _from_sqlglot(error: SqlglotError) -> SqlError:
    found = getattr(error, "errors", None)
    if found:
        first = found[0]
        line, column = first.get("line") or 1, first.get("col") or 1
        return SqlError(_first_sentence(first.get("description") or str(error)), line, column)
    place = _PLACE.search(str(error))
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    return SqlError(_first_sentence(str(error)), line, column)


def _first_sentence(message: str) -> str:
    line = _TERMINAL.sub("", message).strip().split("\n")[0]
    if _MISSING.match(line):
        return "something is missing here"  # it names its own classes
    return _PLACE.sub("", line).strip(" .:")
