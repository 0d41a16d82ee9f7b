"""Volumes in comments: `-- rows: orders = 10_000_000`, `-- distinct: orders.customer_id = 400_000`.

How a table grows stands there too: `-- rows per day: orders = 50k`, and `updates per day`, `deletes per day`,
`retention days` likewise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from designer.sql.cursor import Cursor, Unreadable
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS
from designer.sql.quantities import count
from designer.sql.query_comments import CommentLine, lines_of
from designer.sql.tokens import Kind, Problem

_KEYS = ("rows", "distinct")
_GROWTH = re.compile(r"@?((?:rows|updates|deletes)[ _-]+per[ _-]+day|retention[ _-]+days)\s*:(?!:)\s*(.*)", re.I | re.S)
_MAY_BE = re.compile(r"(?:rows|distinct|day|days)\s*:", re.I)


@dataclass(frozen=True, slots=True)
class VolumeHint:
    """How many rows a table, or how many distinct values a column has. `table` is its name with qualifiers.

    measure: what of a table is counted: `rows`, or a property that says how it grows, such as `rows_per_day`.
    """

    table: tuple[str, ...]
    column: str | None
    value: int
    line: int
    measure: str = "rows"


def read_volumes(text: str, dialect: str) -> tuple[tuple[VolumeHint, ...], tuple[Problem, ...]]:
    """The volumes in the comments of a script, and what looks like one and is none. Other comments say nothing."""
    if not _MAY_BE.search(text):
        return (), ()
    found = [
        read_volume(line, dialect)
        for comment in tokenize(text, dialect, LIMITS).tokens
        if comment.kind is Kind.COMMENT
        for line in lines_of(comment.text, comment.line)
        if "=" in line.value or _GROWTH.match(line.text)
    ]
    return (
        tuple(one for one in found if isinstance(one, VolumeHint)),
        tuple(one for one in found if isinstance(one, Problem)),
    )


def read_volume(line: CommentLine, dialect: str) -> VolumeHint | Problem | None:
    """What a line of a comment says of a volume; None where it is about something else."""
    growth = _GROWTH.match(line.text)
    if growth:
        return _growth(" ".join(re.split(r"[ _-]+", growth[1].lower())), growth[2].strip(), line.number, dialect)
    if line.key not in _KEYS or ("=" not in line.value and line.key == "rows"):
        return None
    target, _, number = line.value.partition("=")
    value, parts = count(number), _name(target, dialect)
    if value is None or not parts or (line.key == "distinct" and len(parts) < 2):
        wanted = "table = 10_000_000" if line.key == "rows" else "table.column = 400_000"
        return Problem(line.number, 1, f"{line.key}: “{line.value}” is not of the form {wanted}")
    column = parts[-1] if line.key == "distinct" else None
    return VolumeHint(parts[:-1] if column else parts, column, value, line.number)


def _growth(key: str, said: str, line: int, dialect: str) -> VolumeHint | Problem | None:
    """A line of prose, which has neither a number nor a sign of equality, is about something else."""
    target, equals, number = said.partition("=")
    if not equals and not any(one.isdigit() for one in said):
        return None
    value, parts = count(number), _name(target, dialect)
    if value is None or not parts:
        return Problem(
            line, 1, f"{key}: “{said}” is not of the form table = {90 if key == 'retention days' else '50_000'}"
        )
    return VolumeHint(parts, None, value, line, key.replace(" ", "_"))


def _name(text: str, dialect: str) -> tuple[str, ...]:
    """The parts of a name with its qualifiers; none where it is no name."""
    try:
        cursor = Cursor.over(text, dialect)
        parts = cursor.qualified()
        cursor.end()
    except Unreadable:
        return ()
    return parts
