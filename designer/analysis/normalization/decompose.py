"""Moving a dependency's attributes to where they are decided once: a new entity, or the parent that has the key."""

from dataclasses import replace

from designer.analysis.expressions import mentions
from designer.analysis.fixes import free_name, is_read
from designer.analysis.normalization.naming import named_after
from designer.schema import edits
from designer.schema.changes import Change, Drop, Part, Split
from designer.schema.frozen import FrozenMap
from designer.schema.model import (
    Attribute,
    Entity,
    FunctionalDependency,
    MultivaluedDependency,
    NotNull,
    PrimaryKey,
    Relationship,
)
from designer.schema.naming import make_id
from designer.schema.schema import Schema
from designer.schema.words import singular, words

_SERIAL = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


def moved(
    schema: Schema,
    entity: Entity,
    determinant: tuple[str, ...],
    dependent: tuple[str, ...],
    known: dict[str, Drop] | None = None,
) -> tuple[Change, ...]:
    """The changes that move `dependent` away from `entity`; empty where something else still needs them there.

    If `determinant` already refers to a parent's key, the attributes go there (or are dropped, where the
    parent has them); else a new entity takes them, keyed by the determinant. Dependencies among what moves go along.
    known: drops of attributes of this very design, kept for the next call.
    """
    drops = _drops(schema, entity, dependent, {} if known is None else known)
    if drops is None or not determinant or any(is_read(entity, schema.attribute(one)) for one in dependent):
        return ()
    for link in schema.references_from(entity.id):
        if set(link.columns) == set(determinant):
            # A fact about another row of the same table has no place to go to under its own name.
            return () if link.parent == entity.id else to_parent(schema, entity, link, dependent, drops)
    return _to_new_entity(schema, entity, determinant, dependent, drops)


def _drops(
    schema: Schema, entity: Entity, dependent: tuple[str, ...], known: dict[str, Drop]
) -> tuple[Drop, ...] | None:
    """The drops of the attributes, last first; None where a key, index or relationship would go with them."""
    drops: list[Drop] = []
    gone: set[str] = set()
    for attribute in reversed(entity.attributes):
        if attribute.id not in dependent:
            continue
        drop = known.get(attribute.id) or known.setdefault(attribute.id, edits.drop(schema, attribute.id))
        others = [one for one in drop.cascades if not isinstance(one, Drop) or one.kind != "functional_dependency"]
        if others:
            return None
        drops.append(replace(drop, cascades=tuple(one for one in drop.cascades if _id(one) not in gone)))
        gone |= {_id(one) for one in drop.cascades}
    return tuple(drops)


def _id(change: Change) -> str:
    return getattr(change, "id", "")


def to_parent(
    schema: Schema, entity: Entity, link: Relationship, dependent: tuple[str, ...], drops: tuple[Drop, ...]
) -> tuple[Change, ...]:
    parent = schema.entity(link.parent)
    new_id = dict(zip(link.columns, link.parent_columns, strict=True))
    taken = {words(one.name): one.id for one in reversed(parent.attributes)}
    added: list[Change] = []
    for attribute in (schema.attribute(one) for one in dependent):
        name = name_in(parent, attribute)
        held = taken.get(words(name), taken.get(words(attribute.name)))
        if held is None:
            # Parents that no row refers to have no value for it, so it cannot be required there.
            value = replace(_copy(attribute, name), not_null=None)
            change = edits.add(schema, value, to=parent.id, position=len(parent.attributes) + len(added))
            added.append(change)
            held = taken[words(name)] = change.id
        new_id[attribute.id] = held
    along = [
        edits.add(schema, one, to=parent.id)
        for one in carried(entity, new_id)
        if not any(_same(one, other) for other in parent.functional_dependencies)
    ]
    return (*added, *along, *drops)


def name_in(parent: Entity, attribute: Attribute) -> str:
    """The attribute's name without the words that name the parent: `customer_email` is `email` in customers."""
    stems = set(words(parent.name)) | {singular(word) for word in words(parent.name)}
    rest = [word for word in words(attribute.name) if word not in stems]
    if not rest or len(rest) == len(words(attribute.name)):
        return attribute.name
    if "_" in attribute.name or attribute.name.islower():
        return "_".join(rest)
    return rest[0] + "".join(word.capitalize() for word in rest[1:])


