"""Renames and moves: the text that mentions the old name follows, as it does inside the server."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.importers.postgres.draft import Column, Exclusion, Index, Key, SequenceDraft, Table, TypeDraft
from designer.importers.postgres.names import object_name
from designer.importers.postgres.tokens_in import with_column_renamed, with_name_replaced
from designer.importers.postgres.workspace import Workspace, default_of
from designer.sql.cursor import Cursor


def rename_relation(workspace: Workspace, cursor: Cursor, value: Any, new: str) -> None:
    """Give a table, an index, a key or a sequence another name in its schema."""
    schema = schema_of(workspace, value)
    if (schema, new) in workspace.relations:
        raise cursor.error(f"there is already something called {new}", cursor.index - 1)
    workspace.forget(schema, value.name)
    workspace.add(schema, new, value)
    if isinstance(value, Table):
        keep_not_null_names(value)
    old = value.name
    value.name = new
    if isinstance(value, SequenceDraft):
        follow_sequence(workspace, value, (schema, old))
    elif not isinstance(value, Table | Index):
        workspace.constraint_names.discard((schema, old))
        workspace.constraint_names.add((schema, new))


def move_table(workspace: Workspace, table: Table, schema: str) -> None:
    """SET SCHEMA: indexes, constraints and owned sequences go along."""
    moved: list[Table | Key | Exclusion | Index] = [table, *table.index_relations()]
    sequences = [one for one in workspace.sequences if one.owner_table is table]
    for value in moved:
        workspace.forget(table.schema, value.name)
        workspace.add(schema, value.name, value)
    for one in table.constraints():
        workspace.constraint_names.discard((table.schema, one.name))
        workspace.constraint_names.add((schema, one.name))
    table.schema = schema
    for sequence in sequences:
        workspace.move_sequence(sequence, schema)


def schema_of(workspace: Workspace, value: Any) -> str:
    """The schema of anything that is a relation: an index is where its table is."""
    if isinstance(value, Index):
        return value.table.schema
    if hasattr(value, "schema"):
        return str(value.schema)
    return next(at[0] for at, held in workspace.relations.items() if held is value)


def keep_not_null_names(table: Table, only: Column | None = None) -> None:
    """A NOT NULL constraint keeps the name it was made with when its table or column gets another."""
    for column in table.columns:
        if column.not_null is not None and column.not_null.name is None and only in (None, column):
            name = object_name(table.name, column.name, "not_null")
            column.not_null = replace(column.not_null, name=name)


def follow_sequence(workspace: Workspace, sequence: SequenceDraft, old: tuple[str, str]) -> None:
    """Defaults that take the next value of a renamed sequence, as the importer writes them, take it still."""
    before = default_of(SequenceDraft(old[0], old[1], sequence.place))
    bare = before.replace("::regclass", "")
    tables = [sequence.owner_table] if sequence.owner_table else workspace.tables
    for table in tables:
        for column in table.columns:
            if column.default is None:
                continue
            if column.default in (before, bare) or _takes_next_of(column.default, old):
                column.default = default_of(sequence)
    sequence.write_out()


def _takes_next_of(default: str, old: tuple[str, str]) -> bool:
    text = default.lower().replace("::regclass", "").replace(" ", "").replace("::text", "")
    return text in (f"nextval('{old[1]}')", f"nextval('{old[0]}.{old[1]}')", f"nextval(('{old[1]}'))")


def rename_column(table: Table, cursor: Cursor, column: Column, new: str) -> None:
    if table.column(new) is not None:
        raise cursor.error(f"{table.name} already has a column {new}", cursor.index - 1)
    keep_not_null_names(table, column)
    old, column.name = column.name, new

    def renamed(text: str) -> str:
        return with_column_renamed(text, old, new)

    for check in table.checks:
        check.expression = renamed(check.expression)
    for other in table.columns:
        if other.generated is not None:
            other.generated = replace(other.generated, expression=renamed(other.generated.expression))
    indexes: list[Index | Exclusion] = [*table.indexes, *table.exclusions]
    for index in indexes:
        index.where = renamed(index.where) if index.where else index.where
        for part in index.parts:
            part.expression = renamed(part.expression) if part.expression else None
    for part in table.partition_keys:
        part.expression = renamed(part.expression) if part.expression else None


def rename_type(workspace: Workspace, value: TypeDraft, new: tuple[str, str]) -> None:
    """Rename a type or move it to another schema."""
    old = (value.schema, value.name)
    workspace.types.pop(old, None)
    value.schema, value.name = new
    workspace.types[new] = value

    def renamed(text: str) -> str:
        return with_name_replaced(text, old, new) if old[1] in text else text

    for table in workspace.tables:
        for column in table.columns:
            column.type = renamed(column.type)
            column.default = renamed(column.default) if column.default and "::" in column.default else column.default
        for check in table.checks:
            check.expression = renamed(check.expression) if "::" in check.expression else check.expression
    for kind in workspace.types.values():
        kind.type = renamed(kind.type) if kind.type else kind.type
        kind.attributes = [replace(one, type=renamed(one.type)) for one in kind.attributes]
