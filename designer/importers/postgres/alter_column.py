"""ALTER TABLE … ALTER COLUMN and DROP COLUMN."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.importers.drafting.outcomes import AlreadyThere
from designer.importers.postgres.columns import compression, generated, storage
from designer.importers.postgres.draft import Column, Table
from designer.importers.postgres.elements import (
    SERIALS,
    collation,
    expression_text,
    options,
    parenthesised,
    type_text,
)
from designer.importers.postgres.own_sequences import add_identity, drop_identity, retype
from designer.importers.postgres.sequence_options import canonical_type, sequence_option
from designer.importers.postgres.tokens_in import column_names_in
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor


def alter_column(workspace: Workspace, action: Cursor, table: Table, column: Column, *, inherited: bool) -> None:
    """What follows the column's name. `inherited`: the column is a child's, and follows its parent's."""
    if action.take("SET", "DATA", "TYPE") or action.take("TYPE"):
        _type(workspace, action, column)
    elif action.at("SET", "DEFAULT") or action.at("DROP", "DEFAULT"):
        _default(workspace, action, column)
    elif action.take("SET", "NOT", "NULL"):
        column.not_null = column.not_null or model.NotNull()
    elif action.take("DROP", "NOT", "NULL"):
        column.not_null = None
    elif action.at("SET", "EXPRESSION") or action.at("DROP", "EXPRESSION"):
        _expression(workspace, action, column)
    elif not _storage(action, column):
        _identity(workspace, action, table, column, inherited=inherited)


def _default(workspace: Workspace, action: Cursor, column: Column) -> None:
    if action.take("DROP", "DEFAULT"):
        column.default = None
        return
    action.expect("SET", "DEFAULT")
    column.default = expression_text(action, workspace, action.index, action.size)
    if not column.default:
        raise action.error("an expression was expected here")
    action.index = action.size


def _expression(workspace: Workspace, action: Cursor, column: Column) -> None:
    if action.take("DROP", "EXPRESSION"):
        action.take("IF", "EXISTS")
        column.generated = None
        return
    action.expect("SET", "EXPRESSION", "AS")
    stored = column.generated.stored if column.generated else True
    column.generated = model.Generated(expression=parenthesised(action, workspace), stored=stored)


def _storage(action: Cursor, column: Column) -> bool:
    """How values are stored and what ANALYZE gathers; False if the action is about something else."""
    if action.take("SET", "STATISTICS"):
        _statistics(action, column)
    elif action.take("SET", "STORAGE"):
        column.storage = storage(action)
    elif action.take("SET", "COMPRESSION"):
        column.compression = compression(action)
    elif action.at("SET", "("):
        action.index += 1
        column.options.update(options(action))
    elif action.take("RESET"):
        for name in action.names():
            column.options.pop(name, None)
    else:
        return False
    return True


def _type(workspace: Workspace, action: Cursor, column: Column) -> None:
    at = action.index
    column.type = type_text(action, workspace)
    if column.type.lower() in SERIALS:
        raise action.error("a column cannot become a serial", at)
    column.serial = None
    if column.sequence is not None:
        retype(column.sequence, canonical_type(column.type))
    column.collation = collation(action) if action.take("COLLATE") else None
    if action.take("USING"):
        action.index = action.size


def _statistics(action: Cursor, column: Column) -> None:
    if action.take("DEFAULT"):
        column.options.pop("statistics", None)
        return
    number = action.integer()
    column.options.pop("statistics", None)
    if number >= 0:
        column.options["statistics"] = str(number)


def _identity(workspace: Workspace, action: Cursor, table: Table, column: Column, *, inherited: bool) -> None:
    if action.take("ADD", "GENERATED"):
        _add_identity(workspace, action, table, column, inherited=inherited)
        return
    missing_ok = False
    start = action.index
    dropped = action.take("DROP", "IDENTITY")
    if dropped:
        missing_ok = action.take("IF", "EXISTS")
    mode, found = (None, {}) if dropped else _identity_changes(action)
    if column.identity is None:
        if inherited:
            return
        if missing_ok:
            raise AlreadyThere(f"{column.name} is no identity column")
        raise action.error(f"{column.name} is no identity column", start)
    if dropped:
        drop_identity(workspace, column)
        return
    column.identity = replace(column.identity, mode=mode or column.identity.mode)
    if column.sequence is not None:
        column.sequence.options.update(found)


def _add_identity(workspace: Workspace, action: Cursor, table: Table, column: Column, *, inherited: bool) -> None:
    made = Column(column.name, column.type, column.place)
    generated(action, workspace, made)
    column.not_null = column.not_null or model.NotNull()
    if inherited:
        return
    if column.identity is not None:
        raise action.error(f"{column.name} is an identity column already", 0)
    column.identity, column.identity_persistence = made.identity, made.identity_persistence
    add_identity(workspace, table, column)


def _identity_changes(action: Cursor) -> tuple[str | None, dict[str, Any]]:
    """SET GENERATED, SET option and RESTART, as often as they come: the mode, the options."""
    mode: str | None = None
    found: dict[str, Any] = {}
    start = action.index
    while not action.done:
        if action.take("SET", "GENERATED"):
            mode = "always" if action.take("ALWAYS") else "by default"
            if mode == "by default":
                action.expect("BY", "DEFAULT")
            continue
        if not action.at("RESTART"):
            action.expect("SET")
        if not sequence_option(action, found):
            raise action.error("PostgreSQL has no such action")
    if action.index == start:
        raise action.error("an action was expected here")
    return mode, found


def drop_column(workspace: Workspace, table: Table, name: str) -> None:
    """Take a column away with everything that rests on it: constraints, indexes, its own sequence."""
    column = table.column(name)
    if column is None:
        return
    for key in [one for one in table.keys if column in one.columns or column in one.include]:
        workspace.drop_key(table, key)
    for index in [one for one in table.indexes if _rests_on(one, column)]:
        table.indexes.remove(index)
        workspace.forget(table.schema, index.name)
    for exclusion in [one for one in table.exclusions if _rests_on(one, column)]:
        table.exclusions.remove(exclusion)
        workspace.forget(table.schema, exclusion.name)
    for check in [one for one in table.checks if column_names_in(one.expression, [name])]:
        table.checks.remove(check)
        workspace.constraint_names.discard((table.schema, check.name))
    table.foreign_keys = [one for one in table.foreign_keys if column not in one.columns]
    for other in workspace.tables:
        other.foreign_keys = [one for one in other.foreign_keys if column not in one.parent_columns]
    for sequence in [one for one in workspace.sequences if one.owner is column]:
        workspace.drop_sequence(sequence)
    table.columns.remove(column)


def _rests_on(index: object, column: Column) -> bool:
    parts = index.parts  # type: ignore[attr-defined]
    held = [part.column for part in parts] + list(index.include)  # type: ignore[attr-defined]
    texts = [part.expression for part in parts] + [index.where]  # type: ignore[attr-defined]
    return column in held or any(text and column_names_in(text, [column.name]) for text in texts)