def carried(entity: Entity, new_id: dict[str, str]) -> list[FunctionalDependency]:
    """The dependencies that lie wholly in what moves, over the attributes that take their place; what was said twice
    once, as accepted if it was."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], FunctionalDependency] = {}
    for one in sorted(entity.functional_dependencies, key=lambda one: one.state != "accepted"):
        if set(one.determinant) | set(one.dependent) <= set(new_id):
            left, right = (tuple(new_id[held] for held in side) for side in (one.determinant, one.dependent))
            found.setdefault((left, right), replace(one, id="", determinant=left, dependent=right))
    return list(found.values())


def carried_sets(entity: Entity, new_id: dict[str, str]) -> list[MultivaluedDependency]:
    """The multivalued dependencies that lie wholly in what moves, over the attributes that take their place.

    A multivalued dependency of the whole holds in every projection that has its left side. One that takes all
    attributes of the new entity says nothing there and is left out; of those said twice one remains.
    """
    found: dict[tuple[frozenset[str], frozenset[str]], MultivaluedDependency] = {}
    for one in sorted(entity.multivalued_dependencies, key=lambda one: one.state != "accepted"):
        sides = {*one.determinant, *one.dependent}
        if sides < set(new_id):
            left, right = (tuple(new_id[held] for held in side) for side in (one.determinant, one.dependent))
            kept = replace(one, id="", determinant=left, dependent=right)
            found.setdefault((frozenset(left), frozenset(right)), kept)
    return list(found.values())


def _same(one: FunctionalDependency, other: FunctionalDependency) -> bool:
    return set(one.determinant) == set(other.determinant) and set(one.dependent) == set(other.dependent)


def _to_new_entity(
    schema: Schema, entity: Entity, determinant: tuple[str, ...], dependent: tuple[str, ...], drops: tuple[Drop, ...]
) -> tuple[Change, ...]:
    name = _new_name(schema, entity, determinant)
    new_id = new_ids(schema, entity, name, (*determinant, *dependent))
    key = tuple(new_id[one] for one in determinant)
    added = edits.add(
        schema,
        Entity(
            schema=entity.schema,
            name=name,
            attributes=tuple(
                placed(schema.attribute(old), new, required=old in determinant) for old, new in new_id.items()
            ),
            primary_key=PrimaryKey(name=f"{name}_pkey", columns=key),
            functional_dependencies=tuple(carried(entity, new_id)),
            multivalued_dependencies=tuple(carried_sets(entity, new_id)),
        ),
    )
    link = Relationship(
        name=free_name(schema, entity, schema.names(determinant), "fkey"),
        child=entity.id,
        columns=determinant,
        parent=added.id,
        parent_columns=key,
    )
    columns = FrozenMap({new: old for old, new in new_id.items()})
    return (
        Split(
            entity=entity.id,
            into=(Part(entity=added.value, columns=columns, key=key),),
            remaining=tuple(one.id for one in entity.attributes if one.id not in dependent),
            changes=(added, *drops, edits.add(schema, link)),
        ),
    )


def new_ids(schema: Schema, entity: Entity, name: str, attributes: tuple[str, ...]) -> dict[str, str]:
    """An id for each attribute in the new entity, by its id in the old one."""
    namespace = schema.namespace(entity.schema)
    prefix = f"{namespace}.{name}" if namespace else name
    return {
        one: make_id("attribute", f"{prefix}.{schema.attribute(one).name}", schema.located.__contains__)
        for one in attributes
    }


def placed(attribute: Attribute, new_id: str, *, required: bool) -> Attribute:
    copied = replace(_copy(attribute), id=new_id)
    return replace(copied, not_null=NotNull()) if required else copied


def _copy(attribute: Attribute, name: str | None = None) -> Attribute:
    """The attribute as it can stand elsewhere: what numbered or computed it stays behind."""
    numbered = _SERIAL.get(attribute.type.lower())
    return replace(
        attribute,
        id="",
        name=name or attribute.name,
        type=numbered or attribute.type,
        default=None if numbered or "nextval" in mentions(attribute.default) else attribute.default,
        identity=None,
        generated=None,
    )


def _new_name(schema: Schema, entity: Entity, determinant: tuple[str, ...]) -> str:
    """`product_code` names `products`; a determinant of several attributes names them all."""
    plural = named_after(schema.names(determinant)) or entity.name
    taken = {other.name for other in schema.entities}
    name, suffix = plural, 1
    while name in taken:
        suffix += 1
        name = f"{entity.name}_{plural}" if suffix == 2 else f"{entity.name}_{plural}_{suffix}"
    return name
