"""The relations of pg_catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from designer.importers.postgres.blocks.things import (
    NOT_NULL,
    Wanted,
    carried_of,
    constraint_kind,
    constraints_of,
    functions_of,
    kind_of,
    named_rows,
    oid_of,
    relations_of,
    rows_on_tables,
    schemas,
    with_not_null,
)
from designer.importers.postgres.blocks.values import Oid
from designer.importers.postgres.draft import (
    Check,
    ForeignKey,
    Index,
    Key,
    OpaqueDraft,
    Table,
)
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace


def _pg_namespace(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for name in sorted(schemas(workspace)):
        yield {"oid": Oid("schema", None, name), "nspname": name}


def _pg_class(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, value in relations_of(workspace, wanted.get("relname")):
        yield {
            "oid": Oid("relation", schema, name), "relname": name, "relkind": kind_of(value),
            "relnamespace": Oid("schema", None, schema),
        }  # fmt: skip


def _pg_indexes(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table in workspace.tables:
        for one in table.index_relations():
            yield {"schemaname": table.schema, "tablename": table.name, "indexname": one.name}
    for carried in carried_of(workspace, "index"):
        if carried.relation is not None:
            yield {"schemaname": carried.relation[0], "indexname": carried.relation[1]}


def _pg_index(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table in workspace.tables:
        for one in table.index_relations():
            unique = one.unique if isinstance(one, Index) else isinstance(one, Key)
            yield {
                "indexrelid": Oid("relation", table.schema, one.name), "indrelid": oid_of(table),
                "indisunique": unique, "indisprimary": one is table.primary_key, "indisvalid": True,
            }  # fmt: skip


_ACTIONS = {"no action": "a", "restrict": "r", "cascade": "c", "set null": "n", "set default": "d"}


def _pg_constraint(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    on = wanted.get("conrelid")
    for table, one in constraints_of(workspace, wanted.get("conname"), on.name if isinstance(on, Oid) else None):
        row = {
            "oid": Oid("constraint", table.schema, one.name), "conname": one.name, "conrelid": oid_of(table),
            "connamespace": Oid("schema", None, table.schema), "contype": constraint_kind(one),
        }  # fmt: skip
        if isinstance(one, ForeignKey):
            row |= {"confdeltype": _ACTIONS[one.on_delete], "confupdtype": _ACTIONS[one.on_update]}
            row["convalidated"] = one.validated
            if one.parent is not None:
                row["confrelid"] = oid_of(one.parent)
        elif isinstance(one, Check):
            row["convalidated"] = one.validated
        yield row
    for table in with_not_null(workspace, wanted.get("conname")):
        yield {
            "conname": NOT_NULL, "conrelid": oid_of(table), "contype": "n",
            "connamespace": Oid("schema", None, table.schema),
        }  # fmt: skip
    for kind in workspace.types.values():
        for check in kind.checks:
            yield {
                "conname": check.name, "conrelid": 0, "contype": "c", "contypid": Oid("type", kind.schema, kind.name),
                "connamespace": Oid("schema", None, kind.schema),
            }  # fmt: skip


def _pg_type(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for kind in workspace.types.values():
        yield _type_row(kind.schema, kind.name, kind.kind[0])
    for carried in carried_of(workspace, "type"):
        if carried.key is not None and len(carried.key) == 3:
            yield _type_row(carried.key[1], carried.key[2], None)
    for schema, name, value in relations_of(workspace, wanted.get("typname")):
        if isinstance(value, Table | OpaqueDraft):
            yield _type_row(schema, name, "c")
    for name in _OWN_TYPES:
        yield _type_row("pg_catalog", name, "b")
    for name, extension in workspace.extensions.items():
        yield _type_row(extension.schema or "public", name, "b")


def _type_row(schema: str, name: str, kind: str | None) -> dict[str, Any]:
    row = {"oid": Oid("type", schema, name), "typname": name, "typnamespace": Oid("schema", None, schema)}
    return row if kind is None else row | {"typtype": kind}


_OWN_TYPES = (
    "bool", "bytea", "char", "name", "int8", "int2", "int4", "text", "oid", "json", "jsonb", "xml", "point", "line",
    "lseg", "box", "path", "polygon", "circle", "float4", "float8", "money", "macaddr", "inet", "cidr", "bpchar",
    "varchar", "date", "time", "timestamp", "timestamptz", "interval", "timetz", "bit", "varbit", "numeric", "uuid",
    "tsvector", "tsquery", "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "record",
)  # fmt: skip


def _pg_enum(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for kind in workspace.types.values():
        for value in kind.values:
            yield {"enumtypid": Oid("type", kind.schema, kind.name), "enumlabel": value}


def _pg_attribute(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    of = wanted.get("attrelid")
    for schema, name, value in relations_of(workspace, of.name if isinstance(of, Oid) else None):
        oid = Oid("relation", schema, name)
        if isinstance(value, Table):
            for number, column in enumerate(value.columns, 1):
                yield {
                    "attrelid": oid, "attname": column.name, "attnum": number, "attisdropped": False,
                    "attnotnull": column.not_null is not None,
                }  # fmt: skip
        elif isinstance(value, OpaqueDraft):
            yield {"attrelid": oid}


def _pg_inherits(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table in workspace.tables:
        parents = [table.partition_of] if table.partition_of is not None else table.inherits
        for number, parent in enumerate(parents, 1):
            yield {"inhrelid": oid_of(table), "inhparent": oid_of(parent), "inhseqno": number}


def _pg_proc(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, signature in functions_of(workspace):
        oid = Oid("function", schema, spelled((schema, name)) + signature)
        yield {"oid": oid, "proname": name, "pronamespace": Oid("schema", None, schema)}


def _pg_extension(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    return ({"extname": name} for name in ("plpgsql", *workspace.extensions))


SYSTEM: dict[str, Callable[[Workspace, Wanted], Iterator[dict[str, Any]]]] = {
    "pg_namespace": _pg_namespace, "pg_class": _pg_class, "pg_constraint": _pg_constraint, "pg_type": _pg_type,
    "pg_enum": _pg_enum, "pg_attribute": _pg_attribute, "pg_indexes": _pg_indexes, "pg_index": _pg_index,
    "pg_tables": named_rows("schemaname", "tablename", kinds="rp"),
    "pg_views": named_rows("schemaname", "viewname", kinds="v"),
    "pg_matviews": named_rows("schemaname", "matviewname", kinds="m"),
    "pg_sequences": named_rows("schemaname", "sequencename", kinds="S"),
    "pg_trigger": rows_on_tables("trigger", "tgname", "relname"),
    "pg_policies": rows_on_tables("policy", "policyname", "tablename"),
    "pg_policy": rows_on_tables("policy", "polname", "relname"), "pg_extension": _pg_extension,
    "pg_proc": _pg_proc, "pg_inherits": _pg_inherits,
}  # fmt: skip
