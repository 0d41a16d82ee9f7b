"""CREATE TABLE, CREATE INDEX and foreign keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.exporters.texts import DANGLING, Texts
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Check, Entity, Index, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema

TSQL = Texts("tsql", "SQL Server", always=True)


def qualified(schema: Schema, one: Any) -> str:
    """`[home].[name]`."""
    home = schema.namespace(one.schema)
    return f"{TSQL.name(home)}.{TSQL.name(one.name)}" if home else TSQL.name(one.name)


def create_table(schema: Schema, entity: Entity) -> str:
    """The table with all but its indexes and foreign keys."""
    options = TSQL.options(entity.options)
    parts = [column(schema, entity, one) for one in entity.attributes]
    for key in entity.keys:
        parts.append(f"{_named(key)}{_key(schema, key)}")
    parts += [_check(one, entity) for one in entity.checks if one.validated or not one.enforced]
    if options.get("period"):
        parts.append(f"PERIOD FOR SYSTEM_TIME ({TSQL.names(options['period'])})")
    parts += [_inline_index(schema, entity, one) for one in entity.indexes if "at" in TSQL.options(one.options)]
    body = ",\n".join(f"    {part}" for part in parts)
    tail = f" AS {options['graph'].upper()}" if options.get("graph") else ""
    for option, word in (("filegroup", "ON"), ("textimage_on", "TEXTIMAGE_ON"), ("filestream_on", "FILESTREAM_ON")):
        if options.get(option):
            tail += f" {word} {TSQL.verbatim(options[option], f'the storage of {entity.name}')}"
    if options.get("with"):
        tail += f" WITH ({TSQL.verbatim(options['with'], f'the options of {entity.name}')})"
    text = f"CREATE TABLE {qualified(schema, entity)} (\n{body}\n){tail};"
    for given in options.get("set", ()):
        text += (
            f"\nALTER TABLE {qualified(schema, entity)} SET ({TSQL.verbatim(given, f'an option of {entity.name}')});"
        )
    for given in options.get(DANGLING, ()):
        text += (
            f"\nALTER TABLE {qualified(schema, entity)} ADD {TSQL.verbatim(given, f'a foreign key of {entity.name}')};"
        )
    for one in entity.checks:
        if one.enforced and not one.validated:
            text += f"\nALTER TABLE {qualified(schema, entity)} WITH NOCHECK ADD {_check(one, entity)};"
    unchecked = [one.name for one in entity.checks if one.name and not one.enforced]
    for name in unchecked:
        text += f"\nALTER TABLE {qualified(schema, entity)} NOCHECK CONSTRAINT {TSQL.name(name)};"
    return text


def column(schema: Schema, entity: Entity, attribute: Attribute) -> str:
    """A column as CREATE TABLE takes it."""
    where = f"{entity.name}.{attribute.name}"
    options = TSQL.options(attribute.options)
    parts = [TSQL.name(attribute.name)]
    if attribute.generated:
        parts.append(f"AS {TSQL.parenthesized(attribute.generated.expression, f'the expression of {where}')}")
        parts += ["PERSISTED"] if attribute.generated.stored else []
        parts += ["NOT NULL"] if attribute.not_null and attribute.generated.stored else []
        return " ".join(parts)
    parts.append(TSQL.verbatim(attribute.type, f"the type of {where}"))
    if options.get("filestream"):
        parts.append("FILESTREAM")
    if attribute.collation:
        parts.append(f"COLLATE {TSQL.verbatim(attribute.collation, f'the collation of {where}')}")
    if options.get("sparse"):
        parts.append("SPARSE")
    if options.get("masked"):
        parts.append(f"MASKED WITH ({TSQL.verbatim(options['masked'], f'the mask of {where}')})")
    if options.get("generated_row"):
        hidden = " HIDDEN" if options.get("hidden") else ""
        parts.append(f"GENERATED ALWAYS AS {options['generated_row'].upper()}{hidden}")
    if attribute.identity:
        start, increment = attribute.identity.start, attribute.identity.increment
        said = f"({1 if start is None else start},{1 if increment is None else increment})"
        parts.append("IDENTITY" if start is None and increment is None else f"IDENTITY{said}")
        parts += ["NOT FOR REPLICATION"] if options.get("not_for_replication") else []
    if attribute.not_null:
        parts.append(f"{_name_of(attribute.not_null.name)}NOT NULL")
    elif options.get("explicit_null"):
        parts.append("NULL")
    if options.get("rowguidcol"):
        parts.append("ROWGUIDCOL")
    if attribute.default is not None:
        default = TSQL.verbatim(attribute.default, f"the default of {where}")
        parts.append(f"{_name_of(options.get('default_name'))}DEFAULT {default}")
    return " ".join(parts)


def _name_of(name: str | None) -> str:
    return f"CONSTRAINT {TSQL.name(name)} " if name else ""


def _named(one: PrimaryKey | Unique | Check | Relationship) -> str:
    return _name_of(one.name or one.x.get("name"))


def _clustered(options: FrozenMap) -> str:
    found = options.get("clustered")
    return "" if found is None else " CLUSTERED" if found else " NONCLUSTERED"


def _key(schema: Schema, key: PrimaryKey | Unique) -> str:
    options = TSQL.options(key.options)
    parts = options.get("parts") or ((False, None),) * len(key.columns)
    columns = ", ".join(
        TSQL.name(schema.attribute(one).name) + (" DESC" if descending else "")
        for one, (descending, _) in zip(key.columns, parts, strict=True)
    )
    word = "PRIMARY KEY" if isinstance(key, PrimaryKey) else "UNIQUE"
    return f"{word}{_clustered(options)} ({columns}){_storage(options)}"


def _storage(options: FrozenMap) -> str:
    text = f" WITH ({TSQL.verbatim(options['with'], 'the options of an index')})" if options.get("with") else ""
    for option, word in (("on", "ON"), ("filestream_on", "FILESTREAM_ON")):
        if options.get(option):
            text += f" {word} {TSQL.verbatim(options[option], 'the storage of an index')}"
    return text


def _check(one: Check, entity: Entity) -> str:
    replication = "NOT FOR REPLICATION " if one.x.get("not_for_replication") else ""
    return f"{_named(one)}CHECK {replication}{TSQL.parenthesized(one.expression, f'a check of {entity.name}')}"


def create_index(schema: Schema, entity: Entity, index: Index) -> str:
    """An index as a statement of its own."""
    options = TSQL.options(index.options)
    where = f"the index {index.name} of {entity.name}"
    store = " COLUMNSTORE" if options.get("columnstore") else ""
    unique = " UNIQUE" if index.unique else ""
    text = f"CREATE{unique}{_clustered(options)}{store} INDEX {TSQL.name(index.name or entity.name + '_index')}"
    text += f" ON {qualified(schema, entity)}"
    if index.keys:
        text += f" ({_parts(schema, index)})"
    if index.include:
        text += f" INCLUDE ({TSQL.names(schema.attribute(one).name for one in index.include)})"
    if index.where:
        text += f" WHERE {TSQL.verbatim(index.where, f'the condition of {where}')}"
    return f"{text}{_storage(options)};"


def _parts(schema: Schema, index: Index) -> str:
    return ", ".join(
        TSQL.name(schema.attribute(key.column or "").name) + (" DESC" if key.descending else "") for key in index.keys
    )


def _inline_index(schema: Schema, entity: Entity, index: Index) -> str:
    options = TSQL.options(index.options)
    unique = " UNIQUE" if index.unique else ""
    return (
        f"INDEX {TSQL.name(index.name or '')}{unique}{_clustered(options)} ({_parts(schema, index)}){_storage(options)}"
    )


def add_foreign_key(schema: Schema, link: Relationship) -> Iterator[str]:
    """A foreign key, once both tables are there, and whether it is checked."""
    child, parent = schema.entity(link.child), schema.entity(link.parent)
    columns = TSQL.names(schema.attribute(one).name for one in link.columns)
    text = f"FOREIGN KEY ({columns}) REFERENCES {qualified(schema, parent)}"
    if not link.x.get("implicit"):
        text += f" ({TSQL.names(schema.attribute(one).name for one in link.parent_columns)})"
    for word, action in (("DELETE", link.on_delete), ("UPDATE", link.on_update)):
        if action not in ("no action", "restrict"):
            text += f" ON {word} {action.upper()}"
    text += " NOT FOR REPLICATION" if link.x.get("not_for_replication") else ""
    checked = "CHECK" if link.validated else "NOCHECK"
    yield f"ALTER TABLE {qualified(schema, child)} WITH {checked} ADD {_named(link)}{text};"
    if not link.enforced and link.name:
        yield f"ALTER TABLE {qualified(schema, child)} NOCHECK CONSTRAINT {TSQL.name(link.name)};"
