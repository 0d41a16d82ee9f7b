"""What ALTER TABLE does to a SQLite table: columns renamed, added at the end, or taken away; as far as it takes them.

Each way is judged by what it would make: the table as the model has it is changed the same way, and only where its
statement is then that of the target is the way taken. All else is for a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from designer.exporters.sqlite.changes.words import says_any
from designer.exporters.sqlite.tables import column
from designer.exporters.sqlite.texts import SQLITE
from designer.schema.model import Attribute, Check, Entity, Generated, Index, IndexKey
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.renaming import renamed_in
from designer.sql.tokens import Kind

_RENAMES, _DROPS = (3, 25), (3, 35)
"""The versions in which columns could first be renamed, and dropped."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A table as ALTER TABLE leaves it, and the statements that do it."""

    entity: Entity
    statements: tuple[str, ...]


def shaped(at: Schema, entity: Entity, wanted: Entity) -> Shaped:
    """`entity` of the design `at`, as near to `wanted` as ALTER TABLE brings it."""
    version = _version(at)
    table = SQLITE.name(entity.name)
    statements: list[str] = []
    if version >= _DROPS:
        for one in _droppable(at, entity, wanted):
            entity = _without(entity, one)
            statements.append(f"ALTER TABLE {table} DROP COLUMN {SQLITE.name(one.name)};")
    if version >= _RENAMES:
        for old, new in _renames(entity, wanted):
            entity = _renamed(entity, old, new)
            statements.append(f"ALTER TABLE {table} RENAME COLUMN {SQLITE.name(old)} TO {SQLITE.name(new)};")
    for one in wanted.attributes:
        if all(one.id != each.id for each in entity.attributes) and _addable(at, wanted, one):
            entity = replace(entity, attributes=(*entity.attributes, one))
            statements.append(f"ALTER TABLE {table} ADD COLUMN {column(replace(wanted, primary_key=None), one)};")
    return Shaped(entity, tuple(statements))


def _without(entity: Entity, gone: Attribute) -> Entity:
    """The table without a column, and without the indexes on it, which are dropped before."""
    return replace(
        entity, attributes=tuple(one for one in entity.attributes if one.id != gone.id),
        indexes=tuple(one for one in entity.indexes if all(key.column != gone.id for key in one.keys)),
    )  # fmt: skip


def _version(schema: Schema) -> tuple[int, ...]:
    """The version that the design names; the newest where it names none."""
    parts = [part for part in (schema.dialect.version or "").split(".")[:2] if part.isdigit()]
    return tuple(map(int, parts)) if len(parts) == 2 else (99, 0)


def _droppable(at: Schema, entity: Entity, wanted: Entity) -> Iterator[Attribute]:
    """Columns that go and that no key, constraint, expression or foreign key rests on."""
    staying = {one.id for one in wanted.attributes}
    links = {one for link in at.relationships for one in (*link.columns, *link.parent_columns)}
    keyed = {one for key in entity.keys for one in key.columns}
    texts = [one.expression for one in entity.checks]
    texts += [one.generated.expression for one in entity.attributes if one.generated]
    for one in entity.attributes:
        plain = one.id not in links | keyed and one.generated is None
        if one.id not in staying and plain and not any(says_any(text, {one.name.lower()}) for text in texts):
            yield one


def _renames(entity: Entity, wanted: Entity) -> Iterator[tuple[str, str]]:
    """Names to names, where the new one is free; names that go round are for a rebuild."""
    later = {one.id: one.name for one in wanted.attributes}
    taken = {one.name.lower() for one in entity.attributes}
    for one in entity.attributes:
        new = later.get(one.id, one.name)
        if new != one.name and (new.lower() not in taken or new.lower() == one.name.lower()):
            taken.add(new.lower())
            yield one.name, new


def _renamed(entity: Entity, old: str, new: str) -> Entity:
    """The table with a column's other name, in every text of its own as well: as the server writes them itself."""

    def said(text: str) -> str:
        return renamed_in(text, old, new, "sqlite")

    def key(part: IndexKey) -> IndexKey:
        return replace(part, expression=said(part.expression)) if part.expression else part

    def index(one: Index) -> Index:
        return replace(one, keys=tuple(map(key, one.keys)), where=said(one.where) if one.where else one.where)

    def check(one: Check) -> Check:
        x = one.x.with_(column=new) if one.x.get("column") == old else one.x
        return replace(one, expression=said(one.expression), x=x)

    def attribute(one: Attribute) -> Attribute:
        computed = one.generated and Generated(expression=said(one.generated.expression), stored=one.generated.stored)
        return replace(one, name=new if one.name == old else one.name, generated=computed)

    return replace(
        entity, attributes=tuple(map(attribute, entity.attributes)), checks=tuple(map(check, entity.checks)),
        indexes=tuple(map(index, entity.indexes)),
    )  # fmt: skip


def _addable(at: Schema, wanted: Entity, one: Attribute) -> bool:
    """Whether ADD COLUMN takes it, with rows in the table or without."""
    if one.generated:
        return not one.generated.stored and one.not_null is None
    if any(check.x.get("column") == one.name for check in wanted.checks):
        return False  # rows that are there would have to meet it, which only a rebuild tests in every version
    if one.default is None:
        return one.not_null is None
    constant = _is_constant(one.default)
    return constant and not (one.not_null and one.default.strip().upper() == "NULL")


def _is_constant(text: str) -> bool:
    tokens = tokenize(text, "sqlite").tokens
    words = {token.text.upper() for token in tokens if token.kind is Kind.WORD}
    return not any(token.text == "(" for token in tokens) and not any(word.startswith("CURRENT_") for word in words)
