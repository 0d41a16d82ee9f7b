"""CREATE TABLE and CREATE INDEX."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.sqlite.texts import SQLITE
from designer.exporters.texts import DANGLING
from designer.schema.model import Attribute, Check, Entity, Index, IndexKey, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema


def create_table(schema: Schema, entity: Entity, called: str | None = None) -> str:
    """The table with everything that is part of it. called: another name for it, by which nothing refers to it."""
    options = SQLITE.options(entity.options)
    parts = [*(column(entity, attribute) for attribute in entity.attributes), *_constraints(schema, entity)]
    body = ",\n".join(f"    {part}" for part in parts)
    flags = ", ".join(
        word for key, word in (("without_rowid", "WITHOUT ROWID"), ("strict", "STRICT")) if options.get(key)
    )
    kind = "TEMP TABLE" if entity.persistence == "temporary" else "TABLE"
    return f"CREATE {kind} {SQLITE.name(called or entity.name)} (\n{body}\n){' ' + flags if flags else ''};"


def column(entity: Entity, attribute: Attribute) -> str:
    """A column with what SQLite takes only there: its type, NOT NULL, default, collation and expression."""
    where = f"{entity.name}.{attribute.name}"
    options = SQLITE.options(attribute.options)
    parts = [SQLITE.name(attribute.name)]
    if attribute.type.strip():
        parts.append(SQLITE.verbatim(attribute.type, f"the type of {where}"))
    if _is_inline(entity, attribute):
        assert entity.primary_key is not None
        parts.append(_inline_key(entity.primary_key))
    if attribute.not_null:
        named = f"CONSTRAINT {SQLITE.name(attribute.not_null.name)} " if attribute.not_null.name else ""
        parts.append(f"{named}NOT NULL{_conflict(options.get('not_null_conflict'))}")
    if attribute.generated:
        stored = "STORED" if attribute.generated.stored else "VIRTUAL"
        expression = SQLITE.parenthesized(attribute.generated.expression, f"the expression of {where}")
        parts.append(f"GENERATED ALWAYS AS {expression} {stored}")
    elif attribute.default is not None:
        named = f"CONSTRAINT {SQLITE.name(options['default_name'])} " if options.get("default_name") else ""
        parts.append(f"{named}DEFAULT {SQLITE.verbatim(attribute.default, f'the default of {where}')}")
    if attribute.collation:
        parts.append(f"COLLATE {SQLITE.name(attribute.collation)}")
    parts += [check(one, where) for one in entity.checks if one.x.get("column") == attribute.name]
    return " ".join(parts)


def _constraints(schema: Schema, entity: Entity) -> Iterator[str]:
    primary = entity.primary_key
    if primary is not None and not any(_is_inline(entity, one) for one in entity.attributes):
        yield f"{_named(primary)}PRIMARY KEY {_key(schema, primary)}"
    for unique in entity.uniques:
        yield f"{_named(unique)}UNIQUE {_key(schema, unique)}"
    names = {attribute.name for attribute in entity.attributes}
    for one in entity.checks:
        if one.x.get("column") not in names:
            yield check(one, entity.name)
    for link in schema.references_from(entity.id):
        yield foreign_key(schema, link)
    for text in SQLITE.options(entity.options).get(DANGLING, ()):
        yield SQLITE.verbatim(text, f"a foreign key of {entity.name}")


def _is_inline(entity: Entity, attribute: Attribute) -> bool:
    primary = entity.primary_key
    inline = primary is not None and SQLITE.options(primary.options).get("inline")
    return bool(inline and primary is not None and primary.columns == (attribute.id,))


def _inline_key(primary: PrimaryKey) -> str:
    options = SQLITE.options(primary.options)
    descending = any(part[0] for part in options.get("parts", ()))
    auto = " AUTOINCREMENT" if options.get("autoincrement") else ""
    direction = " DESC" if descending else ""
    return f"{_named(primary)}PRIMARY KEY{direction}{_conflict(options.get('conflict'))}{auto}"


def _named(one: PrimaryKey | Unique | Check | Relationship) -> str:
    found = one.name or one.x.get("name")
    return f"CONSTRAINT {SQLITE.name(found)} " if found else ""


def _key(schema: Schema, key: PrimaryKey | Unique) -> str:
    options = SQLITE.options(key.options)
    parts = options.get("parts") or ((False, None),) * len(key.columns)
    auto = " AUTOINCREMENT" if options.get("autoincrement") else ""
    shown = [
        f"{SQLITE.name(schema.attribute(column).name)}{_collated(collation)}{' DESC' if descending else ''}{auto}"
        for column, (descending, collation) in zip(key.columns, parts, strict=True)
    ]
    return f"({', '.join(shown)}){_conflict(options.get('conflict'))}"


def _collated(collation: str | None) -> str:
    return f" COLLATE {SQLITE.name(collation)}" if collation else ""


def _conflict(word: str | None) -> str:
    return f" ON CONFLICT {word.upper()}" if word else ""


def check(one: Check, where: str) -> str:
    """A check, at a column or of the table."""
    return f"{_named(one)}CHECK {SQLITE.parenthesized(one.expression, f'a check of {where}')}"


def foreign_key(schema: Schema, link: Relationship) -> str:
    """A foreign key as a constraint of the table."""
    parent = schema.entity(link.parent)
    columns = SQLITE.names(schema.attribute(one).name for one in link.columns)
    text = f"{_named(link)}FOREIGN KEY ({columns}) REFERENCES {SQLITE.name(parent.name)}"
    if not link.x.get("implicit"):
        text += f" ({SQLITE.names(schema.attribute(one).name for one in link.parent_columns)})"
    if link.on_delete != "no action":
        text += f" ON DELETE {link.on_delete.upper()}"
    if link.on_update != "no action":
        text += f" ON UPDATE {link.on_update.upper()}"
    match = link.match or link.x.get("match")
    if match:
        text += f" MATCH {SQLITE.name(match.upper())}"
    if link.deferrable:
        text += f" DEFERRABLE INITIALLY {link.deferrable.upper()}"
    return text


def create_index(schema: Schema, entity: Entity, index: Index) -> str:
    """An index; SQLite gives each a name of its own."""
    where = f"the index {index.name} of {entity.name}"
    keys = ", ".join(_part(schema, key, where) for key in index.keys)
    predicate = f" WHERE {SQLITE.verbatim(index.where, f'the condition of {where}')}" if index.where else ""
    kind = "UNIQUE INDEX" if index.unique else "INDEX"
    named = SQLITE.name(index.name or f"{entity.name}_index")
    return f"CREATE {kind} {named} ON {SQLITE.name(entity.name)} ({keys}){predicate};"


def _part(schema: Schema, key: IndexKey, where: str) -> str:
    if key.column:
        text = SQLITE.name(schema.attribute(key.column).name)
    else:
        text = SQLITE.verbatim(key.expression or "", f"an expression of {where}")
    return f"{text}{_collated(key.collation)}{' DESC' if key.descending else ''}"
