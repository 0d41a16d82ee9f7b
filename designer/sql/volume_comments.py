"""Volumes in comments: `-- rows: orders = 10_000_000`, `-- distinct: orders.customer_id = 400_000`."""

from __future__ import annotations

from dataclasses import dataclass

from designer.sql.cursor import Cursor, Unreadable
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS
from designer.sql.quantities import count
from designer.sql.query_comments import CommentLine, lines_of
from designer.sql.tokens import Kind, Problem

_KEYS = ("rows", "distinct")


@dataclass(frozen=True, slots=True)
class VolumeHint:
    """How many rows a table, or how many distinct values a column has. `table` is its name with qualifiers."""

    table: tuple[str, ...]
    column: str | None
    value: int
    line: int


def read_volumes(text: str, dialect: str) -> tuple[tuple[VolumeHint, ...], tuple[Problem, ...]]:
    """The volumes in the comments of a script, and what looks like one and is none. Other comments say nothing."""
    if not any(f"{key}:" in text for key in _KEYS):
        return (), ()
    found = [
        read_volume(line, dialect)
        for comment in tokenize(text, dialect, LIMITS).tokens
        if comment.kind is Kind.COMMENT
        for line in lines_of(comment.text, comment.line)
        if "=" in line.value
    ]
    return (
        tuple(one for one in found if isinstance(one, VolumeHint)),
        tuple(one for one in found if isinstance(one, Problem)),
    )


def read_volume(line: CommentLine, dialect: str) -> VolumeHint | Problem | None:
    """What a line of a comment says of a volume; None where it is about something else."""
    if line.key not in _KEYS or ("=" not in line.value and line.key == "rows"):
        return None
    target, _, number = line.value.partition("=")
    value = count(number)
    try:
        cursor = Cursor.over(target, dialect)
        parts = cursor.qualified()
        cursor.end()
    except Unreadable:
        parts = ()
    if value is None or not parts or (line.key == "distinct" and len(parts) < 2):
        wanted = "table = 10_000_000" if line.key == "rows" else "table.column = 400_000"
        return Problem(line.number, 1, f"{line.key}: “{line.value}” is not of the form {wanted}")
    column = parts[-1] if line.key == "distinct" else None
    return VolumeHint(parts[:-1] if column else parts, column, value, line.number)
