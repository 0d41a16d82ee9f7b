"""The catalogue of a server that had run the statements before a block, as far as the draft of the design says it.

A column that a row lacks is unknown. A row may be there or not (`certain` is False): what cannot be said to be
absent. Every relation of a server that has no rows here is wholly unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.importers.postgres.blocks.values import PRESENT, UNKNOWN, Ending, Oid
from designer.importers.postgres.draft import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    OpaqueDraft,
    SequenceDraft,
    Table,
)
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace
from designer.schema.types import parse_type

Wanted = Mapping[str, Any]
"""Per column: the only value that the question can hold for; a row with another one need not be made."""


@dataclass(frozen=True, slots=True)
class Row:
    """columns: by name; certain: whether there is such a row at all."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    certain: bool = True


ANYTHING = Row(certain=False)


def rows_of(parts: tuple[str, ...], workspace: Workspace, wanted: Wanted) -> Iterator[Row]:
    """The rows of a relation of the catalogue; of any other one row that may be there."""
    maker = _MAKERS.get(parts[-1]) if len(parts) < 2 or parts[-2] in ("pg_catalog", "information_schema") else None
    if maker is None or (parts[-1] in _STANDARD) != (parts[:-1] == ("information_schema",)):
        yield ANYTHING
        return
    for columns in maker(workspace, wanted):
        yield Row(columns, certain=columns.get("contype") != "n" and columns.get("constraint_name") != _NOT_NULL)
    if parts[-1] in _BUILT_IN:
        yield Row(_BUILT_IN[parts[-1]], certain=False)


_BUILT_IN: dict[str, dict[str, Any]] = {
    "pg_proc": {"pronamespace": Oid("schema", None, "pg_catalog")},
    "routines": {"routine_schema": "pg_catalog", "specific_schema": "pg_catalog"},
}
"""What the server has of its own and no list here has: its functions."""


_NOT_NULL = Ending("_not_null")
"""What NOT NULL is called where the server counts it among the constraints, which not every version does."""


def _fits(wanted: Wanted, column: str, value: Any) -> bool:
    return column not in wanted or value == wanted[column]


def _relations(workspace: Workspace, only: Any = None) -> list[tuple[str, str, Any]]:
    """All relations, or those of one name."""
    if only is None:
        return [(schema, name, value) for (schema, name), value in workspace.relations.items()]
    return [(schema, name, value) for (schema, name), value in workspace.relations.items() if name == only]


def _carried(workspace: Workspace, *kinds: str) -> Iterator[OpaqueDraft]:
    return (one for one in workspace.opaque if one.kind in kinds)


def schemas(workspace: Workspace) -> set[str]:
    """Those that are certain to be there."""
    made = {name for name, one in workspace.namespaces.items() if one.place is not None}
    held = {schema for schema, _ in workspace.relations} | {schema for schema, _ in workspace.types}
    return made | held | {"public", "pg_catalog", "information_schema"}


