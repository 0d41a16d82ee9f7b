"""A decomposition as changes to the design: entities, keys, references, dependencies and access patterns move along.

Each relation but the one that keeps the entity's own rows is split off by a change of its own, what hangs on others
first. Where the design has an entity of that key already, the attributes go there. Everything can be undone.
"""

from dataclasses import dataclass, replace

from designer.analysis.fixes import free_name
from designer.analysis.normalization.afterwards import (
    keyed_anew,
    links_between,
    redirected,
    rows_after,
    rows_without_key,
    said_no_more,
)
from designer.analysis.normalization.carrying import dropped, in_order, placed_again, without_place
from designer.analysis.normalization.decompose import carried, carried_sets, new_ids, placed, to_parent
from designer.analysis.normalization.design import Design
from designer.analysis.normalization.naming import named_after
from designer.analysis.normalization.on_entity import EntityReport
from designer.analysis.normalization.patterns_after import (
    PatternAfter,
    moved_out,
    moved_to_parent,
    patterns_after,
)
from designer.analysis.normalization.pieces import Piece, cannot_merge, home_of, obstacles, pieces_of
from designer.analysis.normalization.rewriting import Moved
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.changes import Change, Split
from designer.schema.changes import Part as NewEntity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema
from designer.schema.words import singular, words


@dataclass(frozen=True, slots=True)
class Division:
    """changes: () where something stands in the way, then `blocked` says what; lost: objects that have no new place.

    rows: what becomes of rows that the new design cannot hold, in sentences.
    """

    changes: tuple[Change, ...]
    patterns: tuple[PatternAfter, ...] = ()
    blocked: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()


def divided(schema: Schema, found: EntityReport, design: Design) -> Division:
    """The changes that put `design` in the place of the entity that `found` is about."""
    entity = schema.entity(found.entity)
    home = home_of(entity, found, design)
    pieces = pieces_of(found, design, home)
    key = design.parts[home].key
    still_apart = not found.report.relation.everything & ~found.report.theory.closure(key)
    alike = () if still_apart else tuple(cannot_merge(schema, entity, found.ids_of(key)))
    blocked = (*obstacles(schema, entity, pieces), *alike)
    if blocked or not pieces:
        return Division((), blocked=blocked)
    there = frozenset(one.id for one in schema.entities)
    changes: list[Change] = []
    lost: list[str] = []
    rows: list[str] = []
    patterns: dict[str, PatternAfter] = {}
    current = schema
    for piece in pieces:
        rows += rows_without_key(current, current.entity(entity.id), piece)
        step, moved, unplaced, after = _split_off(current, current.entity(entity.id), piece, there)
        lost += unplaced
        rewrites = patterns_after(current, after, moved, patterns)
        changes += [*step, *rewrites]
        current = apply(rewrites, after)
    if keyed := keyed_anew(current, entity, found.ids_of(key), still_apart=still_apart):
        changes.append(keyed)
        lost = [one for one in lost if not one.startswith("primary key ")]
        current = apply((keyed,), current)
    for name, link in redirected(current, schema, entity, still_apart=still_apart):
        changes.append(link)
        lost = [one for one in lost if one != f"relationship {name}"]
        current = apply((link,), current)
    for more in (*links_between(current, schema, found, design), *said_no_more(current, entity)):
        changes.append(more)
        current = apply((more,), current)
    rows += rows_after(schema, current, entity, found.ids_of(key), still_apart=still_apart)
    return Division(tuple(changes), tuple(patterns[one] for one in sorted(patterns)), (), tuple(lost), tuple(rows))


def _split_off(
    schema: Schema, entity: Entity, piece: Piece, there: frozenset[str]
) -> tuple[tuple[Change, ...], Moved | None, list[str], Schema]:
    """(the changes, what moved where, objects that found no new place, the design after it).

    there: the entities before the division; those that it makes take nothing in, since what has the same key as one
    of them may have to stand apart from it.
    """
    drops, others = dropped(schema, entity, [one for one in piece.attributes if one not in piece.stay])
    going = tuple(one for one in piece.attributes if one not in piece.stay)
    for link in schema.references_from(entity.id):
        known = link.parent in there and link.parent != entity.id
        if set(link.columns) == set(piece.key) and known and not others and going:
            to_there = to_parent(schema, entity, link, going, drops)
            after = apply(to_there, schema)
            return to_there, moved_to_parent(schema, after, entity, link, going), [], after
    name = _free_entity_name(schema, entity, piece)
    new_id = new_ids(schema, entity, name, piece.attributes)
    key = tuple(new_id[one] for one in piece.key)
    made = edits.add(
        schema,
        Entity(
            schema=entity.schema,
            name=name,
            attributes=tuple(
                placed(schema.attribute(old), new, required=old in piece.key) for old, new in new_id.items()
            ),
            primary_key=PrimaryKey(name=f"{name}_pkey", columns=key),
            uniques=tuple(
                Unique(name=f"{name}_{'_'.join(schema.names(one))}_key", columns=tuple(new_id[each] for each in one))
                for one in piece.uniques
            ),
            functional_dependencies=tuple(carried(entity, new_id)),
            multivalued_dependencies=tuple(carried_sets(entity, new_id)),
        ),
    )
    value = in_order(made.value)
    made = replace(made, value=value)
    current = apply([made, *drops], schema)
    again, unplaced, current = placed_again(current, value, others, new_id)
    changes: list[Change] = [made, *drops, *again]
    if piece.stay.issuperset(piece.key):
        child = current.entity(entity.id)
        link_name = free_name(current, child, current.names(piece.key), "fkey")
        own = Relationship(name=link_name, child=child.id, columns=piece.key, parent=made.id, parent_columns=key)
        changes.append(edits.add(current, own))
        current = apply(changes[-1:], current)
    part = NewEntity(entity=value, columns=FrozenMap({new: old for old, new in new_id.items()}), key=key)
    remaining = tuple(one.id for one in entity.attributes if one.id not in going)
    split = Split(entity=entity.id, into=(part,), remaining=remaining, changes=tuple(changes))
    moved = moved_out(schema, entity, piece, name, going) if going and piece.stay.issuperset(piece.key) else None
    return (split,), moved, [*unplaced, *without_place(schema, others, new_id)], current


def _free_entity_name(schema: Schema, entity: Entity, piece: Piece) -> str:
    name = named_after(schema.names(piece.key)) or piece.name
    if name == entity.name:
        # `order_id` in orders, whose rows turn out to be lines: what is said once per order heads them.
        name = f"{'_'.join((*words(name)[:-1], singular(words(name)[-1])))}_headers"
    taken = {one.name for one in schema.entities}
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{entity.name}_{name}" if number == 2 else f"{entity.name}_{name}_{number}"
    return free
