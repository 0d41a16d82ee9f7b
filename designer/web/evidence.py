"""What a finding rests on, as components/evidence.html shows it: a small table, and single facts beside it."""

import re
from collections.abc import Mapping
from typing import Any

_WORD = re.compile(r"\w+")
_ROWS = 12
"""Of a table that are shown; the rest is a number."""
_ACROSS = 3
"""Columns of a table of one row; more are read better as facts below each other, in a narrow pane above all."""

_REPEATED = 4
"""From so many rows on, what a column says in each of them is said once, below the table."""
_SENTENCE = "finding"
"""The column, behind all others, in which each row is a sentence."""


def evidence_of(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """`columns` and `rows` of the evidence as a table, every other key as a fact; None for no evidence at all."""
    columns, rows = given.get("columns"), given.get("rows")
    is_table = isinstance(columns, tuple | list) and isinstance(rows, tuple | list)
    beside = [(name, value) for name, value in given.items() if not (is_table and name in ("columns", "rows"))]
    if is_table and rows and len(rows) == 1 and len(columns or ()) > _ACROSS:
        beside = [*zip(map(str, columns or ()), rows[0], strict=False), *beside]
        rows = None
    if is_table and rows and columns and columns[-1] == _SENTENCE:
        columns, rows = _without_what_sentences_say(tuple(columns), tuple(map(tuple, rows)))
    if is_table and rows:
        columns, rows, same = _without_repetition(tuple(columns or ()), tuple(map(tuple, rows)))
        beside = [*same, *beside]
    table = _table(tuple(columns or ()), tuple(rows)) if is_table and rows else {}
    facts = [
        {"name": name, "text": worded(value), "num": _is_number(value)}
        for name, value in beside
        if value is not None and worded(value)
    ]
    return {**table, "facts": facts} if table or facts else None


def _without_what_sentences_say(
    columns: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...]
) -> tuple[tuple[Any, ...], tuple[tuple[Any, ...], ...]]:
    """Columns and rows without those of which each row's sentence says every word, which programs read singly."""

    def says(row: tuple[Any, ...], place: int) -> bool:
        said = set(_WORD.findall(row[-1]))
        return said.issuperset(_WORD.findall(str(row[place])))

    if any(len(row) != len(columns) or not isinstance(row[-1], str) for row in rows):
        return columns, rows
    *before, last = range(len(columns))
    kept = [*(place for place in before if not all(says(row, place) for row in rows)), last]
    return tuple(columns[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)


def _without_repetition(
    columns: tuple[Any, ...], rows: tuple[tuple[Any, ...], ...]
) -> tuple[tuple[Any, ...], tuple[tuple[Any, ...], ...], list[tuple[str, Any]]]:
    """Columns and rows without those that say the same in every row; these as facts. What tells the rows apart, and
    at least one column, stays."""
    if len(rows) < _REPEATED or any(len(row) != len(columns) for row in rows):
        return columns, rows, []
    same = [place for place, first in enumerate(rows[0]) if first is not None and all(r[place] == first for r in rows)]
    if not same or len(columns) - len(same) < 1:
        return columns, rows, []
    kept = [place for place in range(len(columns)) if place not in same]
    facts = [(str(columns[place]), rows[0][place]) for place in same]
    return tuple(columns[p] for p in kept), tuple(tuple(row[p] for p in kept) for row in rows), facts


def worded(value: Any) -> str:
    """A value as people read it: `10,000,000`, `0.25`, `yes`, `a, b`."""
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 or value == 0 else f"{value:.3g}"
        case str():
            return value
        case Mapping():
            return ", ".join(f"{name}: {worded(inner)}" for name, inner in value.items())
        case list() | tuple() | set() | frozenset():
            return ", ".join(map(worded, value))
        case _:
            return str(value)


def _table(columns: tuple[Any, ...], rows: tuple[Any, ...]) -> dict[str, Any]:
    width = max(len(columns), *(len(row) for row in rows))
    numeric = [_is_numeric(row[place] for row in rows if place < len(row)) for place in range(width)]
    return {
        "columns": [{"label": str(label), "num": numeric[place]} for place, label in enumerate(columns)],
        "rows": [[_cell(value, numeric[place]) for place, value in enumerate(row)] for row in rows[:_ROWS]],
        "more_rows": max(0, len(rows) - _ROWS),
    }


def _cell(value: Any, numeric: bool) -> dict[str, Any]:
    return {"null": value is None, "text": "" if value is None else worded(value), "num": numeric}


def _is_numeric(values: Any) -> bool:
    """Whether a column holds numbers only; a NULL among them says nothing."""
    held = [value for value in values if value is not None]
    return bool(held) and all(_is_number(value) or (isinstance(value, str) and value.isdecimal()) for value in held)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
