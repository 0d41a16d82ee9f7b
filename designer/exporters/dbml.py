"""DBML: tables, enums, indexes, references and groups in the language of dbdiagram.

DBML holds less than a design. What it has no words for (checks, exclusions, domains, sequences, partitions, what is
only carried) comes back as notices; names keep every character that its quotes can hold.
"""

from collections.abc import Iterable, Iterator

from designer.exporters.dbml_text import computed, expression, identifier, note, type_name
from designer.exporters.diagram.cardinality import nullable
from designer.exporters.diagram.palette import LIGHT, nearest_group
from designer.exporters.result import Export, Notice
from designer.schema.model import Attribute, Entity, Enum, Group, Index, Relationship, Unique
from designer.schema.schema import Schema

name = "dbml"
label = "DBML"
suffix = ".dbml"
media_type = "text/plain"

_DATABASES = {"postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite",
              "tsql": "SQL Server", "oracle": "Oracle"}  # fmt: skip
_METHODS = ("btree", "hash")


def render(schema: Schema) -> Export:
    """The design as DBML, with notices for what is left out."""
    blocks = [_project(schema)]
    blocks += [_enum(schema, enum) for enum in schema.enums]
    blocks += ["\n".join(_table(schema, entity)) for entity in schema.entities]
    repeated = _repeated(schema)
    blocks += [_reference(schema, link) for link in schema.relationships if link.id not in repeated]
    blocks += ["\n".join(_group(schema, group)) for group in schema.layout.groups if group.entities]
    return Export("\n\n".join(blocks) + "\n", tuple(_notices(schema)))


def _project(schema: Schema) -> str:
    lines = [f"Project {identifier(schema.name)} {{", f"  database_type: {note(_DATABASES[schema.dialect.name])}"]
    lines += [f"  Note: {note(schema.comment)}"] if schema.comment else []
    return "\n".join([*lines, "}"])


def _enum(schema: Schema, enum: Enum) -> str:
    values = "\n".join(f"  {identifier(value.value)}" for value in enum.values)
    return f"Enum {_qualified(schema, enum)} {{\n{values}\n}}"


def _table(schema: Schema, entity: Entity) -> Iterator[str]:
    group = next((n for n, group in enumerate(schema.layout.groups) if entity.id in group.entities), None)
    settings = ""
    if group is not None:
        colour = LIGHT.groups[nearest_group(schema.layout.groups[group].color, group) - 1]
        settings = f" [headercolor: {colour}]"
    yield f"Table {_qualified(schema, entity)}{settings} {{"
    for attribute in entity.attributes:
        yield _column(schema, entity, attribute)
    keys = [*_composite_keys(schema, entity), *(_index(schema, index) for index in entity.indexes)]
    if keys:
        yield from ("", "  indexes {", *(f"    {line}" for line in keys), "  }")
    if entity.comment:
        yield from ("", f"  Note: {note(entity.comment)}")
    yield "}"


def _column(schema: Schema, entity: Entity, attribute: Attribute) -> str:
    settings = []
    if entity.primary_key and entity.primary_key.columns == (attribute.id,):
        settings.append("pk")
    elif not nullable(schema, entity, attribute.id):
        settings.append("not null")
    if any(unique.columns == (attribute.id,) for unique in entity.uniques):
        settings.append("unique")
    if attribute.identity:
        settings.append("increment")
    if attribute.default is not None:
        settings.append(f"default: {expression(attribute.default)}")
    if attribute.comment:
        settings.append(f"note: {note(attribute.comment)}")
    shown = f" [{', '.join(settings)}]" if settings else ""
    return f"  {identifier(attribute.name)} {type_name(attribute.type)}{shown}"


def _composite_keys(schema: Schema, entity: Entity) -> Iterator[str]:
    if entity.primary_key and len(entity.primary_key.columns) > 1:
        yield f"{_columns(schema, entity.primary_key.columns)} [pk]"
    for unique in entity.uniques:
        if len(unique.columns) > 1:
            yield f"{_columns(schema, unique.columns)} [{', '.join(_settings(unique, 'unique'))}]"


