"""ALTER TABLE: each action of the statement on its own, so that one that is carried leaves the others modelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled, Skip
from designer.importers.postgres.alter_column import alter_column, drop_column
from designer.importers.postgres.alter_constraints import (
    add_table_constraint,
    alter_constraint,
    drop_table_constraint,
    rename_constraint,
    validate,
)
from designer.importers.postgres.cascades import computed_from, drop_column_and_views
from designer.importers.postgres.columns import add_column, column_spec
from designer.importers.postgres.constraints import add_constraint, in_order_of_server, on_table_constraint
from designer.importers.postgres.draft import Exclusion, Index, Key, SequenceDraft, Table
from designer.importers.postgres.inheritance import attach, detach, family, inherit, inherited, no_inherit
from designer.importers.postgres.names import spelled
from designer.importers.postgres.opaque import carry_text
from designer.importers.postgres.renames import rename_column, rename_relation
from designer.importers.postgres.table_properties import (
    cluster_on,
    force_row_security,
    replica_identity,
    reset_options,
    set_property,
    switch,
)
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable

OWNERS = "who owns it is no part of a design"


def alter_table(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER TABLE; also what PostgreSQL lets it do to indexes, sequences and views."""
    cursor.expect("ALTER", "TABLE")
    if cursor.at("ALL", "IN", "TABLESPACE"):
        raise Skip("moves data, and changes nothing in a design")
    missing_ok = cursor.take("IF", "EXISTS")
    only = cursor.take("ONLY")
    name_at = cursor.index
    parts = cursor.qualified()
    cursor.take("*")
    head, resume = cursor.text(0, cursor.index), cursor.index
    if cursor.done:
        raise cursor.error("an action was expected here")
    actions = cursor.split()
    cursor.index = resume
    if all(action.at("OWNER", "TO") for action in actions):
        raise Skip(OWNERS)
    found = workspace.find(parts)
    if isinstance(found, Index | Key | Exclusion | SequenceDraft):
        _alter_other(cursor, workspace, found)
        return
    cursor.index = name_at
    table = workspace.table(cursor, missing_ok=missing_ok)
    for action in actions:
        _one(workspace, table, action, head, only=only, alone=len(actions) == 1)


def _one(workspace: Workspace, table: Table, action: Cursor, head: str, *, only: bool, alone: bool) -> None:
    """One action; what goes wrong with it is noted here unless it is the statement's only one."""
    mark = workspace.mark()
    try:
        _act(workspace, table, action, only=only)
    except Unreadable as error:
        workspace.undo(mark)
        if alone:
            raise
        workspace.report(error, action)
    except Skip as note:
        workspace.skip(action.tokens[0].line, f"{head} {action.text(0, action.size)}", note.reason)
    except NotModelled as note:
        text = f"{head} {action.text(0, action.size)}"
        name = f"{table.name}: {' '.join(action.text(0, action.size).split())}"
        carry_text(workspace, "alter table", name, text, action.tokens[0].line, note.reason, on=table)


def _act(workspace: Workspace, table: Table, action: Cursor, *, only: bool) -> None:
    word = action.key()
    handler = _ACTIONS.get(word)
    if handler is None:
        raise action.error("PostgreSQL has no such action")
    action.index = 1
    handler(workspace, table, action, only)
    action.end()


def _add(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if on_table_constraint(action):
        add_table_constraint(workspace, table, action, only)
        return
    action.take("COLUMN")
    exists_ok = action.take("IF", "NOT", "EXISTS")
    at = action.tokens[min(action.index, action.size - 1)].start
    spec = column_spec(action, workspace)
    action.end()  # before anything changes
    if exists_ok and table.column(spec.column.name) is not None:
        raise AlreadyThere(f"{table.name} already has a column {spec.column.name}")
    add_column(workspace, action, table, spec, at)
    for constraint in in_order_of_server(spec.constraints):
        add_constraint(workspace, action, table, constraint)
    for child in family(workspace, table, only)[1:]:
        if child.column(spec.column.name) is None:
            child.columns.append(replace(inherited(table, spec.column, child), inherited=False))


def _drop(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("CONSTRAINT"):
        drop_table_constraint(workspace, table, action, only)
        return
    action.take("COLUMN")
    missing_ok = action.take("IF", "EXISTS")
    at = action.index
    name = action.name()
    cascade = action.take_one_of("CASCADE", "RESTRICT") == "CASCADE"
    if table.column(name) is None:
        if missing_ok:
            raise AlreadyThere(f"{table.name} has no column {name}")
        raise action.error(f"{table.name} has no column {name}", at)
    computed = [] if cascade else computed_from(table, table.column(name))
    if computed:
        raise action.error(f"{table.name}.{computed[0].name} is computed from {name}, which CASCADE takes along", at)
    for member in family(workspace, table, only):
        column = member.column(name)
        if cascade and column is not None:
            drop_column_and_views(workspace, member, column)
        else:
            drop_column(workspace, member, name)


def _column_name(table: Table, action: Cursor) -> str:
    """The name of a column that the table has."""
    at = action.index
    name = action.name()
    if table.column(name) is None:
        raise action.error(f"{table.name} has no column {name}", at)
    return name


def _alter(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("CONSTRAINT"):
        alter_constraint(table, action)
        return
    action.take("COLUMN")
    name = _column_name(table, action)
    start = action.index
    for member in family(workspace, table, only):
        action.index = start
        column = member.column(name)
        if column is not None:
            alter_column(workspace, action, member, column, inherited=member is not table)


def _rename(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("TO"):
        rename_relation(workspace, action, table, action.name())
        return
    if action.take("CONSTRAINT"):
        rename_constraint(workspace, table, action)
        return
    action.take("COLUMN")
    name = _column_name(table, action)
    action.expect("TO")
    new = action.name()
    for member in family(workspace, table, only):
        column = member.column(name)
        if column is not None:
            rename_column(member, action, column, new)


def _force(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    force_row_security(table, action, True)


def _no(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    if action.take("FORCE"):
        force_row_security(table, action, False)
    else:
        no_inherit(workspace, table, action, only)


def _owner(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    raise Skip(OWNERS)


def _not_modelled(workspace: Workspace, table: Table, action: Cursor, only: bool) -> None:
    raise NotModelled("a table of a composite type is not modelled")


_Handler = Callable[[Workspace, Table, Cursor, bool], None]


_ACTIONS: dict[str, _Handler] = {
    "ADD": _add, "DROP": _drop, "ALTER": _alter, "VALIDATE": validate, "RENAME": _rename, "ATTACH": attach,
    "DETACH": detach, "INHERIT": inherit, "NO": _no, "ENABLE": switch, "DISABLE": switch, "FORCE": _force,
    "REPLICA": replica_identity, "CLUSTER": cluster_on, "SET": set_property, "RESET": reset_options, "OWNER": _owner,
    "OF": _not_modelled, "NOT": _not_modelled,
}  # fmt: skip


def _alter_other(cursor: Cursor, workspace: Workspace, found: Index | Key | Exclusion | SequenceDraft) -> None:
    if cursor.take("RENAME", "TO"):
        rename_relation(workspace, cursor, found, cursor.name())
        cursor.end()
        return
    raise NotModelled(f"changes {spelled((found.name,))}, which is no table")
