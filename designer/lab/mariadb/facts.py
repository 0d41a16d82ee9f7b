"""A design's tables as the server's information_schema must say them: the other half of a comparison.

It knows nothing of the exporter: what the server holds is read and held against the model, column by column.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from pymysql.cursors import DictCursor

from designer.lab.catalogue.compare import Difference
from designer.lab.mariadb.loading import DATABASE
from designer.lab.mariadb.server import Session
from designer.schema.model import Entity, Index, Relationship
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_RULES = {"no action": ("NO ACTION", "RESTRICT"), "restrict": ("RESTRICT", "NO ACTION")}
_NO_WIDTH = ("tinyint", "smallint", "mediumint", "int", "bigint", "year", "float", "double")
_SAME = {"json": "longtext", "geomcollection": "geometrycollection", "char byte": "binary", "nchar": "char",
         "nvarchar": "varchar", "long": "mediumtext", "long varchar": "mediumtext", "serial": "bigint"}  # fmt: skip


def differences_from(schema: Schema, session: Session) -> tuple[Difference, ...]:
    """Where the server's catalogue is not what the design says."""
    found = _Found(session)
    return tuple(
        difference for entity in schema.entities if entity.persistence != "temporary"
        for difference in _table(schema, entity, found)
    )  # fmt: skip


class _Found:
    """information_schema by table."""

    def __init__(self, session: Session) -> None:
        self.columns = _by_table(session, "SELECT * FROM information_schema.columns ORDER BY ordinal_position")
        self.keys = _by_table(session, "SELECT * FROM information_schema.statistics ORDER BY seq_in_index")
        self.links = _by_table(session, _LINKS)


_LINKS = """
SELECT r.constraint_schema AS table_schema, r.table_name, r.constraint_name, r.delete_rule, r.update_rule,
       r.referenced_table_name, GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position) AS own,
       GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position) AS referenced
FROM information_schema.referential_constraints r
JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_name)
GROUP BY 1, 2, 3, 4, 5, 6
"""


