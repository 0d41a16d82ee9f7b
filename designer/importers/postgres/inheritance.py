"""Parents and children: the columns that a child takes over, and joining and parting them later."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.postgres.columns import ColumnSpec, add_column, finish_column
from designer.importers.postgres.constraints import copied_check, not_null_taken_over
from designer.importers.postgres.draft import Column, Exclusion, Table
from designer.importers.postgres.own_sequences import add_identity
from designer.importers.postgres.partitions import adopt, partition_bound
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor


def family(workspace: Workspace, table: Table, only: bool) -> list[Table]:
    """The table and, without ONLY, everything that inherits from it or is a part of it."""
    found = [table]
    if only or not workspace.families:
        return found
    for member in found:
        children = [one for one in workspace.tables if one.partition_of is member or member in one.inherits]
        found += [one for one in children if one not in found]
    return found


def inherit_columns(table: Table, parent: Table) -> None:
    """Take over the parent's columns; a partition also shows its parent's checks, as pg_dump does."""
    for column in parent.columns:
        mine = table.column(column.name)
        if mine is None:
            table.columns.append(inherited(parent, column, table))
        elif column.not_null is not None and mine.not_null is None:
            mine.not_null = not_null_taken_over(parent, column, table)
    if table.partition_of is parent:
        table.checks += [copied_check(check) for check in parent.checks if not check.no_inherit]


def inherited(parent: Table, column: Column, child: Table) -> Column:
    """A column as a child has it: with its default and generation, without identity and comment."""
    not_null = not_null_taken_over(parent, column, child)
    return replace(
        column,
        identity=None,
        sequence=None,
        identity_persistence=None,
        serial=None,
        comment=None,
        options={},
        storage=None,
        not_null=not_null if not_null is None or not not_null.no_inherit else None,
        local=False,
        inherited=not child.partition_of,
        id="",
    )


def own_column(workspace: Workspace, cursor: Cursor, table: Table, spec: ColumnSpec, at: int) -> None:
    """Add a column, or merge it with the one of the same name that comes from a parent."""
    mine = table.column(spec.column.name)
    if mine is None or not table.inherits:
        add_column(workspace, cursor, table, spec, at)
        return
    column = spec.column
    column.local = True
    column.not_null = mine.not_null
    column.default = column.default if column.default is not None else mine.default
    column.generated = column.generated or mine.generated
    column.collation = column.collation or mine.collation
    add_identity(workspace, table, column)
    table.columns[table.columns.index(mine)] = column
    finish_column(table, spec)


def apply_override(workspace: Workspace, cursor: Cursor, table: Table, spec: ColumnSpec, at: int) -> None:
    """Give a partition's column what the partition says about it."""
    said = spec.column
    mine = table.column(said.name)
    if mine is None:
        raise cursor.error_at(f"the parent has no column {said.name}", at)
    for name in ("default", "generated", "identity", "collation", "storage", "compression"):
        value = getattr(said, name)
        if value is not None:
            setattr(mine, name, value)
    spec.column = mine
    add_identity(workspace, table, mine)
    finish_column(table, spec)


def attach(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """ATTACH PARTITION; ATTACH was read."""
    action.expect("PARTITION")
    part = workspace.table(action)
    part.bound = partition_bound(action)
    part.partition_of = table
    workspace.families = True
    adopt(workspace, table, part)


def detach(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """DETACH PARTITION; DETACH was read."""
    action.expect("PARTITION")
    part = workspace.table(action)
    action.take_one_of("CONCURRENTLY", "FINALIZE")
    part.partition_of = part.bound = None
    for one in part.index_relations():
        if not isinstance(one, Exclusion):
            one.attached_to = None


def inherit(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """INHERIT parent; INHERIT was read."""
    parent = workspace.table(action)
    workspace.families = True
    table.inherits.append(parent)
    for column in table.columns:
        column.local = column.local or parent.column(column.name) is not None


def no_inherit(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    """NO INHERIT parent; NO was read."""
    action.expect("INHERIT")
    at = action.index
    parent = workspace.table(action)
    if parent not in table.inherits:
        raise action.error(f"{table.name} does not inherit from {parent.name}", at)
    table.inherits.remove(parent)
    _keep_checks(table, parent)
    for column in table.columns:
        column.local = column.local and any(one.column(column.name) for one in table.inherits)


def _keep_checks(table: Table, parent: Table) -> None:
    """The checks that a table took over from a parent stay its own when they part."""
    for check in parent.checks:
        if not check.no_inherit and all(one.name != check.name for one in table.checks):
            table.checks.append(copied_check(check))
    for ancestor in parent.inherits:
        _keep_checks(table, ancestor)