def _pg_namespace(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for name in sorted(schemas(workspace)):
        yield {"oid": Oid("schema", None, name), "nspname": name}


def _schemata(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    return ({"schema_name": name} for name in sorted(schemas(workspace)))


def _kind(value: Any) -> str:
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


def _pg_class(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, value in _relations(workspace, wanted.get("relname")):
        yield {
            "oid": Oid("relation", schema, name), "relname": name, "relkind": _kind(value),
            "relnamespace": Oid("schema", None, schema),
        }  # fmt: skip


def _named(*names: str, kinds: str) -> Callable[[Workspace, Wanted], Iterator[dict[str, Any]]]:
    """A view over the relations of some kinds: its columns for the schema and the name."""

    def rows(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
        for schema, name, value in _relations(workspace, wanted.get(names[1])):
            if _kind(value) in kinds:
                yield {names[0]: schema, names[1]: name}

    return rows


def _tables(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    kinds = {"r": "BASE TABLE", "p": "BASE TABLE", "v": "VIEW", "f": "FOREIGN"}
    for schema, name, value in _relations(workspace, wanted.get("table_name")):
        kind = kinds.get(_kind(value))
        if kind is not None:
            yield {"table_schema": schema, "table_name": name, "table_type": kind}


def _pg_indexes(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table in workspace.tables:
        for one in table.index_relations():
            yield {"schemaname": table.schema, "tablename": table.name, "indexname": one.name}
    for carried in _carried(workspace, "index"):
        if carried.relation is not None:
            yield {"schemaname": carried.relation[0], "indexname": carried.relation[1]}


def _pg_index(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table in workspace.tables:
        for one in table.index_relations():
            unique = one.unique if isinstance(one, Index) else isinstance(one, Key)
            yield {
                "indexrelid": Oid("relation", table.schema, one.name), "indrelid": _oid(table),
                "indisunique": unique, "indisprimary": one is table.primary_key, "indisvalid": True,
            }  # fmt: skip


def _oid(table: Table) -> Oid:
    return Oid("relation", table.schema, table.name)


_CONSTRAINT_KINDS = {"p": "PRIMARY KEY", "u": "UNIQUE", "c": "CHECK", "f": "FOREIGN KEY"}
_ACTIONS = {"no action": "a", "restrict": "r", "cascade": "c", "set null": "n", "set default": "d"}


def _constraint_kind(one: Key | Check | Exclusion | ForeignKey) -> str:
    match one:
        case Key():
            return "p" if one.primary else "u"
        case Check():
            return "c"
        case Exclusion():
            return "x"
    return "f"


def _constraints(workspace: Workspace, name: Any, on: Any) -> Iterator[Any]:
    """Every constraint and its table, of one name or on tables of one name if these are given."""
    for table in workspace.tables:
        if on is None or table.name == on:
            for one in table.constraints():
                if name is None or one.name == name:
                    yield table, one


def _pg_constraint(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    on = wanted.get("conrelid")
    for table, one in _constraints(workspace, wanted.get("conname"), on.name if isinstance(on, Oid) else None):
        row = {
            "oid": Oid("constraint", table.schema, one.name), "conname": one.name, "conrelid": _oid(table),
            "connamespace": Oid("schema", None, table.schema), "contype": _constraint_kind(one),
        }  # fmt: skip
        if isinstance(one, ForeignKey):
            row |= {"confdeltype": _ACTIONS[one.on_delete], "confupdtype": _ACTIONS[one.on_update]}
            row["convalidated"] = one.validated
            if one.parent is not None:
                row["confrelid"] = _oid(one.parent)
        elif isinstance(one, Check):
            row["convalidated"] = one.validated
        yield row
    for table in _with_not_null(workspace, wanted.get("conname")):
        yield {
            "conname": _NOT_NULL, "conrelid": _oid(table), "contype": "n",
            "connamespace": Oid("schema", None, table.schema),
        }  # fmt: skip
    for kind in workspace.types.values():
        for check in kind.checks:
            yield {
                "conname": check.name, "conrelid": 0, "contype": "c", "contypid": Oid("type", kind.schema, kind.name),
                "connamespace": Oid("schema", None, kind.schema),
            }  # fmt: skip


def _table_constraints(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table, one in _constraints(workspace, wanted.get("constraint_name"), wanted.get("table_name")):
        kind = _CONSTRAINT_KINDS.get(_constraint_kind(one))
        if kind is not None:
            yield _constraint_row(table, one) | {"constraint_type": kind, "table_schema": table.schema}
    for table in _with_not_null(workspace, wanted.get("constraint_name")):
        row = {"constraint_schema": table.schema, "constraint_name": _NOT_NULL, "table_name": table.name}
        yield row | {"constraint_type": "CHECK", "table_schema": table.schema}


def _with_not_null(workspace: Workspace, name: Any) -> Iterator[Table]:
    """Tables with a column that is NOT NULL, if a constraint of this name may be that."""
    if name is None or str(name).endswith(_NOT_NULL.with_):
        for table in workspace.tables:
            if any(column.not_null is not None for column in table.columns):
                yield table


def _constraint_row(table: Table, one: Key | Check | Exclusion | ForeignKey) -> dict[str, Any]:
    return {"constraint_schema": table.schema, "constraint_name": one.name, "table_name": table.name}


def _key_column_usage(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for table, one in _constraints(workspace, wanted.get("constraint_name"), wanted.get("table_name")):
        if isinstance(one, Key | ForeignKey):
            for number, column in enumerate(one.columns, 1):
                yield _constraint_row(table, one) | {
                    "table_schema": table.schema, "column_name": column.name, "ordinal_position": number,
                }  # fmt: skip


def _constraint_column_usage(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """What constraints speak of: the columns of keys, those that a foreign key refers to; of checks not known here."""
    for table, one in _constraints(workspace, wanted.get("constraint_name"), None):
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
    for table, one in _constraints(workspace, wanted.get("constraint_name"), None):
        if isinstance(one, ForeignKey):
            yield {
                "constraint_schema": table.schema, "constraint_name": one.name,
                "delete_rule": one.on_delete.upper(), "update_rule": one.on_update.upper(),
            }  # fmt: skip


def _pg_type(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for kind in workspace.types.values():
        yield _type_row(kind.schema, kind.name, kind.kind[0])
    for carried in _carried(workspace, "type"):
        if carried.key is not None and len(carried.key) == 3:
            yield _type_row(carried.key[1], carried.key[2], None)
    for schema, name, value in _relations(workspace, wanted.get("typname")):
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
    for schema, name, value in _relations(workspace, of.name if isinstance(of, Oid) else None):
        oid = Oid("relation", schema, name)
        if isinstance(value, Table):
            for number, column in enumerate(value.columns, 1):
                yield {
                    "attrelid": oid, "attname": column.name, "attnum": number, "attisdropped": False,
                    "attnotnull": column.not_null is not None,
                }  # fmt: skip
        elif isinstance(value, OpaqueDraft):
            yield {"attrelid": oid}


def _columns(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, value in _relations(workspace, wanted.get("table_name")):
        row = {"table_schema": schema, "table_name": name}
        if isinstance(value, Table):
            for number, column in enumerate(value.columns, 1):
                if _fits(wanted, "column_name", column.name):
                    yield row | {"column_name": column.name, "ordinal_position": number} | _column_row(column)
        elif isinstance(value, OpaqueDraft) and value.kind != "materialized view":
            yield row


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


def _on_tables(kind: str, name: str, table: str) -> Callable[[Workspace, Wanted], Iterator[dict[str, Any]]]:
    """What is carried with the table that it is on: triggers, policies, rules."""

    def rows(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
        for one in _carried(workspace, kind):
            if one.key is None:
                continue
            row: dict[str, Any] = {name: _bare(one.key[1]), "tgisinternal": False}
            if one.on is not None:
                named = {"tgrelid": _oid(one.on), "polrelid": _oid(one.on)}
                yield row | {table: one.on.name, "schemaname": one.on.schema, "trigger_schema": one.on.schema} | named
            else:
                yield row

    return rows


def _bare(spelled: str) -> str:
    """A name as it is, of one that may be quoted."""
    return spelled[1:-1].replace('""', '"') if spelled[:1] == '"' else spelled


def _functions(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    """Schema, name and signature of the functions that the sources make."""
    for one in _carried(workspace, "function", "procedure", "aggregate"):
        if one.key is not None and len(one.key) > 2:
            yield one.key[1], one.key[2], one.key[3] if len(one.key) > 3 else ""


def _pg_proc(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, signature in _functions(workspace):
        oid = Oid("function", schema, spelled((schema, name)) + signature)
        yield {"oid": oid, "proname": name, "pronamespace": Oid("schema", None, schema)}


def _routines(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    for schema, name, _ in _functions(workspace):
        yield {"routine_name": name, "routine_schema": schema, "specific_schema": schema}


def _pg_extension(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    return ({"extname": name} for name in ("plpgsql", *workspace.extensions))


_STANDARD = {
    "tables": _tables, "columns": _columns, "table_constraints": _table_constraints, "schemata": _schemata,
    "key_column_usage": _key_column_usage, "constraint_column_usage": _constraint_column_usage,
    "referential_constraints": _referential_constraints, "views": _named("table_schema", "table_name", kinds="v"),
    "sequences": _named("sequence_schema", "sequence_name", kinds="S"),
    "triggers": _on_tables("trigger", "trigger_name", "event_object_table"),
    "routines": _routines,
}  # fmt: skip
_MAKERS: dict[str, Callable[[Workspace, Wanted], Iterator[dict[str, Any]]]] = _STANDARD | {
    "pg_namespace": _pg_namespace, "pg_class": _pg_class, "pg_constraint": _pg_constraint, "pg_type": _pg_type,
    "pg_enum": _pg_enum, "pg_attribute": _pg_attribute, "pg_indexes": _pg_indexes, "pg_index": _pg_index,
    "pg_tables": _named("schemaname", "tablename", kinds="rp"), "pg_views": _named("schemaname", "viewname", kinds="v"),
    "pg_matviews": _named("schemaname", "matviewname", kinds="m"),
    "pg_sequences": _named("schemaname", "sequencename", kinds="S"),
    "pg_trigger": _on_tables("trigger", "tgname", "relname"),
    "pg_policies": _on_tables("policy", "policyname", "tablename"),
    "pg_policy": _on_tables("policy", "polname", "relname"), "pg_extension": _pg_extension,
    "pg_proc": _pg_proc,
}  # fmt: skip
