"""Moving a dependency's attributes to where they are decided once: a new entity, or the parent that has the key."""

from dataclasses import replace

from designer.analysis.words import singular, words
from designer.schema import edits
from designer.schema.changes import Change, Drop, Part, Split
from designer.schema.complete import complete
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, NotNull, PrimaryKey, Relationship
from designer.schema.schema import Schema

_KEY_WORDS = frozenset({"id", "code", "no", "number", "key", "uuid", "ref"})


def moved(
    schema: Schema, entity: Entity, determinant: tuple[str, ...], dependent: tuple[str, ...]
) -> tuple[Change, ...]:
    """The changes that move `dependent` away from `entity`; empty where something else still needs them there.

    If `determinant` already refers to a parent's key, the attributes go there (or are dropped, where the
    parent has them); else a new entity takes them, keyed by the determinant.
    """
    drops = _drops(schema, entity, dependent)
    if drops is None or not determinant:
        return ()
    for link in schema.references_from(entity.id):
        if set(link.columns) == set(determinant):
            return _to_parent(schema, link, dependent, drops)
    return _to_new_entity(schema, entity, determinant, dependent, drops)


def _drops(schema: Schema, entity: Entity, dependent: tuple[str, ...]) -> tuple[Drop, ...] | None:
    """The drops of the attributes, last first; None where a key, index or relationship would go with them."""
    drops: list[Drop] = []
    gone: set[str] = set()
    for attribute in reversed(entity.attributes):
        if attribute.id not in dependent:
            continue
        drop = edits.drop(schema, attribute.id)
        others = [one for one in drop.cascades if not isinstance(one, Drop) or one.kind != "functional_dependency"]
        if others:
            return None
        drops.append(replace(drop, cascades=tuple(one for one in drop.cascades if _id(one) not in gone)))
        gone |= {_id(one) for one in drop.cascades}
    return tuple(drops)


def _id(change: Change) -> str:
    return getattr(change, "id", "")


def _to_parent(
    schema: Schema, link: Relationship, dependent: tuple[str, ...], drops: tuple[Drop, ...]
) -> tuple[Change, ...]:
    parent = schema.entity(link.parent)
    stems = set(words(parent.name)) | {singular(word) for word in words(parent.name)}
    added: list[Change] = []
    position = len(parent.attributes)
    for attribute in (schema.attribute(one) for one in dependent):
        rest = tuple(word for word in words(attribute.name) if word not in stems) or words(attribute.name)
        if any(words(one.name) in (rest, words(attribute.name)) for one in parent.attributes):
            continue
        added.append(edits.add(schema, _copy(attribute, "_".join(rest)), to=parent.id, position=position))
        position += 1
    return (*added, *drops)


def _to_new_entity(
    schema: Schema, entity: Entity, determinant: tuple[str, ...], dependent: tuple[str, ...], drops: tuple[Drop, ...]
) -> tuple[Change, ...]:
    moved_ids = (*determinant, *dependent)
    attributes = tuple(
        replace(
            _copy(schema.attribute(one)), not_null=NotNull() if one in determinant else schema.attribute(one).not_null
        )
        for one in moved_ids
    )
    name = _free_name(schema, entity, determinant)
    names = schema.names(determinant)
    alone = complete(
        Schema(
            dialect=schema.dialect,
            schemas=tuple(one for one in schema.schemas if one.id == entity.schema),
            entities=(
                Entity(
                    schema=entity.schema,
                    name=name,
                    attributes=attributes,
                    primary_key=PrimaryKey(name=f"{name}_pkey", columns=names),
                ),
            ),
        )
    ).entities[0]
    key = tuple(alone.attributes[: len(determinant)])
    link = Relationship(
        name=f"{entity.name}_{'_'.join(names)}_fkey",
        child=entity.id,
        columns=determinant,
        parent=alone.id,
        parent_columns=tuple(one.id for one in key),
    )
    columns = FrozenMap({new.id: old for new, old in zip(alone.attributes, moved_ids, strict=True)})
    return (
        Split(
            entity=entity.id,
            into=(Part(entity=alone, columns=columns, key=tuple(one.id for one in key)),),
            remaining=tuple(one.id for one in entity.attributes if one.id not in dependent),
            changes=(edits.add(schema, alone), *drops, edits.add(schema, link)),
        ),
    )


def _copy(attribute: Attribute, name: str | None = None) -> Attribute:
    return replace(attribute, id="", name=name or attribute.name, identity=None, generated=None)


def _free_name(schema: Schema, entity: Entity, determinant: tuple[str, ...]) -> str:
    """`product_code` names `products`; a determinant of several attributes names them all."""
    stems = [
        [word for word in words(name) if word not in _KEY_WORDS] or list(words(name))
        for name in schema.names(determinant)
    ]
    stem = "_".join(dict.fromkeys(word for one in stems for word in one))
    plural = stem if stem.endswith("s") else f"{stem[:-1]}ies" if stem.endswith("y") else f"{stem}s"
    taken = {other.name for other in schema.entities}
    name, suffix = plural, 1
    while name in taken:
        suffix += 1
        name = f"{entity.name}_{plural}" if suffix == 2 else f"{entity.name}_{plural}_{suffix}"
    return name
