"""DBML: tables, enums, indexes, checks, references, groups and notes in the language of dbdiagram.

DBML holds less than a design. What it has no words for (exclusions, domains, sequences, partitions, what is only
carried) comes back as notices; names keep every character that its quotes can hold.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from designer.exporters.dbml_notices import METHODS, notices, qualified
from designer.exporters.dbml_text import computed, expression, identifier, note, type_name
from designer.exporters.diagram.cardinality import nullable
from designer.exporters.diagram.palette import LIGHT, nearest_group
from designer.exporters.result import Export
from designer.schema.model import Attribute, Check, Entity, Enum, Group, Index, Relationship, Unique
from designer.schema.schema import Schema
from designer.sql.default_names import primary_key_name, unique_name
from designer.sql.identifiers import quote_name

name = "dbml"
label = "DBML"
suffix = ".dbml"
media_type = "text/plain"

_DATABASES = {"postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite",
              "tsql": "SQL Server", "oracle": "Oracle"}  # fmt: skip
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}")


def render(schema: Schema) -> Export:
    """The design as DBML, with notices for what is left out."""
    blocks = [_project(schema)]
    blocks += [_enum(schema, enum) for enum in schema.enums]
    blocks += ["\n".join(_table(schema, entity)) for entity in schema.entities]
    repeated = _repeated(schema)
    blocks += [_reference(schema, link) for link in schema.relationships if link.id not in repeated]
    blocks += ["\n".join(_group(schema, group)) for group in schema.layout.groups if group.entities]
    blocks += [_sticky(number, one) for number, one in enumerate(schema.layout.notes, 1) if "text" in one]
    return Export("\n\n".join(blocks) + "\n", tuple(notices(schema, _repeated(schema))))


def _kept(value: Any, key: str) -> Any:
    """What the importer kept of DBML's own under `x`."""
    own = value.x.get("dbml")
    return own.get(key) if isinstance(own, Mapping) else None


def _kept_settings(value: Any) -> list[str]:
    return [
        f"{key}: {written}" if isinstance(written, str) else key
        for key, written in (_kept(value, "settings") or {}).items()
    ]


def _project(schema: Schema) -> str:
    lines = [f"Project {identifier(schema.name)} {{", f"  database_type: {note(_DATABASES[schema.dialect.name])}"]
    lines += [f"  {identifier(key)}: {note(str(value))}" for key, value in (_kept(schema, "project") or {}).items()]
    lines += [f"  Note: {note(schema.comment)}"] if schema.comment else []
    return "\n".join([*lines, "}"])


def _enum(schema: Schema, enum: Enum) -> str:
    notes = _kept(enum, "notes") or {}
    lines = [
        f"  {identifier(one.value)}" + (f" [note: {note(notes[one.value])}]" if one.value in notes else "")
        for one in enum.values
    ]
    lines += [f"  Note: {note(enum.comment)}"] if enum.comment else []
    return "\n".join([f"Enum {qualified(schema, enum)} {{", *lines, "}"])


def _table(schema: Schema, entity: Entity) -> Iterator[str]:
    alias = _kept(entity, "alias")
    settings = _kept_settings(entity)
    group = next((n for n, group in enumerate(schema.layout.groups) if entity.id in group.entities), None)
    if group is not None and not any(one.startswith("headercolor") for one in settings):
        colour = LIGHT.groups[nearest_group(schema.layout.groups[group].color, group) - 1]
        settings.append(f"headercolor: {colour}")
    shown = f" [{', '.join(settings)}]" if settings else ""
    yield f"Table {qualified(schema, entity)}{f' as {identifier(alias)}' if alias else ''}{shown} {{"
    for attribute in entity.attributes:
        yield _column(schema, entity, attribute)
    keys = [*_keys(schema, entity), *(_index(schema, index) for index in entity.indexes)]
    if keys:
        yield from ("", "  indexes {", *(f"    {line}" for line in keys), "  }")
    if entity.checks:
        yield from ("", "  checks {", *(f"    {_check(check)}" for check in entity.checks), "  }")
    if entity.comment:
        yield from ("", f"  Note: {note(entity.comment)}")
    yield "}"


def _check(check: Check) -> str:
    settings = [f"name: {note(check.name)}"] if check.name else []
    return computed(check.expression) + (f" [{', '.join(settings)}]" if settings else "")


def _column(schema: Schema, entity: Entity, attribute: Attribute) -> str:
    settings = []
    if entity.primary_key and entity.primary_key.columns == (attribute.id,) and _is_usual_key(entity):
        settings.append("pk")
    elif not nullable(schema, entity, attribute.id):
        settings.append("not null")
    if any(unique.columns == (attribute.id,) and _is_usual(schema, entity, unique) for unique in entity.uniques):
        settings.append("unique")
    if attribute.identity:
        settings.append("increment")
    if attribute.default is not None:
        settings.append(f"default: {expression(attribute.default)}")
    if attribute.comment:
        settings.append(f"note: {note(attribute.comment)}")
    settings += _kept_settings(attribute)
    shown = f" [{', '.join(settings)}]" if settings else ""
    return f"  {identifier(attribute.name)} {_type(schema, attribute.type)}{shown}"


