"""The views of information_schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.importers.postgres.blocks.things import (
    NOT_NULL,
    Wanted,
    constraint_kind,
    constraints_of,
    fits,
    functions_of,
    kind_of,
    named_rows,
    relations_of,
    rows_on_tables,
    schemas,
    with_not_null,
)
from designer.importers.postgres.blocks.values import PRESENT, UNKNOWN
from designer.importers.postgres.draft import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Key,
    OpaqueDraft,
    Table,
)
from designer.importers.postgres.workspace import Workspace
from designer.schema.types import parse_type


def _schemata(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    return ({"schema_name": name} for name in sorted(schemas(workspace)))


def _tables(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    kinds = {"r": "BASE TABLE", "p": "BASE TABLE", "v": "VIEW", "f": "FOREIGN"}
    for schema, name, value in relations_of(workspace, wanted.get("table_name")):
        kind = kinds.get(kind_of(value))
        if kind is not None:
            yield {"table_schema": schema, "table_name": name, "table_type": kind}


_CONSTRAINT_KINDS = {"p": "PRIMARY KEY", "u": "UNIQUE", "c": "CHECK", "f": "FOREIGN KEY"}


def _table_constraints(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table, one in constraints_of(workspace, wanted.get("constraint_name"), wanted.get("table_name")):
        kind = _CONSTRAINT_KINDS.get(constraint_kind(one))
        if kind is not None:
            yield _constraint_row(table, one) | {"constraint_type": kind, "table_schema": table.schema}
    for table in with_not_null(workspace, wanted.get("constraint_name")):
        row = {"constraint_schema": table.schema, "constraint_name": NOT_NULL, "table_name": table.name}
        yield row | {"constraint_type": "CHECK", "table_schema": table.schema}


def _constraint_row(table: Table, one: Key | Check | Exclusion | ForeignKey) -> dict[str, Any]:
    return {"constraint_schema": table.schema, "constraint_name": one.name, "table_name": table.name}


def _key_column_usage(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table, one in constraints_of(workspace, wanted.get("constraint_name"), wanted.get("table_name")):
        if isinstance(one, Key | ForeignKey):
            for number, column in enumerate(one.columns, 1):
                yield _constraint_row(table, one) | {
                    "table_schema": table.schema, "column_name": column.name, "ordinal_position": number,
                }  # fmt: skip


def _constraint_column_usage(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """What constraints speak of: the columns of keys, those that a foreign key refers to; of checks not known here."""
    for table, one in constraints_of(workspace, wanted.get("constraint_name"), None):
        row = {"constraint_schema": table.schema, "constraint_name": one.name}
        if isinstance(one, Key):
            named: list[tuple[Table, Column | None]] = [(table, column) for column in one.columns]
        elif isinstance(one, ForeignKey) and one.parent is not None:
            named = [(one.parent, column) for column in one.parent_columns] or [(one.parent, None)]
        elif isinstance(one, Check):
            named = [(table, None)]
        else:
            continue
        for of, column in named:
            row |= {"table_schema": of.schema, "table_name": of.name}
            yield row | ({"column_name": column.name} if column is not None else {})


def _referential_constraints(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table, one in constraints_of(workspace, wanted.get("constraint_name"), None):
        if isinstance(one, ForeignKey):
            yield {
                "constraint_schema": table.schema, "constraint_name": one.name,
                "delete_rule": one.on_delete.upper(), "update_rule": one.on_update.upper(),
            }  # fmt: skip


def _columns(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, value in relations_of(workspace, wanted.get("table_name")):
        row = {"table_schema": schema, "table_name": name}
        if isinstance(value, Table):
            for number, column in enumerate(value.columns, 1):
                if fits(wanted, "column_name", column.name):
                    yield row | {"column_name": column.name, "ordinal_position": number} | _column_row(column)
        elif isinstance(value, OpaqueDraft) and value.kind != "materialized view":
            known = [row | {"column_name": one} for one in value.columns if fits(wanted, "column_name", one)]
            yield from known if value.columns else [row]


def _column_row(column: Column) -> dict[str, Any]:
    counted = column.serial is not None or column.default is not None
    row: dict[str, Any] = {
        "is_nullable": "NO" if column.not_null is not None else "YES",
        "column_default": PRESENT if counted else None,
        "is_identity": "YES" if column.identity is not None else "NO",
        "is_generated": "ALWAYS" if column.generated is not None else "NEVER",
    }
    kind = parse_type(column.type)
    if kind.dimensions:
        row["data_type"] = "ARRAY"
    elif kind.base in _SPELLED:
        row["data_type"] = _SPELLED[kind.base]
        row["udt_name"] = _UDT.get(kind.base, UNKNOWN)
        row["numeric_precision"] = _PRECISION.get(kind.base, UNKNOWN)
        row["character_maximum_length"] = UNKNOWN
        if kind.base in ("varchar", "text"):
            row["character_maximum_length"] = kind.length
    return row


_SPELLED = {
    one: one
    for one in (
        "integer", "bigint", "smallint", "numeric", "real", "double precision", "boolean", "text", "date", "uuid",
        "json", "jsonb", "bytea", "inet", "cidr", "xml", "money", "interval", "tsvector", "tsquery",
    )
} | {
    "varchar": "character varying", "char": "character", "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone", "time": "time without time zone", "timetz": "time with time zone",
    "varbit": "bit varying",
}  # fmt: skip
"""As information_schema spells the types that a column may have."""


_PRECISION = {"integer": 32, "bigint": 64, "smallint": 16, "real": 24, "double precision": 53} | dict.fromkeys(
    ("text", "varchar", "boolean", "uuid", "date", "json", "jsonb", "bytea")
)


_UDT = {
    "integer": "int4", "bigint": "int8", "smallint": "int2", "boolean": "bool", "real": "float4", "char": "bpchar",
    "double precision": "float8", **{one: one for one in (
        "text", "varchar", "numeric", "date", "uuid", "json", "jsonb", "bytea", "timestamp", "timestamptz",
    )},
}  # fmt: skip


def _routines(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, _ in functions_of(workspace):
        yield {"routine_name": name, "routine_schema": schema, "specific_schema": schema}


INFORMATION = {
    "tables": _tables, "columns": _columns, "table_constraints": _table_constraints, "schemata": _schemata,
    "key_column_usage": _key_column_usage, "constraint_column_usage": _constraint_column_usage,
    "referential_constraints": _referential_constraints, "views": named_rows("table_schema", "table_name", kinds="v"),
    "sequences": named_rows("sequence_schema", "sequence_name", kinds="S"),
    "triggers": rows_on_tables("trigger", "trigger_name", "event_object_table"),
    "routines": _routines,
}  # fmt: skip
