"""CREATE TABLE and ALTER TABLE."""

from __future__ import annotations

from designer.importers.drafting.draft import Check, Column, ForeignKey, Table
from designer.importers.drafting.elements import Reading, read_column, read_element, read_elements, read_options
from designer.importers.drafting.outcomes import Clash, NotModelled, Skip
from designer.importers.drafting.widths import expect_room
from designer.importers.drafting.workspace import Workspace
from designer.importers.tsql.grammar import GRAMMAR, default, space
from designer.schema import model
from designer.sql.cursor import Cursor

_BEGINS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "INDEX", "PERIOD", "DEFAULT")


def create_table(cursor: Cursor, work: Workspace) -> None:
    """`CREATE TABLE`; temporary ones (`#name`) belong to a session."""
    cursor.index = 2
    place, at = work.place(cursor), cursor.index
    parts = cursor.qualified()
    if parts[-1].startswith("#"):
        raise Skip("a temporary table of a session")
    home, name = work.target(parts, place)
    if work.find((home, name)) is not None:
        raise Clash.of(cursor.error(f"there is a table {'.'.join(parts)} already", at))
    table = Table(home, name, place, "tsql")
    if cursor.take("AS"):
        raise NotModelled("graph and file tables are not modelled")
    if not cursor.at("("):
        raise cursor.error("( was expected here")
    first, last = cursor.index + 1, cursor.closing()
    read_list(Reading(cursor.part(first, last), work, table, GRAMMAR))
    cursor.index = last + 1
    while not cursor.done:
        _table_option(cursor, table)
    work.add_table(table)


def read_list(reading: Reading) -> None:
    """The elements of a table; a comma behind the last one is read over, as the server does."""
    cursor = reading.cursor
    if cursor.size and cursor.keys[cursor.size - 1] == ",":
        reading = reading.part(cursor.part(0, cursor.size - 1))
    read_elements(reading)


def _table_option(cursor: Cursor, table: Table) -> None:
    if cursor.take("ON"):
        table.options["filegroup"] = space(cursor)
    elif cursor.take("TEXTIMAGE_ON"):
        table.options["textimage_on"] = space(cursor)
    elif cursor.take("FILESTREAM_ON"):
        table.options["filestream_on"] = space(cursor)
    elif cursor.at("WITH") and cursor.key(1) == "(":
        table.options["with"] = cursor.text(cursor.index + 2, cursor.closing(cursor.index + 1))
        cursor.index = cursor.closing(cursor.index + 1) + 1
    elif cursor.take("AS"):
        table.options["graph"] = cursor.name().lower()
    else:
        raise cursor.error("an option of the table was expected here")


def alter_table(cursor: Cursor, work: Workspace) -> None:
    """Apply the statement to its table."""
    cursor.index = 2
    table = work.table(cursor)
    checking = None
    if cursor.at("WITH", "CHECK") or cursor.at("WITH", "NOCHECK"):
        checking = cursor.key(1)
        cursor.index += 2
    if cursor.take("ADD"):
        _add(cursor, work, table, validated=checking != "NOCHECK")
    elif (word := cursor.take_one_of("CHECK", "NOCHECK")) is not None:
        cursor.expect("CONSTRAINT")
        _check(cursor, table, enabled=word == "CHECK", again=checking == "CHECK")
    elif cursor.take("ALTER", "COLUMN"):
        _alter_column(cursor, work, table)
    elif cursor.take("DROP"):
        _drop(cursor, table)
    elif cursor.take("SET"):
        given = cursor.text(cursor.index + 1, cursor.closing())
        table.options["set"] = (*table.options.get("set", ()), given)
    elif cursor.at("ENABLE") or cursor.at("DISABLE"):
        raise NotModelled("triggers are not modelled, nor whether they are enabled")
    else:
        raise NotModelled("this form of ALTER TABLE is not modelled")


