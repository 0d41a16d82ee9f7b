"""CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from designer.importers.drafting.draft import Column, Table
from designer.importers.drafting.elements import Reading, read_column, read_elements, read_options
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.renames import rename_column
from designer.importers.drafting.widths import expect_room
from designer.importers.drafting.workspace import Workspace
from designer.importers.sqlite.grammar import GRAMMAR
from designer.sql.cursor import Cursor

INTERNAL = "sqlite_"
"""What the names of SQLite's own tables begin with."""


def own_name(cursor: Cursor) -> str:
    """A name; what qualifies it is the file it is in, `main` or `temp`."""
    return cursor.qualified()[-1]


def create_table(cursor: Cursor, work: Workspace) -> None:
    """`CREATE [TEMP] TABLE`. What is made from a query is carried: its columns show only when it runs."""
    cursor.index = 1
    temporary = cursor.take_one_of("TEMP", "TEMPORARY") is not None
    cursor.expect("TABLE")
    missing_only = cursor.take("IF", "NOT", "EXISTS")
    place, at = work.place(cursor), cursor.index
    parts = cursor.qualified()
    name = parts[-1]
    if name.lower().startswith(INTERNAL):
        raise Skip("one of SQLite's own tables")
    if cursor.at("AS"):
        raise NotModelled("the columns of a table made from a query show only when it runs")
    if work.find((None, name)) is not None:
        if missing_only:
            raise Skip("the table is there already")
        raise cursor.error(f"there is a table {name} already", at)
    table = Table(None, name, place, "sqlite", temporary=temporary or parts[0].lower() == "temp")
    first, last = cursor.index + 1, cursor.closing() if cursor.at("(") else cursor.index
    if not cursor.at("("):
        raise cursor.error("( was expected here")
    read_elements(Reading(cursor.part(first, last), work, table, GRAMMAR))
    cursor.index = last + 1
    while not cursor.done:
        if cursor.take("WITHOUT", "ROWID"):
            table.options["without_rowid"] = True
        elif cursor.take("STRICT"):
            table.options["strict"] = True
        elif not cursor.take(","):
            raise cursor.error("WITHOUT ROWID or STRICT was expected here")
    work.add_table(table)


def alter_table(cursor: Cursor, work: Workspace) -> None:
    """The four forms that SQLite has, and those of 3.53: constraints added and dropped are read too."""
    cursor.index = 0
    cursor.expect("ALTER", "TABLE")
    table = work.table(cursor)
    if cursor.take("RENAME", "TO"):
        work.rename_table(table, (None, cursor.name()))
    elif cursor.take("RENAME"):
        cursor.take("COLUMN")
        old = _column(cursor, table)
        cursor.expect("TO")
        rename_column(work, table, old, cursor.name())
    elif cursor.take("ADD"):
        _add(cursor, work, table)
    elif cursor.take("DROP"):
        cursor.take("COLUMN")
        at = cursor.index
        column = _column(cursor, table)
        if table.uses(column.name):
            raise cursor.error(f"{table.path}.{column.name} is part of a key or an index", at)
        table.columns.remove(column)
    else:
        raise cursor.error("RENAME, ADD or DROP was expected here")
    cursor.end()


def _add(cursor: Cursor, work: Workspace, table: Table) -> None:
    cursor.take("COLUMN")
    reading = Reading(cursor, work, table, GRAMMAR)
    column = read_column(reading)
    if table.column(column.name) is not None:
        raise cursor.error(f"{table.path} has a column {column.name} already", 0)
    expect_room(table.columns, cursor)
    table.columns.append(column)
    read_options(reading, column)


def _column(cursor: Cursor, table: Table) -> Column:
    at = cursor.index
    found = table.column(cursor.name())
    if found is None:
        raise cursor.error(f"{table.path} has no such column", at)
    return found
