"""What the draft of the design holds, as the relations of a server's catalogue count it: shared by all of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from designer.importers.postgres.blocks.values import Ending, Oid
from designer.importers.postgres.draft import (
    Check,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    OpaqueDraft,
    SequenceDraft,
    Table,
)
from designer.importers.postgres.workspace import Workspace

Wanted = Mapping[str, Any]
"""Per column: the only value that the question can hold for; a row with another one need not be made."""


NOT_NULL = Ending("_not_null")
"""What NOT NULL is called where the server counts it among the constraints, which not every version does."""


def fits(wanted: Wanted, column: str, value: Any) -> bool:
    return column not in wanted or value == wanted[column]


def relations_of(workspace: Workspace, only: Any = None) -> list[tuple[str, str, Any]]:
    """All relations, or those of one name."""
    if only is None:
        return [(schema, name, value) for (schema, name), value in workspace.relations.items()]
    return [(schema, name, value) for (schema, name), value in workspace.relations.items() if name == only]


def carried_of(workspace: Workspace, *kinds: str) -> Iterator[OpaqueDraft]:
    return (one for one in workspace.opaque if one.kind in kinds)


def schemas(workspace: Workspace) -> set[str]:
    """Those that are certain to be there."""
    made = {name for name, one in workspace.namespaces.items() if one.place is not None}
    held = {schema for schema, _ in workspace.relations} | {schema for schema, _ in workspace.types}
    return made | held | {"public", "pg_catalog", "information_schema"}


def kind_of(value: Any) -> str:
    """As pg_class has it."""
    match value:
        case Table(partition_strategy=None):
            return "r"
        case Table():
            return "p"
        case Index() | Key() | Exclusion():
            return "i"
        case SequenceDraft():
            return "S"
        case OpaqueDraft():
            return {"view": "v", "materialized view": "m", "foreign table": "f", "index": "i"}.get(value.kind, "r")
    return "c"


def named_rows(*names: str, kinds: str) -> Callable[[Workspace, Wanted], Iterator[dict[str, Any]]]:
    """A view over the relations of some kinds: its columns for the schema and the name."""

    def rows(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
        for schema, name, value in relations_of(workspace, wanted.get(names[1])):
            if kind_of(value) in kinds:
                yield {names[0]: schema, names[1]: name}

    return rows


def oid_of(table: Table) -> Oid:
    return Oid("relation", table.schema, table.name)


def constraint_kind(one: Key | Check | Exclusion | ForeignKey) -> str:
    match one:
        case Key():
            return "p" if one.primary else "u"
        case Check():
            return "c"
        case Exclusion():
            return "x"
    return "f"


def constraints_of(workspace: Workspace, name: Any, on: Any) -> Iterator[Any]:
    """Every constraint and its table, of one name or on tables of one name if these are given."""
    for table in workspace.tables:
        if on is None or table.name == on:
            for one in table.constraints():
                if name is None or one.name == name:
                    yield table, one


def with_not_null(workspace: Workspace, name: Any) -> Iterator[Table]:
    """Tables with a column that is NOT NULL, if a constraint of this name may be that."""
    if name is None or str(name).endswith(NOT_NULL.with_):
        for table in workspace.tables:
            if any(column.not_null is not None for column in table.columns):
                yield table


def rows_on_tables(kind: str, name: str, table: str) -> Callable[[Workspace, Wanted], Iterator[dict[str, Any]]]:
    """What is carried with the table that it is on: triggers, policies, rules."""

    def rows(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
        for one in carried_of(workspace, kind):
            if one.key is None:
                continue
            row: dict[str, Any] = {name: _bare(one.key[1]), "tgisinternal": False}
            if one.on is not None:
                named = {"tgrelid": oid_of(one.on), "polrelid": oid_of(one.on)}
                yield row | {table: one.on.name, "schemaname": one.on.schema, "trigger_schema": one.on.schema} | named
            else:
                yield row

    return rows


def _bare(spelled: str) -> str:
    """A name as it is, of one that may be quoted."""
    return spelled[1:-1].replace('""', '"') if spelled[:1] == '"' else spelled


def functions_of(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    """Schema, name and signature of the functions that the sources make."""
    for one in carried_of(workspace, "function", "procedure", "aggregate"):
        if one.key is not None and len(one.key) > 2:
            yield one.key[1], one.key[2], one.key[3] if len(one.key) > 3 else ""
