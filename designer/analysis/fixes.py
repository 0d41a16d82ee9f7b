"""Changes that several rules offer: another type for a column and all that are compared with it, a check, a key."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from designer.analysis.differences import parents_of
from designer.analysis.expressions import constant, mentions
from designer.analysis.facts import Facts
from designer.analysis.native_types import native_type
from designer.schema import edits
from designer.schema.changes import Add, Change
from designer.schema.model import Attribute, Check, Entity, Relationship
from designer.schema.naming import names_inside
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import shown_identifier

_WHOLE = ("smallint", "integer", "bigint")
"""What a sequence may be of, the narrowest first."""


def linked(facts: Facts, attribute_id: str) -> tuple[str, ...]:
    """The attribute, every other that foreign keys compare it with, and the same column of partitions and heirs."""
    return _reached(facts, attribute_id, _neighbours)


def _reached(facts: Facts, attribute_id: str, near: Callable[[Facts, str], Iterator[str]]) -> tuple[str, ...]:
    found, waiting = {attribute_id: None}, [attribute_id]
    while waiting:
        fresh = [other for other in near(facts, waiting.pop()) if other not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return tuple(found)


def _neighbours(facts: Facts, attribute_id: str) -> Iterator[str]:
    schema, owner = facts.schema, facts.owner_of(attribute_id)
    for link in (*schema.references_from(owner.id), *schema.references_to(owner.id)):
        for pair in zip(link.columns, link.parent_columns, strict=False):
            if attribute_id in pair:
                yield from pair
    relatives = [*facts.heirs.get(owner.id, ()), *map(schema.entity, parents_of(owner))]
    yield from _namesakes(facts, attribute_id, relatives)


def _namesakes(facts: Facts, attribute_id: str, tables: Iterable[Entity]) -> Iterator[str]:
    name = facts.schema.attribute(attribute_id).name
    for table in tables:
        same = table.attribute(name)
        if same:
            yield same.id


def retype(facts: Facts, attribute: Attribute, type_text: str, **also: Any) -> tuple[Change, ...]:
    """Another type for a column and those that foreign keys compare it with.

    Empty where more than types would have to change: a default, an expression or a predicate reads one of them.
    `also`: further properties for `attribute` itself, such as its default in the new type.
    """
    members = [facts.schema.attribute(one) for one in linked(facts, attribute.id)]
    type_text = native_type(type_text, facts.schema.dialect.name)
    for member in members:
        if member.generated or is_read(facts.owner_of(member.id), member):
            return ()
        if member.default is not None and not (member is attribute and "default" in also):
            return ()
    return tuple(
        edits.alter(facts.schema, member.id, type=type_text, **(also if member is attribute else {}))
        for member in members
    )


def widen(facts: Facts, attribute: Attribute, type_text: str) -> tuple[Change, ...]:
    """A wider type of the same kind for a column, the same of its heirs, and all that refer to it.

    A sequence that numbers one of them keeps the type it was made with, and is widened with it.
    """
    changes: list[Change] = []
    type_text = native_type(type_text, facts.schema.dialect.name)
    for member in map(facts.schema.attribute, _reached(facts, attribute.id, _referring)):
        if member.generated or facts.family(member) != facts.family(attribute):
            return ()
        if facts.type_of(member) != parse_type(type_text, facts.schema.dialect.name):
            serial = type_text == "bigint" and "serial" in facts.type_of(member).base
            changes.append(edits.alter(facts.schema, member.id, type="bigserial" if serial else type_text))
            changes += _widened_sequences(facts, member, type_text)
    return tuple(changes)


def _widened_sequences(facts: Facts, attribute: Attribute, type_text: str) -> Iterator[Change]:
    for one in facts.schema.sequences:
        own = parse_type(one.type, facts.schema.dialect.name).base
        narrower = own in _WHOLE and type_text in _WHOLE and _WHOLE.index(own) < _WHOLE.index(type_text)
        if one.owned_by == attribute.id and one.maximum is None and narrower:
            yield edits.alter(facts.schema, one.id, type=type_text)


def _referring(facts: Facts, attribute_id: str) -> Iterator[str]:
    owner = facts.owner_of(attribute_id)
    for link in facts.schema.references_to(owner.id):
        for column, parent in zip(link.columns, link.parent_columns, strict=False):
            if parent == attribute_id:
                yield column
    yield from _namesakes(facts, attribute_id, facts.heirs.get(owner.id, ()))


def is_read(entity: Entity, attribute: Attribute) -> bool:
    """Whether an expression of the table mentions the column, or an index treats it by its type."""
    texts = [check.expression for check in entity.checks]
    texts += [other.generated.expression for other in entity.attributes if other.generated]
    texts += [key.expression for key in entity.partition_by.keys if key.expression] if entity.partition_by else []
    for index in entity.indexes:
        texts += [index.where or "", *(key.expression or "" for key in index.keys)]
        if any(key.column == attribute.id and (key.operator_class or key.collation) for key in index.keys):
            return True
        if index.method != "btree" and any(key.column == attribute.id for key in index.keys):
            return True
    texts += [text or "" for one in entity.exclusions for text in (one.where, *(e.expression for e in one.elements))]
    if any(element.column == attribute.id for one in entity.exclusions for element in one.elements):
        return True
    if entity.partition_by and any(key.column == attribute.id for key in entity.partition_by.keys):
        return True
    # Without regard to case, as systems differ in it: to see too much here only leaves out a fix.
    return any(attribute.name.lower() in {name.lower() for name in mentions(text)} for text in texts)


def checks_on(facts: Facts, entity: Entity, attribute: Attribute) -> tuple[str, ...]:
    """The expressions of the checks that bind a column: the table's that name it, and its domain's."""
    domain = facts.domain_of(attribute)
    dialect = facts.schema.dialect.name
    own = tuple(check.expression for check in entity.checks if attribute.name in mentions(check.expression, dialect))
    return own + (tuple(check.expression for check in domain.checks) if domain else ())


def quoted(facts: Facts, attribute: Attribute) -> str:
    """The column's name as an expression must spell it."""
    return shown_identifier(attribute.name, facts.schema.dialect.name)


