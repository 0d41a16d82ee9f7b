"""SQL text into statements, each standing alone, with the dialect's own rules for where one ends.

- PostgreSQL: `;` outside `BEGIN ATOMIC … END` and outside the parentheses of a rule; psql's own lines and the
  data of COPY come out as statements of kind "meta" and "data".
- MySQL, MariaDB: the delimiter in force; bodies of routines and triggers also when no DELIMITER surrounds them.
- SQLite: `;` outside the body of a trigger. T-SQL: GO lines, `;`, and a line that begins with CREATE and the like.
- Oracle: `;`, and for PL/SQL a line that holds only a slash.
Whatever a body lacks (an END, a parenthesis, a quote), the statement after it is found again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from designer.sql.dialect_splitters import MysqlSplitter, OracleSplitter, SqliteSplitter, TsqlSplitter
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS, Limits
from designer.sql.splitter import Splitter
from designer.sql.statements import Script, Statement

_SPLITTERS: dict[str, type[Splitter]] = {
    "postgres": Splitter,
    "mysql": MysqlSplitter,
    "mariadb": MysqlSplitter,
    "sqlite": SqliteSplitter,
    "tsql": TsqlSplitter,
    "oracle": OracleSplitter,
}


def split(text: str, dialect: str) -> tuple[Statement, ...]:
    """The statements of `text`, in order; see `read_script` for what was wrong with it."""
    return read_script(text, dialect).statements


def read_script(text: str, dialect: str, limits: Limits = LIMITS) -> Script:
    """The statements of `text` and its problems (unclosed quotes, bodies without END, data without an end).

    A text over the limits has no statements, since half of it would be another design, and a problem that says so.
    """
    tokens, problems = tokenize(text, dialect, limits)
    splitter = _SPLITTERS[dialect](text, tokens)
    statements = tuple(_with_spans(splitter.statements(), text))
    found = sorted((*problems, *splitter.problems), key=lambda problem: (problem.line, problem.column))
    return Script(statements, tuple(found))


def _with_spans(statements: Iterator[Statement], text: str) -> Iterator[Statement]:
    from_here = 0
    previous: Statement | None = None
    for statement in statements:
        if previous is not None:
            yield previous
        end = statement.span[1]
        previous = replace(statement, span=(from_here, end))
        from_here = end
    if previous is not None:
        yield replace(previous, span=(previous.span[0], len(text)))
