"""Values as other types, and texts as the things of the catalogue that they name."""

from __future__ import annotations

import re
from typing import Any

from designer.importers.postgres.blocks.texts import shown
from designer.importers.postgres.blocks.values import PRESENT, UNKNOWN, AtLeast, Fails, Oid, Unknown
from designer.importers.postgres.draft import Table
from designer.importers.postgres.names import spelled
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable


def cast_to(found: Any, kind: str, workspace: Workspace) -> Any:
    """A value as one of another type, as the server spells that. Fails where it names a thing that is not there."""
    if found is None or isinstance(found, Unknown):
        return found
    if kind in ("text", "varchar", "name", "bpchar") or kind.startswith(("varchar(", "char")):
        return as_text(found, workspace)
    if kind in ("text[]", "varchar[]", "name[]") and isinstance(found, tuple):
        return found if all(isinstance(one, str) for one in found) else UNKNOWN
    if kind in ("regclass", "regtype", "regnamespace") and isinstance(found, str):
        return _registered(found, kind, workspace)
    if isinstance(found, Oid) and kind in _REGISTERED:
        return found if kind == "oid" or _REGISTERED[kind] == found.kind else UNKNOWN
    if kind in ("int", "integer", "bigint", "int4", "int8", "smallint"):
        if isinstance(found, str) and _WHOLE.fullmatch(found):
            return int(found)
        return found if isinstance(found, int | AtLeast) else UNKNOWN
    if kind in ("bool", "boolean"):
        return found if isinstance(found, bool) else _BOOLEANS.get(str(found).strip().lower(), UNKNOWN)
    return UNKNOWN


_BOOLEANS = dict.fromkeys(("true", "t", "yes", "on", "1"), True) | dict.fromkeys(
    ("false", "f", "no", "off", "0"), False
)
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,18}\s*")
_REGISTERED = {
    "regclass": "relation", "regtype": "type", "regnamespace": "schema", "regprocedure": "function", "oid": "",
}  # fmt: skip


def as_text(value: Any, workspace: Workspace) -> Any:
    """A value as text: a thing of the catalogue by its name, with its schema where the path does not find it."""
    if isinstance(value, Oid) and value.kind == "function":
        return value.name  # with its schema and its arguments, as it is dropped
    if isinstance(value, Oid):
        near = value.schema is None or value.schema in (workspace.path or ("public",))
        return spelled((value.name,)) if near or value.schema is None else spelled((value.schema, value.name))
    return shown(value)


def _registered(text: str, kind: str, workspace: Workspace) -> Any:
    """`'name'::regclass` and its kind. Fails where there is no such thing."""
    found = looked_up(text, kind, workspace)
    if found is None:
        missing = {"regclass": "undefined_table", "regtype": "undefined_object"}.get(kind, "invalid_schema_name")
        raise Fails(missing, text.rpartition(".")[2].strip('"'))
    return found


def looked_up(text: str, kind: str, workspace: Workspace) -> Any:
    """The thing of the catalogue that a text names, as `to_regclass` and its kind find it; None where there is none."""
    try:
        cursor = Cursor.over(text)
        parts = cursor.qualified()
        cursor.end()
    except Unreadable:
        return UNKNOWN
    if kind == "regnamespace":
        return Oid("schema", None, parts[-1]) if _has_schema(parts[-1], workspace) else None
    if parts[0] in ("pg_catalog", "information_schema") or parts[-1].startswith("pg_"):
        return PRESENT
    if kind == "regclass":
        at = next((place for place in workspace.places(parts) if place in workspace.relations), None)
        return None if at is None else Oid("relation", *at)
    type_at = next((place for place in workspace.places(parts) if place in workspace.types), None)
    return UNKNOWN if type_at is None else Oid("type", *type_at)


def own_sequence(table: str, column: str, workspace: Workspace) -> Any:
    """The sequence that belongs to a column, with its schema; None where it has none. Fails for an unknown table."""
    at = _registered(table, "regclass", workspace)
    if not isinstance(at, Oid):
        return UNKNOWN
    for one in workspace.sequences:
        owner, table_at = one.owner, one.owner_table
        if owner is not None and table_at is not None and owner.name == column and at == _relation(table_at):
            return spelled((one.schema, one.name))
    return None


def _relation(table: Table) -> Oid:
    return Oid("relation", table.schema, table.name)


def _has_schema(name: str, workspace: Workspace) -> bool:
    held = workspace.namespaces.get(name)
    return name in ("public", "pg_catalog") or (held is not None and held.place is not None)