def check(facts: Facts, entity: Entity, attributes: Iterable[Attribute], expression: str) -> Add:
    """Adds a CHECK to a table, named after the columns it binds."""
    return edits.add(facts.schema, named_check(facts, entity, attributes, expression), to=entity.id)


def named_check(facts: Facts, entity: Entity, attributes: Iterable[Attribute], expression: str) -> Check:
    """The CHECK itself, without an id."""
    name = free_name(facts.schema, entity, [one.name for one in attributes], "check")
    return Check(name=name, expression=expression)


def foreign_key(
    facts: Facts, child: Entity, columns: tuple[str, ...], parent: Entity, parent_columns: tuple[str, ...]
) -> Add:
    """Adds a foreign key, named after its columns."""
    name = free_name(facts.schema, child, facts.schema.names(columns), "fkey")
    value = Relationship(name=name, child=child.id, columns=columns, parent=parent.id, parent_columns=parent_columns)
    return edits.add(facts.schema, value)


def reference(
    facts: Facts, child: Entity, columns: tuple[str, ...], parent: Entity, parent_columns: tuple[str, ...]
) -> tuple[Add, ...]:
    """Adds a foreign key, and an index on its columns where none begins with them."""
    return (foreign_key(facts, child, columns, parent, parent_columns), *index_to_find(facts, child, columns))


def index_to_find(facts: Facts, child: Entity, columns: tuple[str, ...]) -> tuple[Add, ...]:
    """Adds an index on the columns of a new foreign key, unless one begins with them (of several, with one of them) or
    the server makes it itself."""
    paths = [one for one in facts.access_paths(child.id) if one.columns]
    served = any(one.serves(columns) or (one.where is None and one.columns[0] in columns) for one in paths)
    small = child.rows is not None and child.rows <= facts.thresholds.small_table_rows
    if served or small or facts.schema.dialect.name in ("mysql", "mariadb"):
        return ()
    return (edits.index(facts.schema, child.id, columns),)


def free_name(schema: Schema, entity: Entity, columns: Iterable[str], ending: str) -> str:
    """`table_columns_ending`, cut to 63 bytes, with a number where a constraint of the table has that name."""
    taken = {*names_inside(entity, "entity"), *(link.name for link in schema.references_from(entity.id))}
    stem = "_".join((entity.name, *columns, ending))
    if len(stem.encode()) > 63:
        stem = stem.encode()[:59].decode(errors="ignore")
    name, suffix = stem, 1
    while name in taken:
        name, suffix = f"{stem}{suffix}", suffix + 1
    return name


def constant_default(attribute: Attribute) -> str | None:
    """The value of the column's default if it is one constant."""
    return constant(attribute.default)
