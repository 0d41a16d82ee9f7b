"""CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from designer.importers.drafting.draft import Check, Column, ForeignKey, Key, Table
from designer.importers.drafting.elements import (
    Reading,
    begins_constraint,
    read_column,
    read_constraint,
    read_elements,
    read_options,
)
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.renames import rename_column
from designer.importers.drafting.widths import expect_room
from designer.importers.drafting.workspace import Workspace
from designer.importers.oracle.grammar import GRAMMAR
from designer.schema import model
from designer.sql.cursor import Cursor

_KINDS = ("GLOBAL", "PRIVATE", "TEMPORARY", "SHARDED", "DUPLICATED", "IMMUTABLE", "BLOCKCHAIN")


def create_table(cursor: Cursor, work: Workspace) -> None:
    """`CREATE TABLE`; what stands behind its columns is kept as written."""
    cursor.index = 1
    words = []
    while (word := cursor.take_one_of(*_KINDS)) is not None:
        words.append(word)
    cursor.expect("TABLE")
    missing_only = cursor.take("IF", "NOT", "EXISTS")
    place, at = work.place(cursor), cursor.index
    parts = cursor.qualified()
    home, name = work.target(parts, place)
    if work.find((home, name)) is not None:
        if missing_only:
            raise Skip("the table is there already")
        raise cursor.error(f"there is a table {'.'.join(parts)} already", at)
    if cursor.take("OF"):
        raise NotModelled("a table of objects is not modelled")
    if not cursor.at("("):
        raise NotModelled("the columns of a table made from a query show only when it runs")
    table = Table(home, name, place, "oracle", temporary="TEMPORARY" in words)
    first, last = cursor.index + 1, cursor.closing()
    read_elements(Reading(cursor.part(first, last), work, table, GRAMMAR))
    cursor.index = last + 1
    if not cursor.done:
        if "AS" in cursor.keys[cursor.index :] and cursor.keys[-1] != "AS" and "SELECT" in cursor.keys:
            raise NotModelled("the columns of a table made from a query show only when it runs")
        table.options["storage"] = cursor.rest()
    work.add_table(table)


def alter_table(cursor: Cursor, work: Workspace) -> None:
    """Apply each clause of the statement to its table."""
    cursor.index = 2
    table = work.table(cursor)
    while not cursor.done:
        _clause(cursor, work, table)


def _clause(cursor: Cursor, work: Workspace, table: Table) -> None:
    if cursor.take("ADD"):
        _add(cursor, work, table)
    elif cursor.take("MODIFY"):
        _modify(cursor, work, table)
    elif cursor.take("RENAME", "TO"):
        work.rename_table(table, (table.home, cursor.name()))
    elif cursor.take("RENAME", "COLUMN"):
        _rename_column(cursor, work, table)
    elif cursor.take("RENAME", "CONSTRAINT"):
        one = table.named(cursor.name())
        cursor.expect("TO")
        new = cursor.name()
        if one is not None:
            one.name = new
    elif cursor.take("DROP"):
        _drop(cursor, table)
    elif cursor.at("ENABLE") or cursor.at("DISABLE"):
        _state(cursor, table)
    elif cursor.key() in ("NOLOGGING", "LOGGING", "CACHE", "NOCACHE", "PARALLEL", "NOPARALLEL", "MOVE", "SHRINK"):
        raise Skip("upkeep of a running database")
    else:
        raise NotModelled("this form of ALTER TABLE is not modelled")


def _rename_column(cursor: Cursor, work: Workspace, table: Table) -> None:
    at = cursor.index
    old = cursor.name()
    column = table.column(old)
    if column is None:
        raise cursor.error(f"{table.path} has no column {old}", at)
    cursor.expect("TO")
    at = cursor.index
    new = cursor.name()
    if table.column(new) not in (None, column):
        raise cursor.error(f"{table.path} has a column {new} already", at)
    rename_column(work, table, column, new)


def rename_table(cursor: Cursor, work: Workspace) -> None:
    """`RENAME a TO b`; views, sequences and synonyms, which the same statement renames, are not in the model."""
    cursor.index = 1
    parts = cursor.qualified()
    cursor.expect("TO")
    new = cursor.name()
    table = work.find(work.name_of(parts))
    if table is None:
        raise NotModelled("what is renamed is not modelled")
    if work.find((table.home, new)) not in (None, table):
        raise cursor.error(f"there is a table {new} already", cursor.index - 1)
    work.rename_table(table, (table.home, new))


def _add(cursor: Cursor, work: Workspace, table: Table) -> None:
    if cursor.at("PARTITION") or cursor.at("SUPPLEMENTAL"):
        raise NotModelled("partitions and logs of a table are not modelled one by one")
    if cursor.at("("):
        first, last = cursor.index + 1, cursor.closing()
        read_elements(Reading(cursor.part(first, last), work, table, GRAMMAR))
        cursor.index = last + 1
        return
    reading = Reading(cursor, work, table, GRAMMAR)
    if begins_constraint(cursor):
        read_constraint(reading)
        return
    if GRAMMAR.table_element(reading):
        return
    column = read_column(reading)
    if table.column(column.name) is not None:
        raise cursor.error(f"{table.path} has a column {column.name} already", 0)
    expect_room(table.columns, cursor)
    table.columns.append(column)
    read_options(reading, column)


def _modify(cursor: Cursor, work: Workspace, table: Table) -> None:
    if cursor.take("CONSTRAINT") or cursor.at("PARTITION"):
        raise NotModelled("this form of ALTER TABLE is not modelled")
    if cursor.at("("):
        first, last = cursor.index + 1, cursor.closing()
        parts = cursor.part(first, last).split()
        cursor.index = last + 1
    else:
        parts = [cursor.part(cursor.index, cursor.size)]
        cursor.index = cursor.size
    for part in parts:
        reading = Reading(part, work, table, GRAMMAR)
        again = read_column(reading)
        column = table.column(again.name)
        if column is None:
            raise part.error(f"{table.path} has no column {again.name}", 0)
        column.type = again.type or column.type
        if part.take("NULL"):
            column.not_null = None
        read_options(reading, column)


def _drop(cursor: Cursor, table: Table) -> None:
    if cursor.take("CONSTRAINT"):
        one: Key | Check | ForeignKey | None = table.named(cursor.name())
    elif cursor.take("PRIMARY", "KEY"):
        one = table.primary_key
    else:
        _drop_columns(cursor, table)
        return
    if one is None:
        raise cursor.error(f"{table.path} has no such constraint", cursor.index - 1)
    table.remove(one)
    cursor.take("CASCADE")
    if cursor.take_one_of("KEEP", "DROP"):
        cursor.expect("INDEX")


def _drop_columns(cursor: Cursor, table: Table) -> None:
    if cursor.at("PARTITION") or cursor.at("SUPPLEMENTAL"):
        raise NotModelled("partitions and logs of a table are not modelled one by one")
    names = [cursor.name()] if cursor.take("COLUMN") else cursor.names()
    cursor.take("CASCADE", "CONSTRAINTS")
    for name in names:
        column: Column | None = table.column(name)
        _drop_what_rests_on(table, name)
        if column is None or table.uses(name):
            why = "is part of a key or an index" if column else "is not there"
            raise cursor.error_at(f"{table.path}.{name} {why}", cursor.tokens[0].start)
        table.columns.remove(column)


def _drop_what_rests_on(table: Table, name: str) -> None:
    """The indexes on a column, and the foreign keys and checks over it alone, go with it."""
    for key in [one for one in table.keys if one.kind == "index" and any(part.column == name for part in one.parts)]:
        table.remove(key)
    for link in [one for one in table.foreign_keys if one.columns == [name]]:
        table.remove(link)
    for check in [one for one in table.checks if one.column == name]:
        table.remove(check)


def _state(cursor: Cursor, table: Table) -> None:
    enabled = cursor.key() == "ENABLE"
    cursor.index += 1
    word = cursor.take_one_of("NOVALIDATE", "VALIDATE")
    if cursor.take("ROW", "MOVEMENT"):
        return
    if not cursor.take("CONSTRAINT"):
        raise NotModelled("this form of ALTER TABLE is not modelled")
    one = table.named(cursor.name())
    if isinstance(one, Check | ForeignKey):
        one.enforced, one.validated = enabled, enabled and word != "NOVALIDATE"
    elif one is not None:
        one.options.pop("disabled", None)
        if not enabled:
            one.options["disabled"] = True
    cursor.take("CASCADE")


def finish(work: Workspace) -> None:
    """What the server adds: columns of a primary key are NOT NULL, and a foreign key's have a type."""
    for table in work.tables.values():
        _take_types(work, table)
        primary = table.primary_key
        for part in primary.parts if primary else ():
            column = table.column(part.column or "")
            if column is not None and column.not_null is None:
                column.not_null = model.NotNull()


def _take_types(work: Workspace, table: Table) -> None:
    """A column that has only a foreign key is of the type that it refers to."""
    for link in table.foreign_keys:
        parent = work.find(link.parent)
        key = parent.primary_key if parent else None
        wanted = link.parent_columns or [part.column or "" for part in key.parts] if key else link.parent_columns
        for name, other in zip(link.columns, wanted, strict=False):
            column, model_of = table.column(name), parent.column(other) if parent else None
            if column is not None and model_of is not None and not column.type and column.generated is None:
                column.type = model_of.type
