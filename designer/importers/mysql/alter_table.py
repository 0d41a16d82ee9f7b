"""ALTER TABLE, and RENAME TABLE."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.drafting.draft import Column, Table
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.drafting.widths import expect_room
from designer.importers.mysql.alter_drop import check_named, drop, key_named
from designer.importers.mysql.columns import Definition, column_definition
from designer.importers.mysql.create_table import settle_definition
from designer.importers.mysql.expressions import default_text, value_text
from designer.importers.mysql.implied import imply_indexes, leave_to_engine
from designer.importers.mysql.keys import begins_constraint, read_constraint
from designer.importers.mysql.partitions import alter_partitions, alters_partitions
from designer.importers.mysql.table_options import partition_clause, table_option
from designer.importers.mysql.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor

_UPKEEP = (
    "ALGORITHM", "LOCK", "FORCE", "DISABLE", "ENABLE", "VALIDATION", "WITHOUT", "WITH", "NOWAIT", "WAIT", "ORDER",
    "DISCARD", "IMPORT", "ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR", "TRUNCATE", "EXCHANGE", "COALESCE",
    "REORGANIZE",
)  # fmt: skip

_NAMING = ("INDEX", "KEY", "FOREIGN", "CONSTRAINT")
"""What DROP and RENAME are followed by where an index that the server made may be meant, or stay behind."""


def alter_table(cursor: Cursor, work: Workspace) -> None:
    """Apply every action of the statement to its table."""
    cursor.index = 1
    cursor.take_one_of("ONLINE", "OFFLINE")
    cursor.take("IGNORE")
    cursor.expect("TABLE")
    missing_ok = cursor.take("IF", "EXISTS")
    table = work.table(cursor, missing_ok=missing_ok)
    if cursor.take("WAIT"):
        cursor.integer()
    cursor.take("NOWAIT")
    if cursor.done:
        raise Skip("it changes nothing")
    if alters_partitions(cursor):
        alter_partitions(cursor, table)
        return
    actions = cursor.split()
    if any(action.key() in ("DROP", "RENAME") and action.key(1) in _NAMING for action in actions):
        imply_indexes(table)
    for action in sorted(actions, key=_turn):
        _action(action, work, table)
    leave_to_engine(work, table)


def _turn(action: Cursor) -> int:
    """Clauses speak of the table as it was: an index is dropped before its only column takes it along."""
    return 0 if action.at("DROP", "INDEX") or action.at("DROP", "KEY") else 1


def _action(cursor: Cursor, work: Workspace, table: Table) -> None:
    if cursor.at("PARTITION", "BY"):
        partition_clause(cursor, table)
    elif cursor.take("REMOVE", "PARTITIONING"):
        table.options.pop("partitioning", None)
    elif cursor.take("CONVERT", "TO"):
        _convert(cursor, table)
    elif cursor.key() in _ACTIONS:
        word = cursor.key()
        cursor.index += 1
        _ACTIONS[word](cursor, work, table)
    elif cursor.key() in _UPKEEP:
        work.skip(cursor.line, cursor.text(0, cursor.size), "upkeep of a running database")
        return
    else:
        while not cursor.done:
            if not (partition_clause(cursor, table) or table_option(cursor, table)):
                raise cursor.error("an action of ALTER TABLE was expected here")
    cursor.end()


# ADD


def _add(cursor: Cursor, work: Workspace, table: Table) -> None:
    if begins_constraint(cursor):
        read_constraint(cursor, work, table)
        return
    if cursor.take("SYSTEM", "VERSIONING"):
        table.options["system_versioning"] = "with"
        return
    if cursor.at("PERIOD", "FOR"):
        table.options.setdefault("periods", []).append(cursor.rest())
        return
    cursor.take("COLUMN")
    missing_ok = cursor.take("IF", "NOT", "EXISTS")
    if cursor.at("("):
        inside = cursor.part(cursor.index + 1, cursor.closing())
        cursor.skip()
        for part in inside.split():
            if begins_constraint(part):
                read_constraint(part, work, table)
            else:
                _add_column(part, work, table, missing_ok)
            part.end()
    else:
        _add_column(cursor, work, table, missing_ok)


def _add_column(cursor: Cursor, work: Workspace, table: Table, missing_ok: bool) -> None:
    found = column_definition(cursor, work)
    place = _placed(cursor, table, len(table.columns))
    if table.column(found.column.name) is not None:
        if missing_ok:
            return
        raise cursor.error(f"{table.path} has a column {found.column.name} already", 0)
    expect_room(table.columns, cursor)
    table.columns.insert(place, found.column)
    settle_definition(work, table, found, cursor)


def _placed(cursor: Cursor, table: Table, place: int) -> int:
    """FIRST and AFTER: where a column goes; `place` where neither is said."""
    if cursor.take("FIRST"):
        return 0
    if cursor.take("AFTER"):
        return table.columns.index(_column(cursor, table)) + 1
    return place


def _column(cursor: Cursor, table: Table) -> Column:
    found = _column_or_none(cursor, table, missing_ok=False)
    assert found is not None
    return found


# CHANGE, MODIFY, RENAME, ALTER


def _modify(cursor: Cursor, work: Workspace, table: Table) -> None:
    cursor.take("COLUMN")
    missing_ok = cursor.take("IF", "EXISTS")
    at = cursor.index
    old = _column_or_none(cursor, table, missing_ok=missing_ok)
    if old is None:
        cursor.index = cursor.size
        return
    cursor.index = at
    _replace(cursor, work, table, old)


def _change(cursor: Cursor, work: Workspace, table: Table) -> None:
    cursor.take("COLUMN")
    missing_ok = cursor.take("IF", "EXISTS")
    old = _column_or_none(cursor, table, missing_ok=missing_ok)
    if old is None:
        cursor.index = cursor.size
        return
    _replace(cursor, work, table, old)


def _column_or_none(cursor: Cursor, table: Table, *, missing_ok: bool) -> Column | None:
    name = cursor.name()
    found = table.column(name)
    if found is None and not missing_ok:
        raise cursor.error(f"{table.path} has no column {name}", cursor.index - 1)
    return found


def _replace(cursor: Cursor, work: Workspace, table: Table, old: Column) -> None:
    """Give a column another definition: its keys stay, its own attributes are those written now."""
    found: Definition = column_definition(cursor, work)
    new = found.column
    place = table.columns.index(old)
    if new.name != old.name:
        _rename_column(work, table, old, new.name)
    new.name, new.place = old.name if new.name.casefold() == old.name.casefold() else new.name, old.place
    primary = table.primary_key
    if primary is not None and any(part.column == new.name for part in primary.parts):
        new.not_null = model.NotNull()
    table.checks = [one for one in table.checks if one.column != old.name]
    table.columns.remove(old)
    table.columns.insert(_placed(cursor, table, place), new)
    settle_definition(work, table, found, cursor)


def _rename_column(work: Workspace, table: Table, column: Column, new: str) -> None:
    for _, part in table.parts_of(column.name):
        part.column = new
    for key in table.foreign_keys:
        key.columns = [new if name == column.name else name for name in key.columns]
    for _, key in work.foreign_keys_to(table):
        key.parent_columns = [new if name.casefold() == column.name.casefold() else name for name in key.parent_columns]
    for check in table.checks:
        check.column = new if check.column == column.name else check.column
    column.name = new


def _rename(cursor: Cursor, work: Workspace, table: Table) -> None:
    if cursor.take("COLUMN"):
        column = _column(cursor, table)
        cursor.expect("TO")
        _rename_column(work, table, column, cursor.name())
    elif cursor.take_one_of("KEY", "INDEX"):
        key = key_named(cursor, table)
        cursor.expect("TO")
        key.name = cursor.name()
    else:
        cursor.take_one_of("TO", "AS", "=")
        work.rename_table(table, work.target(cursor.qualified()))


def _alter(cursor: Cursor, work: Workspace, table: Table) -> None:
    if cursor.take_one_of("INDEX", "KEY"):
        key = key_named(cursor, table)
        negated = cursor.take("NOT")
        word = cursor.take_one_of("VISIBLE", "INVISIBLE", "IGNORED")
        key.visible = word == "VISIBLE" or (word == "IGNORED" and negated)
        return
    if cursor.take_one_of("CHECK", "CONSTRAINT"):
        check = check_named(cursor, table)
        check.enforced = not cursor.take("NOT")
        cursor.expect("ENFORCED")
        return
    cursor.take("COLUMN")
    column = _column(cursor, table)
    if cursor.take("SET", "DEFAULT"):
        column.default = default_text(cursor)
    elif cursor.take("DROP", "DEFAULT"):
        column.default = None
    elif cursor.take("SET", "INVISIBLE"):
        column.options["invisible"] = True
    else:
        cursor.expect("SET", "VISIBLE")
        column.options.pop("invisible", None)


def _convert(cursor: Cursor, table: Table) -> None:
    """CONVERT TO CHARACTER SET: the table's own, and that of every column of characters."""
    if not (cursor.take("CHARACTER", "SET") or cursor.take("CHARSET")):
        raise cursor.error("CHARACTER SET was expected here")
    charset = value_text(cursor)
    collation = value_text(cursor) if cursor.take("COLLATE") else None
    table.options.pop("collation", None)
    if charset.upper() != "DEFAULT":
        table.options["charset"] = charset
    if collation is not None:
        table.options["collation"] = collation
    for column in table.columns:
        if column.options.get("charset") != "binary":
            column.options.pop("charset", None)
        column.collation = None


_ACTIONS: dict[str, Callable[[Cursor, Workspace, Table], None]] = {
    "ADD": _add, "MODIFY": _modify, "CHANGE": _change, "RENAME": _rename, "ALTER": _alter, "DROP": drop,
}  # fmt: skip


def rename_table(cursor: Cursor, work: Workspace) -> None:
    """RENAME TABLE a TO b, c TO d."""
    cursor.index = 1
    if not cursor.take_one_of("TABLE", "TABLES"):
        raise NotModelled("it renames what is not modelled")
    cursor.take("IF", "EXISTS")
    for part in cursor.split():
        table = work.table(part)
        part.expect("TO")
        work.rename_table(table, work.target(part.qualified()))
        part.end()
