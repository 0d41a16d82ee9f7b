"""What hangs on attributes that leave an entity: dropped with them, and put on the entity that takes them."""

from collections.abc import Sequence
from dataclasses import replace

from designer.analysis.fixes import free_name
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.changes import Add, Drop
from designer.schema.model import Entity, Index, MultivaluedDependency, PrimaryKey, Relationship, Unique
from designer.schema.ordering import by_name
from designer.schema.schema import Schema


def dropped(schema: Schema, entity: Entity, going: Sequence[str]) -> tuple[tuple[Drop, ...], list[Drop]]:
    """(drops of the attributes, last first, with all that hangs on them; the constraints and links among that)."""
    drops: list[Drop] = []
    others: list[Drop] = []
    current = schema
    left = set(going)
    for attribute in reversed(entity.attributes):
        if attribute.id in going:
            drop = edits.drop(current, attribute.id)
            others += [one for one in drop.cascades if isinstance(one, Drop) and one.kind != "functional_dependency"]
            drops.append(drop)
            left.discard(attribute.id)
            current = apply([drop], current) if left else current
    return tuple(drops), others


def in_order(entity: Entity) -> Entity:
    """What has no order of its own in the order in which designs hold it, so that a drop finds what an add made."""
    return replace(
        entity,
        uniques=tuple(sorted(entity.uniques, key=by_name)),
        functional_dependencies=tuple(sorted(entity.functional_dependencies, key=by_name)),
        multivalued_dependencies=tuple(sorted(entity.multivalued_dependencies, key=by_name)),
    )


def placed_again(
    schema: Schema, target: Entity, gone: Sequence[Drop], new_id: dict[str, str]
) -> tuple[list[Add], list[str], Schema]:
    """(keys, indexes and links that lie wholly in what moved, on the new entity; the others in words; the design)."""
    found, lost = list[Add](), list[str]()
    for drop in gone:
        if isinstance(drop.value, MultivaluedDependency):
            continue  # the new entity was made with those that hold there
        columns = getattr(drop.value, "columns", None)
        moved = tuple(new_id[one] for one in columns or () if one in new_id)
        change = (
            _placed_on(schema, schema.entity(target.id), drop.value, moved)
            if columns and len(moved) == len(columns)
            else None
        )
        if change is not None:
            found.append(change)
            schema = apply([change], schema)
        elif not (isinstance(drop.value, Unique | PrimaryKey) and len(moved) == len(columns or ())):
            lost.append(f"{drop.kind.replace('_', ' ')} {getattr(drop.value, 'name', None) or ''}".strip())
    return found, lost, schema


def without_place(schema: Schema, gone: Sequence[Drop], new_id: dict[str, str]) -> list[str]:
    """The accepted multivalued dependencies that only a join can hold now, in words. schema: as it was before."""
    return [
        f"{', '.join(schema.names(one.determinant)) or '∅'} ↠ {', '.join(schema.names(one.dependent))}: "
        "its columns stand in different tables now"
        for one in (drop.value for drop in gone)
        if isinstance(one, MultivaluedDependency)
        and one.state == "accepted"
        and not {*one.determinant, *one.dependent} <= {*new_id}
    ]


def _placed_on(schema: Schema, target: Entity, value: object, columns: tuple[str, ...]) -> Add | None:
    """The constraint, index or link as one of `target`, over `columns`; None where it is there or cannot be there."""
    names = schema.names(columns)
    match value:
        case Relationship(child=child, parent=parent) if child != parent:
            name = free_name(schema, target, names, "fkey")
            return edits.add(schema, replace(value, id="", name=name, child=target.id, columns=columns))
        case Unique():
            have = {target.primary_key.columns if target.primary_key else (), *(one.columns for one in target.uniques)}
            if columns in have:
                return None
            name = free_name(schema, target, names, "key")
            return edits.add(schema, replace(value, id="", name=name, columns=columns), to=target.id)
        case Index(include=()) if len(value.keys) == len(columns):
            keys = tuple(replace(key, column=new) for key, new in zip(value.keys, columns, strict=True))
            name = free_name(schema, target, names, "idx")
            return edits.add(schema, replace(value, id="", name=name, keys=keys), to=target.id)
    return None
