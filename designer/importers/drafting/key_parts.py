"""What keys and indexes list in parentheses: columns or expressions, with an order of their own."""

from __future__ import annotations

from designer.importers.drafting.draft import Part, Table
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_CONSTANTS = ("TRUE", "FALSE", "NULL")


def key_parts(cursor: Cursor, table: Table) -> list[Part]:
    """The parts of an index or a key. Unreadable where a bracket is not closed."""
    first, last = cursor.index + 1, cursor.closing()
    cursor.index = last + 1
    return [_part(one, table) for one in cursor.part(first, last).split()]


def _part(cursor: Cursor, table: Table) -> Part:
    part = Part()
    end = cursor.size
    if end > 2 and cursor.keys[end - 2] == "NULLS" and cursor.keys[end - 1] in ("FIRST", "LAST"):
        part.nulls, end = cursor.keys[end - 1].lower(), end - 2
    if end > 1 and cursor.keys[end - 1] in ("ASC", "DESC"):
        part.descending, end = cursor.keys[end - 1] == "DESC", end - 1
    if end == 3 and cursor.keys[1] == "COLLATE":
        cursor.index = 2
        part.collation, end = cursor.name(), 1
    cursor.index = 0
    if end == 1 and cursor.keys[0] not in _CONSTANTS and cursor.tokens[0].kind in (Kind.WORD, Kind.QUOTED, Kind.STRING):
        named = cursor.name()
        found = table.column(named)
        if found is not None:
            part.column = found.name
        else:
            part.column = named
        return part
    first, last = cursor.bare(0, end)
    part.expression = cursor.text(first, last)
    return part
