"""ALTER TABLE … DROP, and what it names."""

from __future__ import annotations

from designer.importers.drafting.draft import Check, ForeignKey, Key, Table
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


def drop(cursor: Cursor, work: Workspace, table: Table) -> None:
    """DROP of a column, a key or a constraint; what stands on a column goes with it."""
    if cursor.take("PRIMARY", "KEY"):
        primary = table.primary_key
        if primary is None:
            raise cursor.error(f"{table.path} has no primary key", 0)
        table.keys.remove(primary)
    elif cursor.take_one_of("KEY", "INDEX"):
        missing_ok = cursor.take("IF", "EXISTS")
        drop_key(cursor, table, missing_ok=missing_ok)
    elif cursor.take("FOREIGN", "KEY"):
        missing_ok = cursor.take("IF", "EXISTS")
        _drop_foreign_key(cursor, table, missing_ok=missing_ok)
    elif cursor.take_one_of("CHECK", "CONSTRAINT"):
        missing_ok = cursor.take("IF", "EXISTS")
        _drop_constraint(cursor, table, missing_ok=missing_ok)
    elif cursor.take("SYSTEM", "VERSIONING"):
        table.options.pop("system_versioning", None)
    else:
        cursor.take("COLUMN")
        missing_ok = cursor.take("IF", "EXISTS")
        _drop_column(cursor, table, missing_ok=missing_ok)
    cursor.take_one_of("RESTRICT", "CASCADE")


def _drop_column(cursor: Cursor, table: Table, *, missing_ok: bool) -> None:
    at = cursor.index
    column = table.column(cursor.name())
    if column is None:
        if missing_ok:
            return
        raise cursor.error(f"{table.path} has no such column", at)
    for key, part in list(table.parts_of(column.name)):
        key.parts.remove(part)
    table.keys = [key for key in table.keys if key.parts]
    table.foreign_keys = [key for key in table.foreign_keys if column.name not in key.columns]
    table.checks = [check for check in table.checks if check.column != column.name]
    table.columns.remove(column)


def key_named(cursor: Cursor, table: Table) -> Key:
    """The key or index whose name stands here. Raises Unreadable."""
    name = cursor.name()
    found = table.primary_key if name.upper() == "PRIMARY" else table.key(name)
    if found is None:
        raise cursor.error(f"{table.path} has no key {name}", cursor.index - 1)
    return found


def drop_key(cursor: Cursor, table: Table, *, missing_ok: bool = False) -> None:
    """Take away the key named here."""
    try:
        table.keys.remove(key_named(cursor, table))
    except Unreadable:
        if not missing_ok:
            raise


def _drop_foreign_key(cursor: Cursor, table: Table, *, missing_ok: bool = False) -> None:
    name = cursor.name()
    found = _foreign_key(table, name)
    if found is not None:
        table.remove(found)
    elif not missing_ok:
        raise cursor.error(f"{table.path} has no foreign key {name}", cursor.index - 1)


def _foreign_key(table: Table, name: str) -> ForeignKey | None:
    return next((one for one in table.foreign_keys if (one.name or "").casefold() == name.casefold()), None)


def check_named(cursor: Cursor, table: Table) -> Check:
    """The check whose name stands here. Raises Unreadable."""
    name = cursor.name()
    found = next((one for one in table.checks if (one.name or "").casefold() == name.casefold()), None)
    if found is None:
        raise cursor.error(f"{table.path} has no check {name}", cursor.index - 1)
    return found


def _drop_constraint(cursor: Cursor, table: Table, *, missing_ok: bool) -> None:
    at = cursor.index
    name = cursor.name()
    foreign_key, key = _foreign_key(table, name), table.key(name)
    if foreign_key is not None:
        table.remove(foreign_key)
    elif any((one.name or "").casefold() == name.casefold() for one in table.checks):
        cursor.index = at
        table.checks.remove(check_named(cursor, table))
    elif key is not None and key.kind == "unique":
        table.keys.remove(key)
    elif name.upper() == "PRIMARY" and table.primary_key is not None:
        table.keys.remove(table.primary_key)
    elif not missing_ok:
        raise cursor.error(f"{table.path} has no constraint {name}", at)
