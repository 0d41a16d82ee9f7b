"""ALTER TABLE … ALTER COLUMN and DROP COLUMN."""

from __future__ import annotations

from dataclasses import replace

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
from designer.importers.postgres.outcomes import AlreadyThere
from designer.importers.postgres.sequence_options import sequence_option
from designer.importers.postgres.tokens_in import column_names_in
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor


def alter_column(workspace: Workspace, action: Cursor, table: Table, column: Column, *, inherited: bool) -> None:
    """What follows the column's name. `inherited`: the column is a child's, and follows its parent's."""
    if action.take("SET", "DATA", "TYPE") or action.take("TYPE"):
        _type(workspace, action, column)
    elif action.take("SET", "DEFAULT"):
        column.default = expression_text(action, workspace, action.index, action.size)
        if not column.default:
            raise action.error("an expression was expected here")
        action.index = action.size
    elif action.take("DROP", "DEFAULT"):
        column.default = None
    elif action.take("SET", "NOT", "NULL"):
        column.not_null = column.not_null or model.NotNull()
    elif action.take("DROP", "NOT", "NULL"):
        column.not_null = None
    elif action.take("SET", "STATISTICS"):
        _statistics(action, column)
    elif action.take("SET", "STORAGE"):
        column.storage = storage(action)
    elif action.take("SET", "COMPRESSION"):
        column.compression = compression(action)
    elif action.take("SET", "EXPRESSION"):
        action.expect("AS")
        stored = column.generated.stored if column.generated else True
        column.generated = model.Generated(expression=parenthesised(action, workspace), stored=stored)
    elif action.take("DROP", "EXPRESSION"):
        action.take("IF", "EXISTS")
        column.generated = None
    elif action.at("SET", "("):
        action.index += 1
        column.options.update(options(action))
    elif action.take("RESET"):
        for name in action.names():
            column.options.pop(name, None)
    else:
        _identity(workspace, action, column, inherited=inherited)


def _type(workspace: Workspace, action: Cursor, column: Column) -> None:
    at = action.index
    column.type = type_text(action, workspace)
    if column.type.lower() in SERIALS:
        raise action.error("a column cannot become a serial", at)
    column.serial = None
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


def _identity(workspace: Workspace, action: Cursor, column: Column, *, inherited: bool) -> None:
    if action.take("ADD", "GENERATED"):
        made = Column(column.name, column.type, column.place)
        generated(action, workspace, made)
        if not inherited:
            column.identity = made.identity
        column.not_null = column.not_null or model.NotNull()
        return
    if action.take("DROP", "IDENTITY"):
        missing_ok = action.take("IF", "EXISTS")
        if column.identity is None and not inherited:
            if missing_ok:
                raise AlreadyThere(f"{column.name} is no identity column")
            raise action.error(f"{column.name} is no identity column")
        column.identity = None
        return
    start = action.index
    found: dict[str, object] = {}
    while not action.done:
        if action.take("SET", "GENERATED"):
            found["mode"] = "always" if action.take("ALWAYS") else "by default"
            if found["mode"] == "by default":
                action.expect("BY", "DEFAULT")
            continue
        if not action.at("RESTART"):
            action.expect("SET")
        if not sequence_option(action, found):
            raise action.error("PostgreSQL has no such action")
    if action.index == start:
        raise action.error("an action was expected here")
    if column.identity is None and not inherited:
        raise action.error(f"{column.name} is no identity column", start)
    if column.identity is not None:
        changes: dict[str, object] = found
        column.identity = replace(column.identity, **changes)  # type: ignore[arg-type]


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