def _add(cursor: Cursor, work: Workspace, table: Table, *, validated: bool) -> None:
    keys = len(table.foreign_keys), len(table.checks)
    for part in cursor.split():
        reading = Reading(part, work, table, GRAMMAR)
        if part.take("DEFAULT"):
            _default_for(part, table)
        elif part.at("CONSTRAINT") or part.key() in _BEGINS:
            read_element(reading)
        else:
            column = read_column(reading)
            if table.column(column.name) is not None:
                raise Clash.of(part.error(f"{table.path} has a column {column.name} already", 0))
            expect_room(table.columns, part)
            table.columns.append(column)
            read_options(reading, column)
        part.end()
    known = {one.name.lower() for one in table.foreign_keys[: keys[0]] if one.name}
    for link in table.foreign_keys[keys[0] :]:
        if link.name and link.name.lower() in known:
            table.foreign_keys.remove(link)
            raise Clash.of(cursor.error(f"{table.path} has a constraint {link.name} already", 0))
    added: list[ForeignKey | Check] = [*table.foreign_keys[keys[0] :], *table.checks[keys[1] :]]
    for one in added:
        one.validated = validated


def _default_for(cursor: Cursor, table: Table) -> None:
    """`DEFAULT … FOR column`, without a name."""
    text = default(cursor)
    cursor.expect("FOR")
    _column(cursor, table).default = text
    cursor.take("WITH", "VALUES")


def _column(cursor: Cursor, table: Table) -> Column:
    at = cursor.index
    found = table.column(cursor.name())
    if found is None:
        raise Clash.of(cursor.error(f"{table.path} has no such column", at))
    return found


def _check(cursor: Cursor, table: Table, *, enabled: bool, again: bool) -> None:
    if cursor.take("ALL"):
        found: list[Check | ForeignKey] = [*table.checks, *table.foreign_keys]
    else:
        found = []
        for part in cursor.split():
            one = table.named(part.name())
            part.end()
            if not isinstance(one, Check | ForeignKey):
                raise Clash.of(part.error(f"{table.path} has no such check or foreign key", 0))
            found.append(one)
    for one in found:
        one.enforced = enabled
        if not enabled:
            one.validated = False
        elif again:
            one.validated = True


def _alter_column(cursor: Cursor, work: Workspace, table: Table) -> None:
    at = cursor.index
    column = _column(cursor, table)
    if (word := cursor.take_one_of("ADD", "DROP")) is not None:
        option = cursor.name().lower()
        column.options.pop(option, None)
        if word == "ADD":
            column.options[option] = True
        return
    cursor.index = at
    reading = Reading(cursor, work, table, GRAMMAR)
    again = read_column(reading)
    column.type, column.not_null = again.type, None
    column.options.pop("explicit_null", None)
    read_options(reading, column)


def _drop(cursor: Cursor, table: Table) -> None:
    kind = "COLUMN" if cursor.take("COLUMN") else "CONSTRAINT"
    cursor.take("CONSTRAINT")
    missing_ok = cursor.take("IF", "EXISTS")
    for part in cursor.split():
        part.take_one_of("COLUMN", "CONSTRAINT")
        name = part.name()
        if part.take("WITH") and part.at("("):
            part.skip()
        part.end()
        column, one = table.column(name), table.named(name)
        named = next((each for each in table.columns if each.options.get("default_name") == name), None)
        if kind == "COLUMN" and column is not None:
            if table.uses(column.name):
                raise part.error(f"{table.path}.{name} is part of a key or an index", 0)
            table.columns.remove(column)
        elif kind == "CONSTRAINT" and one is not None:
            table.remove(one)
        elif kind == "CONSTRAINT" and named is not None:
            named.default = None
            named.options.pop("default_name")
        elif not missing_ok:
            raise Clash.of(part.error(f"{table.path} has no {kind.lower()} {name}", 0))


def finish(work: Workspace) -> None:
    """The columns of a primary key are NOT NULL, whether their definition says so or not."""
    for table in work.tables.values():
        primary = table.primary_key
        for part in primary.parts if primary else ():
            column = table.column(part.column or "")
            if column is not None and column.not_null is None and column.generated is None:
                column.not_null = model.NotNull()