def _type(schema: Schema, written: str) -> str:
    """An enum by its name, so that DBML's readers find it; any other type as written."""
    bare, brackets = (written[:-2], "[]") if written.endswith("[]") else (written, "")
    for enum in schema.enums:
        parts = (schema.namespace(enum.schema), enum.name)
        spelled = {enum.name, quote_name(enum.name, dialect="postgres")}
        if parts[0]:
            spelled |= {f"{parts[0]}.{enum.name}", quote_name(parts[0], enum.name, dialect="postgres")}
        if bare in spelled:
            plain = parts[0] in (None, "public") and type_name(enum.name) == enum.name
            return (enum.name if plain else qualified(schema, enum)) + brackets
    return type_name(written)


def _is_usual_key(entity: Entity) -> bool:
    """Whether the primary key is called as it would be without being named."""
    key = entity.primary_key
    return key is not None and key.comment is None and key.name in (None, primary_key_name(entity.name))


def _is_usual(schema: Schema, entity: Entity, unique: Unique) -> bool:
    usual = unique_name(entity.name, schema.names(unique.columns))
    return unique.comment is None and unique.name in (None, usual)


def _keys(schema: Schema, entity: Entity) -> Iterator[str]:
    """Keys that no setting of a column says: of several columns, or with a name of their own."""
    key = entity.primary_key
    if key and (len(key.columns) > 1 or not _is_usual_key(entity)):
        named = [] if key.name in (None, primary_key_name(entity.name)) else [f"name: {note(key.name)}"]
        told = [f"note: {note(key.comment)}"] if key.comment else []
        yield f"{_columns(schema, key.columns)} [{', '.join(['pk', *named, *told])}]"
    for unique in entity.uniques:
        if len(unique.columns) > 1 or not _is_usual(schema, entity, unique):
            told = [f"note: {note(unique.comment)}"] if unique.comment else []
            yield f"{_columns(schema, unique.columns)} [{', '.join([*_settings(unique, 'unique'), *told])}]"


def _index(schema: Schema, index: Index) -> str:
    keys = [
        identifier(schema.attribute(key.column).name) if key.column else computed(key.expression or "")
        for key in index.keys
    ]
    settings = ["unique"] if index.unique else []
    settings += _settings(index)
    settings += [f"type: {index.method}"] if index.method in METHODS else []
    # A unique index without its method would be read as a unique constraint.
    settings += ["type: btree"] if index.unique and index.method not in METHODS else []
    settings += [f"note: {note(index.comment)}"] if index.comment else []
    return f"({', '.join(keys)})" + (f" [{', '.join(settings)}]" if settings else "")


def _settings(named: Unique | Index, *first: str) -> list[str]:
    return [*first, *([f"name: {note(named.name)}"] if named.name else [])]


def _repeated(schema: Schema) -> set[str]:
    """Ids of the relationships over the same columns as an earlier one: DBML's readers refuse a second."""
    seen: set[frozenset[tuple[str, ...]]] = set()
    repeated = set()
    for link in schema.relationships:
        ends = frozenset((link.columns, link.parent_columns))
        if ends in seen:
            repeated.add(link.id)
        seen.add(ends)
    return repeated


def _reference(schema: Schema, link: Relationship) -> str:
    """Many to one with the child first; one to one with the parent first, as DBML's readers take it."""
    child, parent = schema.entity(link.child), schema.entity(link.parent)
    one = any(set(key.columns) == set(link.columns) for key in child.keys)
    title = f" {identifier(link.name)}" if link.name else ""
    settings = [
        f"{event}: {action}"
        for event, action in (("delete", link.on_delete), ("update", link.on_update))
        if action != "no action"
    ] + _kept_settings(link)
    shown = f" [{', '.join(settings)}]" if settings else ""
    ends = [
        f"{qualified(schema, child)}.{_columns(schema, link.columns)}",
        f"{qualified(schema, parent)}.{_columns(schema, link.parent_columns)}",
    ]
    return f"Ref{title}: {(' - ' if one else ' > ').join(reversed(ends) if one else ends)}{shown}"


def _group(schema: Schema, group: Group) -> Iterator[str]:
    told = (_kept(schema.layout, "group_notes") or {}).get(group.name)
    settings = [f"color: {group.color}"] if group.color and _COLOUR.fullmatch(group.color) else []
    settings += [f"note: {note(told)}"] if told else []
    shown = f" [{', '.join(settings)}]" if settings else ""
    yield f"TableGroup {identifier(group.name)}{shown} {{"
    yield from (f"  {qualified(schema, schema.entity(member))}" for member in group.entities)
    yield "}"


def _sticky(number: int, one: Mapping[str, Any]) -> str:
    color = str(one.get("color") or "")
    shown = f" [color: {color}]" if _COLOUR.fullmatch(color) else ""
    return f"Note {identifier(str(one.get('name') or f'note_{number}'))}{shown} {{\n  {note(str(one['text']))}\n}}"


def _columns(schema: Schema, ids: Iterable[str]) -> str:
    return f"({', '.join(identifier(attribute) for attribute in schema.names(tuple(ids)))})"
