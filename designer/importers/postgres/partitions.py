"""What partitions take over from the table they are part of: keys and indexes, joined to the parent's.

The server makes them by itself; the model shows them as pg_dump does, each with its own name.
"""

from __future__ import annotations

from designer.importers.postgres.draft import Index, Key, Table
from designer.importers.postgres.like import copy_index, copy_key
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def partition_bound(cursor: Cursor) -> str:
    """FOR VALUES … or DEFAULT, as text."""
    first = cursor.index
    if cursor.take("DEFAULT"):
        return "DEFAULT"
    cursor.expect("FOR", "VALUES")
    if cursor.take("IN"):
        cursor.skip()
    elif cursor.take("FROM"):
        cursor.skip()
        cursor.expect("TO")
        cursor.skip()
    else:
        cursor.expect("WITH")
        cursor.skip()
    return cursor.text(first, cursor.index)


def adopt(workspace: Workspace, parent: Table, child: Table) -> None:
    """Give a new partition what its parent has and it lacks."""
    for key in parent.keys:
        _join_key(workspace, key, child)
    for index in parent.indexes:
        _join_index(workspace, index, child)


def spread(workspace: Workspace, table: Table, value: Key | Index) -> None:
    """Give a partitioned table's new key or index to its partitions."""
    if table.partition_strategy is None:
        return
    for child in [one for one in workspace.tables if one.partition_of is table]:
        if isinstance(value, Key):
            _join_key(workspace, value, child)
        else:
            _join_index(workspace, value, child)


def _join_key(workspace: Workspace, key: Key, child: Table) -> None:
    mine = next((one for one in child.keys if one.attached_to is None and _same_key(one, key)), None)
    if mine is None:
        if key.primary and child.primary_key is not None:
            return
        if not all(child.column(column.name) for column in [*key.columns, *key.include]):
            return
        mine = copy_key(workspace, child, key)
    mine.attached_to = key
    spread(workspace, child, mine)


def _same_key(one: Key, other: Key) -> bool:
    return (
        one.primary == other.primary
        and [column.name for column in one.columns] == [column.name for column in other.columns]
        and one.nulls_not_distinct == other.nulls_not_distinct
        and one.deferrable == other.deferrable
    )


def _join_index(workspace: Workspace, index: Index, child: Table) -> None:
    mine = next((one for one in child.indexes if one.attached_to is None and _same_index(one, index)), None)
    if mine is None:
        if not all(child.column(part.column.name) for part in index.parts if part.column):
            return
        mine = copy_index(workspace, child, index)
    mine.attached_to = index
    spread(workspace, child, mine)


def _same_index(one: Index, other: Index) -> bool:
    def shape(index: Index) -> tuple[object, ...]:
        parts = tuple(
            (part.column.name if part.column else None, part.expression, part.descending, part.nulls, part.collation,
             part.operator_class)
            for part in index.parts
        )  # fmt: skip
        included = tuple(column.name for column in index.include)
        return parts, included, index.unique, index.where, index.method, index.nulls_not_distinct

    return shape(one) == shape(other)
