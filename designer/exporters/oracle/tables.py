"""Sequences, tables, indexes, foreign keys and comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.exporters.texts import DANGLING, Texts
from designer.schema.model import Attribute, Check, Entity, Identity, Index, PrimaryKey, Relationship, Sequence, Unique
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize

ORACLE = Texts("oracle", "Oracle")
STORAGE = frozenset(
    ("PCTFREE", "PCTUSED", "INITRANS", "MAXTRANS", "STORAGE", "TABLESPACE", "LOGGING", "NOLOGGING", "COMPUTE",
     "COMPRESS", "NOCOMPRESS", "LOCAL", "GLOBAL", "REVERSE", "SORT", "NOSORT", "PARALLEL", "NOPARALLEL", "ONLINE",
     "INVISIBLE", "VISIBLE")
)  # fmt: skip
"""What may stand behind USING INDEX that is no index's name."""


def qualified(schema: Schema, one: Any) -> str:
    """`home.name`, or the bare name."""
    home = schema.namespace(one.schema)
    return f"{ORACLE.name(home)}.{ORACLE.name(one.name)}" if home else ORACLE.name(one.name)


def create_sequence(schema: Schema, sequence: Sequence) -> str:
    """A sequence with what was said about it."""
    parts = [f"CREATE SEQUENCE {qualified(schema, sequence)}", *_counting(sequence)]
    if sequence.x.get("options"):
        parts.append(ORACLE.verbatim(str(sequence.x["options"]), f"an option of {sequence.name}"))
    return f"{' '.join(parts)};"


def _counting(one: Sequence | Identity) -> Iterator[str]:
    for word, value in (
        ("START WITH", one.start), ("INCREMENT BY", one.increment), ("MINVALUE", one.minimum),
        ("MAXVALUE", one.maximum), ("CACHE", one.cache),
    ):  # fmt: skip
        if value is not None:
            yield f"{word} {value}"
    if one.cycle:
        yield "CYCLE"


def create_table(schema: Schema, entity: Entity) -> str:
    """The table with all but its indexes, the keys that stand on those, and its foreign keys."""
    options = ORACLE.options(entity.options)
    parts = [column(entity, one) for one in entity.attributes]
    behind = keys_on_indexes(entity)
    parts += [f"{_named(key)}{_key(schema, key)}" for key in entity.keys if key not in behind]
    for one in entity.checks:
        parts.append(
            f"{_named(one)}CHECK {ORACLE.parenthesized(one.expression, f'a check of {entity.name}')}{_state(one)}"
        )
    parts += [ORACLE.verbatim(one, f"an element of {entity.name}") for one in options.get("elements", ())]
    body = ",\n".join(f"    {part}" for part in parts)
    tail = f"\n{ORACLE.verbatim(options['storage'], f'the storage of {entity.name}')}" if options.get("storage") else ""
    kind = "GLOBAL TEMPORARY TABLE" if entity.persistence == "temporary" else "TABLE"
    text = f"CREATE {kind} {qualified(schema, entity)} (\n{body}\n){tail};"
    for given in options.get(DANGLING, ()):
        text += f"\n\nALTER TABLE {qualified(schema, entity)} ADD {ORACLE.verbatim(given, f'a key of {entity.name}')};"
    return text


def keys_on_indexes(entity: Entity) -> tuple[PrimaryKey | Unique, ...]:
    """The keys that use an index of the design: it must be there before them, or the server makes one of its own."""
    names = {one.name for one in entity.indexes}
    columns = {one.columns for one in entity.indexes if not any(key.expression for key in one.keys)}
    return tuple(
        key for key in entity.keys if key.name in names or key.columns in columns or _names_an_index(key)
    )  # fmt: skip


def _names_an_index(key: PrimaryKey | Unique) -> bool:
    using = tokenize(str(ORACLE.options(key.options).get("using_index", "")), "oracle").tokens
    return bool(using) and using[0].text != "(" and using[0].text.upper() not in STORAGE


def add_key(schema: Schema, entity: Entity, key: PrimaryKey | Unique) -> str:
    """A key, once the index that it uses is there."""
    return f"ALTER TABLE {qualified(schema, entity)} ADD {_named(key)}{_key(schema, key)};"


