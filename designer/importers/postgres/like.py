"""LIKE in CREATE TABLE: a copy of another table's columns and, where it says so, of more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from designer.importers.postgres.constraints import copied_check, not_null_taken_over
from designer.importers.postgres.draft import Column, Exclusion, Index, Key, Part, Table
from designer.importers.postgres.names import column_part, distinct_columns
from designer.importers.postgres.own_sequences import add_identity, identity_of
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor

_OPTIONS = ("COMMENTS", "COMPRESSION", "CONSTRAINTS", "DEFAULTS", "GENERATED", "IDENTITY", "INDEXES", "STATISTICS",
            "STORAGE")  # fmt: skip


@dataclass(eq=False, slots=True)
class Like:
    source: Table
    including: set[str]
    at: int


def like(cursor: Cursor, workspace: Workspace) -> Like:
    """LIKE table, with INCLUDING and EXCLUDING in turn; LIKE itself was read."""
    at = cursor.tokens[cursor.index - 1].start
    source = workspace.table(cursor)
    including: set[str] = set()
    while (said := cursor.take_one_of("INCLUDING", "EXCLUDING")) is not None:
        what = cursor.take_one_of("ALL", *_OPTIONS)
        if what is None:
            raise cursor.error("what to include was expected here")
        named = set(_OPTIONS) if what == "ALL" else {what}
        including = including | named if said == "INCLUDING" else including - named
    return Like(source, including, at)


def like_columns(workspace: Workspace, cursor: Cursor, table: Table, like: Like) -> None:
    """Copy the columns and the checks."""
    for column in like.source.columns:
        if table.column(column.name) is not None:
            raise cursor.error_at(f"{table.name} already has a column {column.name}", like.at)
        copy = _copied(like.source, column, like.including)
        copy.not_null = not_null_taken_over(like.source, column, table)
        table.columns.append(copy)
        add_identity(workspace, table, copy)
    if "CONSTRAINTS" in like.including:
        table.checks += [copied_check(check, comment="COMMENTS" in like.including) for check in like.source.checks]


def _copied(source: Table, column: Column, including: set[str]) -> Column:
    return replace(
        column,
        serial=None,
        default=column.default if "DEFAULTS" in including else None,
        generated=column.generated if "GENERATED" in including else None,
        identity=_own_identity(source, column) if "IDENTITY" in including else None,
        sequence=None,
        identity_persistence=None,
        storage=column.storage if "STORAGE" in including else None,
        compression=column.compression if "COMPRESSION" in including else None,
        comment=column.comment if "COMMENTS" in including else None,
        options={},
        id="",
    )


def _own_identity(source: Table, column: Column) -> model.Identity | None:
    """The identity with its options, for a sequence of the copy's own."""
    found = identity_of(source, column)
    return replace(found, sequence=None) if found is not None else None


def copy_indexes(workspace: Workspace, table: Table, like: Like) -> None:
    """Copy keys, exclusions and indexes, under names made up for this table."""
    if "INDEXES" not in like.including:
        return
    source = like.source
    for key in source.keys:
        if not (key.primary and table.primary_key):
            copy_key(workspace, table, key)
    for exclusion in source.exclusions:
        _copy_exclusion(workspace, table, exclusion)
    for index in source.indexes:
        copy = copy_index(workspace, table, index)
        copy.comment = index.comment if "COMMENTS" in like.including else None


def _own(table: Table, columns: list[Column]) -> list[Column]:
    by_name = {column.name: column for column in table.columns}
    return [by_name[column.name] for column in columns]


def _own_parts(table: Table, parts: list[Part]) -> list[Part]:
    return [replace(part, column=table.column(part.column.name) if part.column else None) for part in parts]


def copy_key(workspace: Workspace, table: Table, key: Key) -> Key:
    """A key of another table for this one, under a name made up for it."""
    second = None if key.primary else column_part(column.name for column in [*key.columns, *key.include])
    name = workspace.index_name(table, None, second, "pkey" if key.primary else "key", constraint=True)
    copy = replace(
        key, name=name, columns=_own(table, key.columns), include=_own(table, key.include), place=table.place,
        comment=None, attached_to=None, id="",
    )  # fmt: skip
    workspace.add(table.schema, name, copy)
    if key.primary:
        table.primary_key = copy
    else:
        table.uniques.append(copy)
    return copy


def _copy_exclusion(workspace: Workspace, table: Table, exclusion: Exclusion) -> None:
    name = workspace.index_name(table, None, _label(exclusion.parts, exclusion.include), "excl", constraint=True)
    copy = replace(
        exclusion, name=name, parts=_own_parts(table, exclusion.parts), include=_own(table, exclusion.include),
        place=table.place, comment=None, id="",
    )  # fmt: skip
    workspace.add(table.schema, name, copy)
    table.exclusions.append(copy)


def copy_index(workspace: Workspace, table: Table, index: Index) -> Index:
    """An index of another table for this one, under a name made up for it."""
    name = workspace.index_name(table, None, _label(index.parts, index.include), "idx")
    copy = replace(
        index, name=name, table=table, parts=_own_parts(table, index.parts), include=_own(table, index.include),
        place=table.place, comment=None, attached_to=None, id="",
    )  # fmt: skip
    workspace.add(table.schema, name, copy)
    table.indexes.append(copy)
    return copy


def _label(parts: list[Part], include: list[Column]) -> str:
    names = [part.column.name if part.column else part.label for part in parts]
    return column_part(distinct_columns([*names, *(column.name for column in include)]))
