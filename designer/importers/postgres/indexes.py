"""CREATE INDEX and ALTER INDEX."""

from __future__ import annotations

from typing import Any

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.draft import Exclusion, Index, Key, OpaqueDraft, Table
from designer.importers.postgres.elements import expression_text, options
from designer.importers.postgres.index_parts import index_part, label_of, resolved
from designer.importers.postgres.keys import nulls_not_distinct
from designer.importers.postgres.names import spelled
from designer.importers.postgres.partitions import spread
from designer.importers.postgres.renames import rename_relation
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def create_index(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE [UNIQUE] INDEX."""
    cursor.expect("CREATE")
    unique = cursor.take("UNIQUE")
    cursor.expect("INDEX")
    cursor.take("CONCURRENTLY")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, name_at = workspace.place(cursor), cursor.index
    given = None if cursor.at("ON") else cursor.qualified()[-1]
    cursor.expect("ON")
    only = cursor.take("ONLY")
    table = workspace.table(cursor)
    if given is not None and (table.schema, given) in workspace.relations:
        if exists_ok:
            raise AlreadyThere(f"{given} is already defined")
        raise cursor.error(f"{given} is defined a second time", name_at)
    method = cursor.name() if cursor.take("USING") else "btree"
    cursor.expect("(")
    parts = [index_part(cursor, workspace)]
    while cursor.take(","):
        parts.append(index_part(cursor, workspace))
    cursor.expect(")")
    index = Index("", table, [resolved(cursor, table, part) for part in parts], place, unique=unique, method=method)
    include = _index_tail(cursor, workspace, table, index)
    index.name = workspace.index_name(table, given, label_of(parts, include), "idx")
    workspace.add(table.schema, index.name, index)
    table.indexes.append(index)
    if not only:
        spread(workspace, table, index)


def _index_tail(cursor: Cursor, workspace: Workspace, table: Table, index: Index) -> list[str]:
    include: list[str] = []
    at = cursor.tokens[cursor.index].start if not cursor.done else 0
    if cursor.take("INCLUDE"):
        include = cursor.names()
    for name in include:
        column = table.column(name)
        if column is None:
            raise cursor.error_at(f"{table.name} has no column {name}", at)
        index.include.append(column)
    index.nulls_not_distinct = nulls_not_distinct(cursor)
    if cursor.take("WITH"):
        index.options.update(options(cursor))
    if cursor.take("TABLESPACE"):
        index.tablespace = cursor.name()
    if cursor.take("WHERE"):
        first, last = cursor.bare(cursor.index, cursor.size)
        if first >= last:
            raise cursor.error("an expression was expected here")
        index.where = expression_text(cursor, workspace, first, last)
        cursor.index = cursor.size
    cursor.end()
    return include


def alter_index(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER INDEX."""
    cursor.expect("ALTER", "INDEX")
    missing_ok = cursor.take("IF", "EXISTS")
    at = cursor.index
    index = _index(cursor, workspace, cursor.qualified(), at, missing_ok=missing_ok)
    if cursor.take("RENAME", "TO"):
        rename_relation(workspace, cursor, index, cursor.name())
    elif cursor.take("ATTACH", "PARTITION"):
        at = cursor.index
        part = _index(cursor, workspace, cursor.qualified(), at)
        if type(part) is not type(index):
            raise cursor.error("an index and a constraint cannot be joined", at)
        part.attached_to = index
    elif cursor.take("SET", "TABLESPACE"):
        _set_tablespace(index, cursor.name())
    elif cursor.take("SET"):
        index.options.update(options(cursor))
    elif cursor.take("RESET"):
        for name in cursor.names():
            index.options.pop(name, None)
    elif cursor.take("ALTER"):
        cursor.take("COLUMN")
        number = str(cursor.integer())
        cursor.expect("SET", "STATISTICS")
        cursor.integer()
        raise NotModelled(f"how much is gathered about column {number} of an index is not modelled")
    else:
        raise NotModelled("this change of an index is not modelled")
    cursor.end()


def _index(cursor: Cursor, workspace: Workspace, parts: tuple[str, ...], at: int, *, missing_ok: bool = False) -> Any:
    found = workspace.find(parts)
    if isinstance(found, Index | Key | Exclusion):
        return found
    if isinstance(found, OpaqueDraft):
        raise NotModelled(f"belongs to the {found.kind} {spelled(parts)}, which is carried")
    if missing_ok:
        raise AlreadyThere(f"there is no index {spelled(parts)}")
    raise cursor.error(f"there is no index {spelled(parts)}", at)


def _set_tablespace(index: Any, name: str) -> None:
    index.tablespace = name