def _index(schema: Schema, index: Index) -> str:
    keys = [
        identifier(schema.attribute(key.column).name) if key.column else computed(key.expression or "")
        for key in index.keys
    ]
    settings = ["unique"] if index.unique else []
    settings += _settings(index)
    settings += [f"type: {index.method}"] if index.method in _METHODS else []
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
    child, parent = schema.entity(link.child), schema.entity(link.parent)
    one = any(set(key.columns) == set(link.columns) for key in child.keys)
    title = f" {identifier(link.name)}" if link.name else ""
    actions = [
        f"{event}: {action}"
        for event, action in (("delete", link.on_delete), ("update", link.on_update))
        if action != "no action"
    ]
    shown = f" [{', '.join(actions)}]" if actions else ""
    left = f"{_qualified(schema, child)}.{_columns(schema, link.columns)}"
    right = f"{_qualified(schema, parent)}.{_columns(schema, link.parent_columns)}"
    return f"Ref{title}: {left} {'-' if one else '>'} {right}{shown}"


def _group(schema: Schema, group: Group) -> Iterator[str]:
    yield f"TableGroup {identifier(group.name)} {{"
    yield from (f"  {_qualified(schema, schema.entity(member))}" for member in group.entities)
    yield "}"


def _columns(schema: Schema, ids: Iterable[str]) -> str:
    return f"({', '.join(identifier(attribute) for attribute in schema.names(tuple(ids)))})"


def _qualified(schema: Schema, value: Entity | Enum) -> str:
    namespace = schema.namespace(value.schema)
    prefix = "" if namespace in (None, "public") else f"{identifier(namespace)}."
    return prefix + identifier(value.name)


def _notices(schema: Schema) -> Iterator[Notice]:
    for entity in schema.entities:
        owner = schema.qualified(entity)
        for check in entity.checks:
            yield Notice(
                f"{owner}.{check.name or check.expression}", "older readers of DBML know no checks, so it is left out"
            )
        for exclusion in entity.exclusions:
            yield Notice(f"{owner}.{exclusion.name}", "DBML has no exclusion constraints")
        for attribute in entity.attributes:
            if attribute.generated:
                yield Notice(f"{owner}.{attribute.name}", "DBML has no generated columns; it is written as a plain one")
        yield from _index_notices(entity, owner)
        if entity.partition_by or entity.partition_of:
            yield Notice(owner, "DBML has no partitions; it is written as a plain table")
    for kind, values in (("domains", schema.domains), ("composite types", schema.composites),
                         ("sequences", schema.sequences)):  # fmt: skip
        for value in values:
            yield Notice(schema.qualified(value), f"DBML has no {kind}")
    for statement in schema.opaque:
        yield Notice(statement.name, f"DBML has no word for a {statement.kind}")
    repeated = _repeated(schema)
    for link in schema.relationships:
        if link.id in repeated:
            child = schema.qualified(schema.entity(link.child))
            yield Notice(f"{child}.{link.name}", "DBML takes one reference over the same columns; this repeats another")
    yield from _name_notices(schema)


def _index_notices(entity: Entity, owner: str) -> Iterator[Notice]:
    for index in entity.indexes:
        lost = [
            word
            for word, there in (
                (f"WHERE {index.where}", index.where),
                ("INCLUDE", index.include),
                (f"the method {index.method}", index.method not in _METHODS),
                ("the order of its keys", any(key.descending or key.nulls for key in index.keys)),
            )
            if there
        ]
        if lost:
            yield Notice(f"{owner}.{index.name}", f"DBML cannot say {', '.join(lost)} of an index")


def _name_notices(schema: Schema) -> Iterator[Notice]:
    """Names that stand in DBML with other characters than their own."""
    for located in schema.located.values():
        named = getattr(located.value, "name", None) or getattr(located.value, "value", None)
        if isinstance(named, str) and located.kind.name in ("entity", "attribute", "enum", "enum_value", "schema"):
            written = identifier(named)[1:-1]
            if written != named:
                yield Notice(named, f"DBML cannot hold this name; it is written {written}")