def _by_table(session: Session, text: str) -> dict[tuple[str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    with contextlib.closing(session.cursor(DictCursor)) as cursor:
        cursor.execute(text)
        for row in cursor.fetchall():
            lower = {str(key).lower(): value for key, value in row.items()}
            found.setdefault((lower["table_schema"], lower["table_name"]), []).append(lower)
    return found


def _table(schema: Schema, entity: Entity, found: _Found) -> Iterator[Difference]:
    at = (schema.namespace(entity.schema) or DATABASE, entity.name)
    name = schema.qualified(entity)
    if at not in found.columns:
        yield Difference("table", name, "present", None)
        return
    yield from _columns(entity, name, found.columns[at])
    yield from _keys(schema, entity, name, found.keys.get(at, []))
    yield from _links(schema, entity, name, found.links.get(at, []))


def _columns(entity: Entity, name: str, rows: list[dict[str, Any]]) -> Iterator[Difference]:
    wanted, there = [one.name for one in entity.attributes], [row["column_name"] for row in rows]
    if wanted != there:
        yield Difference("columns", name, ", ".join(wanted), ", ".join(there))
        return
    primary = set(entity.primary_key.columns) if entity.primary_key else set()
    for attribute, row in zip(entity.attributes, rows, strict=True):
        expected = [_type(attribute.type), attribute.comment or ""]
        actual = [_type(row["column_type"]), row["column_comment"]]
        timestamp = attribute.type.lower().startswith("timestamp")
        if not timestamp and not attribute.generated:
            nullable = attribute.not_null is None and attribute.id not in primary and attribute.identity is None
            expected.append("nullable" if nullable else "not null")
            actual.append("nullable" if row["is_nullable"] == "YES" else "not null")
        extra = str(row["extra"]).lower()
        expected += ["auto_increment" if attribute.identity else "", "generated" if attribute.generated else ""]
        actual += [
            "auto_increment" if "auto_increment" in extra else "",
            "generated" if "generated" in extra and row["generation_expression"] else "",
        ]
        if expected != actual:
            what = f"{name}.{attribute.name}"
            yield Difference("column", what, "; ".join(filter(None, expected)), "; ".join(filter(None, actual)))


def _type(text: str) -> str:
    """A type without what servers add to or leave out of its text."""
    parsed = parse_type(text.strip(), "mysql")
    base = _SAME.get(parsed.base, parsed.base).partition("(")[0]
    if base in ("enum", "set"):
        return "".join(text.split()).lower().replace('"', "'")
    suffix = "unsigned" if "unsigned" in parsed.suffix or "zerofill" in parsed.suffix else ""
    modifiers = "" if base.split(" ")[0] in _NO_WIDTH else ",".join(parsed.modifiers)
    if base in ("decimal",) and not modifiers:
        modifiers = "10,0"
    if base == "decimal" and "," not in modifiers:
        modifiers += ",0"
    if base in ("char", "binary", "bit") and not modifiers:
        modifiers = "1"
    if base in ("text", "blob"):
        modifiers = ""
    return f"{base.replace(' unsigned', '')}({modifiers}) {suffix or ('unsigned' if 'unsigned' in base else '')}"


def _keys(schema: Schema, entity: Entity, name: str, rows: list[dict[str, Any]]) -> Iterator[Difference]:
    there: dict[str, list[str]] = {}
    for row in rows:
        part = f"{row['column_name']}({row['sub_part']})" if row["sub_part"] and row["index_type"] != "SPATIAL" else (
            str(row["column_name"]))  # fmt: skip
        there.setdefault(row["index_name"], [_kind(row)]).append(part + (" desc" if row["collation"] == "D" else ""))
    for called, wanted in _wanted_keys(schema, entity):
        if there.get(called) != wanted:
            got = there.get(called)
            yield Difference("key", f"{name}.{called}", " ".join(wanted), " ".join(got) if got else None)


def _kind(row: dict[str, Any]) -> str:
    if row["index_type"] in ("FULLTEXT", "SPATIAL"):
        return str(row["index_type"]).lower()
    return "index" if row["non_unique"] else "unique"


def _wanted_keys(schema: Schema, entity: Entity) -> Iterator[tuple[str, list[str]]]:
    for key in entity.keys:
        parts: Any = key.options.get("mysql", {}).get("parts", ())
        names = schema.names(key.columns)
        shown = [
            f"{column}({parts[place][0]})" if place < len(parts) and parts[place][0] else column
            for place, column in enumerate(names)
        ]
        shown = [
            f"{column} desc" if place < len(parts) and parts[place][1] else column for place, column in enumerate(shown)
        ]
        yield (key.name if key is not entity.primary_key and key.name else "PRIMARY"), ["unique", *shown]
    for index in entity.indexes:
        if index.name and not any(part.expression for part in index.keys):
            yield index.name, [_index_kind(index), *_parts(schema, index)]


def _index_kind(index: Index) -> str:
    if index.method in ("fulltext", "spatial"):
        return index.method
    return "unique" if index.unique else "index"


def _parts(schema: Schema, index: Index) -> Iterator[str]:
    for part in index.keys:
        assert part.column is not None
        prefix = f"({part.prefix_length})" if part.prefix_length and index.method != "spatial" else ""
        yield f"{schema.attribute(part.column).name}{prefix}{' desc' if part.descending else ''}"


def _links(schema: Schema, entity: Entity, name: str, rows: list[dict[str, Any]]) -> Iterator[Difference]:
    there = {row["constraint_name"]: row for row in rows}
    for link in schema.references_from(entity.id):
        row = there.get(link.name or "")
        if row is None:
            yield Difference("foreign key", f"{name}.{link.name}", "present", None)
        elif not _same_link(schema, link, row):
            yield Difference("foreign key", f"{name}.{link.name}", _described(schema, link), str(row))


def _same_link(schema: Schema, link: Relationship, row: dict[str, Any]) -> bool:
    def rule(action: str) -> tuple[str, ...]:
        return _RULES.get(action, (action.upper(),))

    return (
        row["own"] == ",".join(schema.names(link.columns))
        and row["referenced"] == ",".join(schema.names(link.parent_columns))
        and row["referenced_table_name"] == schema.entity(link.parent).name
        and row["delete_rule"] in rule(link.on_delete)
        and row["update_rule"] in rule(link.on_update)
    )


def _described(schema: Schema, link: Relationship) -> str:
    own, parent = ", ".join(schema.names(link.columns)), schema.entity(link.parent).name
    return f"{own} to {parent}, on delete {link.on_delete}, on update {link.on_update}"
