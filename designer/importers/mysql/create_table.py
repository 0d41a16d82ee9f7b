"""CREATE TABLE."""

from __future__ import annotations

from copy import deepcopy

from designer.importers.drafting.draft import Column, Table
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.widths import expect_room
from designer.importers.mysql.columns import Definition, column_definition, column_type
from designer.importers.mysql.implied import imply_indexes, leave_to_engine
from designer.importers.mysql.keys import (
    add_check,
    add_foreign_key,
    add_key,
    begins_constraint,
    read_constraint,
)
from designer.importers.mysql.table_options import partition_clause, table_option
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable

Failed = tuple[Unreadable, Cursor]
"""What could not be read, and of what."""
_QUERY = ("AS", "SELECT", "WITH", "VALUES", "REPLACE", "IGNORE", "(")


def create_table(cursor: Cursor, work: Workspace) -> None:
    """Read a table, or a copy of one (LIKE). NotModelled where its columns come from a query."""
    cursor.index = 1
    replaces = cursor.take("OR", "REPLACE")
    temporary = cursor.take("TEMPORARY")
    cursor.expect("TABLE")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    at = cursor.index
    parts = cursor.qualified()
    name = work.target(parts)
    existing = work.find(name)
    if existing is not None and replaces:
        work.drop_table(existing)
    elif existing is not None and exists_ok:
        raise Skip(f"there is a table {'.'.join(parts)} already")
    elif existing is not None:
        raise cursor.error(f"the table {'.'.join(parts)} is defined a second time", at)
    _forget_view(work, name)
    table = Table(*name, work.place(cursor), work.dialect, temporary=temporary)
    if cursor.take("LIKE") or cursor.at("(", "LIKE"):
        _copy(cursor, work, table)
    else:
        _define(cursor, work, table)
        leave_to_engine(work, table)
    work.tables[name] = table


def _forget_view(work: Workspace, name: tuple[str | None, str]) -> None:
    view = work.opaque_called(name, "view", "table")
    if view is not None:
        work.drop_opaque(view, "a table of this name takes its place")


def _copy(cursor: Cursor, work: Workspace, table: Table) -> None:
    """LIKE: columns, keys and checks of another table, without its foreign keys."""
    inside = cursor.take("(")
    if inside:
        cursor.expect("LIKE")
    other = work.table(cursor)
    if inside:
        cursor.expect(")")
    cursor.end()
    imply_indexes(other)
    table.columns, table.keys, table.checks = deepcopy((other.columns, other.keys, other.checks))
    table.options = {name: value for name, value in other.options.items() if name != "auto_increment"}
    table.comment = other.comment


def _define(cursor: Cursor, work: Workspace, table: Table) -> None:
    if not cursor.at("(") or cursor.key(1) in ("SELECT", "WITH"):
        raise NotModelled("its columns come from a query, which is not run here")
    body = cursor.part(cursor.index + 1, cursor.closing())
    cursor.index = cursor.closing() + 1
    later: list[Cursor] = []
    definitions: list[Definition] = []
    failed: list[Failed] = []
    for part in body.split():
        if begins_constraint(part):
            later.append(part)
            continue
        if part.at("PERIOD", "FOR"):
            table.options.setdefault("periods", []).append(part.text(0, part.size))
            continue
        found = _column(part, work, table, failed)
        if found is not None:
            expect_room(table.columns, part)
            table.columns.append(found.column)
            definitions.append(found)
    if not table.columns and failed:
        raise failed[0][0]
    for error, part in failed:
        work.report(error, part)
    _behind(cursor, table)
    _constrain(work, table, definitions, later, cursor)


def _column(part: Cursor, work: Workspace, table: Table, failed: list[Failed]) -> Definition | None:
    """A column; of one whose attributes cannot be read, its name and type."""
    try:
        found = column_definition(part, work)
        part.end()
    except Unreadable as error:
        failed.append((error, part))
        part.index = 0
        try:
            found = Definition(Column(part.name(), column_type(part), work.place(part)))
        except Unreadable:
            return None
    if table.column(found.column.name) is None:
        return found
    failed.append((part.error(f"the column {found.column.name} is defined a second time", 0), part))
    return None


def _behind(cursor: Cursor, table: Table) -> None:
    while not cursor.done:
        if partition_clause(cursor, table) or table_option(cursor, table):
            continue
        if cursor.key() in _QUERY:
            raise NotModelled("it is filled, and given further columns, by a query, which is not run here")
        raise cursor.error("an option of the table was expected here")


def _constrain(work: Workspace, table: Table, found: list[Definition], later: list[Cursor], cursor: Cursor) -> None:
    """Keys and constraints, those at columns first, in the order in which the server names them."""
    for definition in found:
        try:
            settle_definition(work, table, definition, cursor)
        except Unreadable as error:
            work.report(error, cursor)
    for part in later:
        try:
            read_constraint(part, work, table)
            part.end()
        except Unreadable as error:
            if not table.columns:
                raise
            work.report(error, part)


def settle_definition(work: Workspace, table: Table, definition: Definition, cursor: Cursor) -> None:
    """Put into the table what a column's definition says of it."""
    for key in definition.keys:
        add_key(table, key, cursor)
    for check in definition.checks:
        add_check(work, table, check)
    for foreign_key in definition.foreign_keys:
        add_foreign_key(work, table, foreign_key)