def column(entity: Entity, attribute: Attribute) -> str:
    """A column as CREATE TABLE takes it."""
    where = f"{entity.name}.{attribute.name}"
    options = ORACLE.options(attribute.options)
    parts = [ORACLE.name(attribute.name)]
    if attribute.type.strip():
        parts.append(ORACLE.verbatim(attribute.type, f"the type of {where}"))
    if attribute.collation:
        parts.append(f"COLLATE {ORACLE.name(attribute.collation)}")
    if options.get("invisible"):
        parts.append("INVISIBLE")
    if attribute.generated:
        expression = ORACLE.parenthesized(attribute.generated.expression, f"the expression of {where}")
        parts.append(f"GENERATED ALWAYS AS {expression} VIRTUAL")
    elif attribute.identity:
        on_null = " ON NULL" if options.get("identity_on_null") else ""
        further = options.get("identity_options")
        kept = [ORACLE.verbatim(further, f"an option of {where}")] if further else []
        counting = " ".join([*_counting(attribute.identity), *kept])
        parts.append(
            f"GENERATED {attribute.identity.mode.upper()}{on_null} AS IDENTITY{f' ({counting})' * bool(counting)}"
        )
    elif attribute.default is not None:
        on_null = "ON NULL " if options.get("default_on_null") else ""
        parts.append(f"DEFAULT {on_null}{ORACLE.verbatim(attribute.default, f'the default of {where}')}")
    if options.get("encrypt"):
        given = options["encrypt"]
        parts.append("ENCRYPT" if given is True else f"ENCRYPT {ORACLE.verbatim(given, f'the encryption of {where}')}")
    if attribute.not_null:
        named = f"CONSTRAINT {ORACLE.name(attribute.not_null.name)} " if attribute.not_null.name else ""
        state = " DISABLE" if options.get("not_null_disabled") else ""
        state = state or ("" if attribute.not_null.validated else " ENABLE NOVALIDATE")
        parts.append(f"{named}NOT NULL{state}")
    return " ".join(parts)


def _named(one: PrimaryKey | Unique | Check | Relationship) -> str:
    found = one.name or one.x.get("name")
    return f"CONSTRAINT {ORACLE.name(found)} " if found else ""


def _state(one: Check | Relationship) -> str:
    if not one.enforced:
        return " DISABLE"
    return "" if one.validated else " ENABLE NOVALIDATE"


def _deferrable(one: PrimaryKey | Unique | Relationship) -> str:
    return f" DEFERRABLE INITIALLY {one.deferrable.upper()}" if one.deferrable else ""


def _key(schema: Schema, key: PrimaryKey | Unique) -> str:
    options = ORACLE.options(key.options)
    columns = ORACLE.names(schema.attribute(one).name for one in key.columns)
    text = f"{'PRIMARY KEY' if isinstance(key, PrimaryKey) else 'UNIQUE'} ({columns}){_deferrable(key)}"
    if "using_index" in options:
        written = options["using_index"]
        text += " USING INDEX" + (f" {ORACLE.verbatim(written, f'the index of {key.name}')}" if written else "")
    if options.get("disabled"):
        return f"{text} DISABLE"
    return f"{text} ENABLE NOVALIDATE" if options.get("novalidate") else text


def create_index(schema: Schema, entity: Entity, index: Index) -> str:
    """An index as a statement of its own."""
    options = ORACLE.options(index.options)
    where = f"the index {index.name} of {entity.name}"
    kind = "UNIQUE " if index.unique else "BITMAP " if options.get("bitmap") else ""
    home = schema.namespace(entity.schema)
    named = ORACLE.name(index.name or f"{entity.name}_INDEX")
    keys = ", ".join(
        (ORACLE.name(schema.attribute(key.column).name) if key.column
         else ORACLE.verbatim(key.expression or "", f"an expression of {where}"))
        + (" DESC" if key.descending else "")
        for key in index.keys
    )  # fmt: skip
    tail = f" {ORACLE.verbatim(options['storage'], f'the storage of {where}')}" if options.get("storage") else ""
    own = f"{ORACLE.name(home)}.{named}" if home else named
    return f"CREATE {kind}INDEX {own} ON {qualified(schema, entity)} ({keys}){tail};"


def add_foreign_key(schema: Schema, link: Relationship) -> str:
    """A foreign key, once both tables are there."""
    child, parent = schema.entity(link.child), schema.entity(link.parent)
    columns = ORACLE.names(schema.attribute(one).name for one in link.columns)
    text = f"FOREIGN KEY ({columns}) REFERENCES {qualified(schema, parent)}"
    if not link.x.get("implicit"):
        text += f" ({ORACLE.names(schema.attribute(one).name for one in link.parent_columns)})"
    if link.on_delete in ("cascade", "set null"):
        text += f" ON DELETE {link.on_delete.upper()}"
    return f"ALTER TABLE {qualified(schema, child)} ADD {_named(link)}{text}{_deferrable(link)}{_state(link)};"


def comments(schema: Schema) -> Iterator[str]:
    """COMMENT ON, for tables and columns."""
    for entity in schema.entities:
        table = qualified(schema, entity)
        if entity.comment:
            yield f"COMMENT ON TABLE {table} IS {ORACLE.literal(entity.comment)};"
        for attribute in entity.attributes:
            if attribute.comment:
                yield f"COMMENT ON COLUMN {table}.{ORACLE.name(attribute.name)} IS {ORACLE.literal(attribute.comment)};"
