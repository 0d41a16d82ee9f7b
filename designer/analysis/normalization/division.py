"""A decomposition as changes to the design: entities, keys, references, dependencies and access patterns move along.

Each relation but the one that keeps the entity's own rows is split off by a change of its own, what hangs on others
first. Where the design has an entity of that key already, the attributes go there. Everything can be undone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from designer.analysis.fixes import free_name, is_read
from designer.analysis.normalization.carrying import dropped, in_order, placed_again, without_place
from designer.analysis.normalization.decompose import carried, carried_sets, name_in, new_ids, placed, to_parent
from designer.analysis.normalization.design import Design, Part
from designer.analysis.normalization.naming import named_after
from designer.analysis.normalization.on_entity import EntityReport
from designer.analysis.normalization.rewriting import CannotJoin, Moved, with_join
from designer.analysis.words import singular, words
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.changes import Change, Split
from designer.schema.changes import Part as NewEntity
from designer.schema.frozen import FrozenMap
from designer.schema.model import (
    Entity,
    PrimaryKey,
    Relationship,
    Unique,
)
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class PatternAfter:
    """An access pattern that reads or writes what moves. rewritten: its statements, None where it is left to people."""

    pattern: str
    rewritten: tuple[str, ...] | None
    reason: str = ""


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


@dataclass(frozen=True, slots=True)
class _Piece:
    """A relation to be split off: ids in the old entity."""

    name: str
    attributes: tuple[str, ...]
    key: tuple[str, ...]
    uniques: tuple[tuple[str, ...], ...]
    stay: frozenset[str]


def divided(schema: Schema, found: EntityReport, design: Design) -> Division:
    """The changes that put `design` in the place of the entity that `found` is about."""
    entity = schema.entity(found.entity)
    home = _home(entity, found, design)
    pieces = _pieces(found, design, home)
    blocked = tuple(_obstacles(schema, entity, pieces))
    if blocked or not pieces:
        return Division((), blocked=blocked)
    there = frozenset(one.id for one in schema.entities)
    changes: list[Change] = []
    lost: list[str] = []
    rows: list[str] = []
    patterns: dict[str, PatternAfter] = {}
    current = schema
    for piece in pieces:
        rows += _rows_without_key(current, current.entity(entity.id), piece)
        step, moved, unplaced = _split_off(current, current.entity(entity.id), piece, there)
        lost += unplaced
        after = apply(step, current)
        rewrites = _patterns_after(current, after, moved, patterns)
        changes += [*step, *rewrites]
        current = apply(rewrites, after)
    key = design.parts[home].key
    still_apart = not found.report.relation.everything & ~found.report.theory.closure(key)
    if still_apart and (keyed := _keyed_anew(current, entity, found.ids_of(key))):
        changes.append(keyed)
        lost = [one for one in lost if not one.startswith("primary key ")]
        current = apply((keyed,), current)
    rows += _without_primary_key(schema, current, entity, found.ids_of(key), still_apart=still_apart)
    return Division(tuple(changes), tuple(patterns[one] for one in sorted(patterns)), (), tuple(lost), tuple(rows))


def _home(entity: Entity, found: EntityReport, design: Design) -> int:
    """The relation that stays in the entity: one with a key of the whole, the primary key if any has it."""
    whole = found.report.relation.everything
    key = set(entity.primary_key.columns if entity.primary_key else ())

    def worth(place: int) -> tuple[bool, bool, int]:
        part = design.parts[place]
        ids = set(found.ids_of(part.attributes))
        return not whole & ~found.report.theory.closure(part.attributes), key <= ids, len(ids)

    return max(range(len(design.parts)), key=lambda place: (worth(place), -place))


def _pieces(found: EntityReport, design: Design, home: int) -> list[_Piece]:
    """The others in the order in which they are split off: no relation before one that is reached through it."""
    order = [home, *_reached(found, design, home)]
    pieces = []
    for place in reversed(order[1:]):
        part = design.parts[place]
        rest = {one for other in order[: order.index(place)] for one in found.ids_of(design.parts[other].attributes)}
        pieces.append(_piece(found, part, frozenset(rest)))
    return pieces


def _piece(found: EntityReport, part: Part, stay: frozenset[str]) -> _Piece:
    keys = [found.ids_of(key) for key in (part.key, *part.other_keys)]
    chosen = next((key for key in keys if stay.issuperset(key)), keys[0])
    others = tuple(key for key in keys if key != chosen)
    return _Piece(part.name, found.ids_of(part.attributes), chosen, others, stay)


def _reached(found: EntityReport, design: Design, home: int) -> list[int]:
    """The other relations, each after one that holds a key of it where there is such an order."""
    theory, parts = found.report.theory, design.parts
    held, order, rest = parts[home].attributes, list[int](), [p for p in range(len(parts)) if p != home]
    while rest:
        place = next(
            (p for p in rest if not parts[p].attributes & ~theory.closure(parts[p].attributes & held)), rest[0]
        )
        rest.remove(place)
        order.append(place)
        held |= parts[place].attributes
    return order


def _obstacles(schema: Schema, entity: Entity, pieces: Sequence[_Piece]) -> Iterator[str]:
    """Why the division cannot be made by itself, in sentences."""
    if entity.partition_of or entity.inherits or any(entity.id in other.inherits for other in schema.entities):
        yield f"{entity.name} shares its columns with other tables by inheritance or partitions."
    for piece in pieces:
        if not piece.key:
            names = ", ".join(schema.names(piece.attributes))
            yield f"{names} has the same value in every row: a constant needs no table; drop it or make it a setting."
        for one in piece.attributes:
            attribute = schema.attribute(one)
            if one not in piece.stay and (attribute.generated or is_read(entity, attribute)):
                yield f"{attribute.name} is read by a check, an index or a generated column of {entity.name}."
        for link in schema.references_to(entity.id):
            if set(link.parent_columns) - piece.stay and set(link.parent_columns) <= set(piece.attributes):
                child = schema.entity(link.child).name
                yield f"{child} refers to {entity.name} by {', '.join(schema.names(link.parent_columns))}, which moves."


def _rows_without_key(schema: Schema, entity: Entity, piece: _Piece) -> Iterator[str]:
    optional = tuple(one for one in piece.key if _may_be_missing(schema, entity, one))
    going = tuple(one for one in piece.attributes if one not in piece.stay)
    if optional and going:
        names, values = ", ".join(schema.names(optional)), ", ".join(schema.names(going))
        yield f"Rows without {names} cannot keep their {values}: look at them before."


def _keyed_anew(schema: Schema, entity: Entity, key: tuple[str, ...]) -> Change | None:
    """The primary key on columns that stay, in place of one that took a column which has gone."""
    left = schema.entity(entity.id)
    if entity.primary_key is None or left.primary_key or any(_may_be_missing(schema, entity, one) for one in key):
        return None
    name = entity.primary_key.name or free_name(schema, left, (), "pkey")
    return edits.add(schema, PrimaryKey(name=name, columns=key), to=entity.id) if key else None


def _without_primary_key(
    before: Schema, after: Schema, entity: Entity, key: tuple[str, ...], *, still_apart: bool
) -> Iterator[str]:
    """What to do where the primary key took columns that have gone. still_apart: `key` was one of the whole."""
    if entity.primary_key and after.entity(entity.id).primary_key is None and key:
        names = ", ".join(before.names(key))
        yield (
            f"The primary key of {entity.name} took a column that leaves it: make {names} its primary key."
            if still_apart
            else f"Rows of {entity.name} that differ only in what leaves it stand there more than once afterwards: "
            f"keep one of each, then make {names} its primary key."
        )


def _may_be_missing(schema: Schema, entity: Entity, attribute: str) -> bool:
    one = schema.attribute(attribute)
    required = one.not_null or one.identity or "serial" in one.type.lower()
    return not required and not (entity.primary_key and attribute in entity.primary_key.columns)


def _split_off(
    schema: Schema, entity: Entity, piece: _Piece, there: frozenset[str]
) -> tuple[tuple[Change, ...], Moved | None, list[str]]:
    """(the changes, what moved where, objects that found no new place).

    there: the entities before the division; those that it makes take nothing in, since what has the same key as one
    of them may have to stand apart from it.
    """
    drops, others = dropped(schema, entity, [one for one in piece.attributes if one not in piece.stay])
    going = tuple(one for one in piece.attributes if one not in piece.stay)
    for link in schema.references_from(entity.id):
        known = link.parent in there and link.parent != entity.id
        if set(link.columns) == set(piece.key) and known and not others and going:
            to_there = to_parent(schema, entity, link, going, drops)
            return to_there, _moved_to_parent(schema, apply(to_there, schema), entity, link, going), []
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
    again, unplaced = placed_again(current, value, others, new_id)
    current = apply(again, current)
    changes: list[Change] = [made, *drops, *again]
    if piece.stay.issuperset(piece.key):
        child = current.entity(entity.id)
        link_name = free_name(current, child, current.names(piece.key), "fkey")
        own = Relationship(name=link_name, child=child.id, columns=piece.key, parent=made.id, parent_columns=key)
        changes.append(edits.add(current, own))
    part = NewEntity(entity=value, columns=FrozenMap({new: old for old, new in new_id.items()}), key=key)
    remaining = tuple(one.id for one in entity.attributes if one.id not in going)
    split = Split(entity=entity.id, into=(part,), remaining=remaining, changes=tuple(changes))
    moved = _moved(schema, entity, piece, name, going) if going and piece.stay.issuperset(piece.key) else None
    return (split,), moved, [*unplaced, *without_place(schema, others, new_id)]


def _free_entity_name(schema: Schema, entity: Entity, piece: _Piece) -> str:
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


def _moved(schema: Schema, entity: Entity, piece: _Piece, target: str, going: tuple[str, ...]) -> Moved:
    names = schema.names(going)
    keys = schema.names(piece.key)
    return Moved(
        namespace=schema.namespace(entity.schema),
        table=entity.name,
        target_namespace=schema.namespace(entity.schema),
        target=target,
        columns={one: one for one in names},
        on=tuple((one, one) for one in keys),
        optional=any(_may_be_missing(schema, entity, one) for one in piece.key),
    )


def _moved_to_parent(
    schema: Schema, after: Schema, entity: Entity, link: Relationship, going: tuple[str, ...]
) -> Moved:
    parent = after.entity(link.parent)
    before = schema.entity(link.parent)
    called = {words(one.name): one.name for one in reversed(parent.attributes)}
    columns: dict[str, str] = {}
    for attribute in map(schema.attribute, going):
        short = words(name_in(before, attribute))
        columns[attribute.name] = called.get(short) or called[words(attribute.name)]
    return Moved(
        namespace=schema.namespace(entity.schema),
        table=entity.name,
        target_namespace=after.namespace(parent.schema),
        target=parent.name,
        columns=columns,
        on=tuple(zip(schema.names(link.columns), schema.names(link.parent_columns), strict=True)),
        optional=any(_may_be_missing(schema, entity, one) for one in link.columns),
    )


def _patterns_after(
    before: Schema, after: Schema, moved: Moved | None, patterns: dict[str, PatternAfter]
) -> tuple[Change, ...]:
    """Alterations of the access patterns that can be rewritten; all that are touched are entered in `patterns`."""
    if moved is None:
        return ()
    changes: list[Change] = []
    for pattern in before.access_patterns:
        statements, reasons = [], []
        for sql in pattern.statements:
            try:
                statements.append(with_join(sql, moved, before))
            except CannotJoin as reason:
                statements.append(sql)
                reasons.append(str(reason))
        if reasons:
            patterns[pattern.name] = PatternAfter(pattern.name, None, "; ".join(dict.fromkeys(reasons)))
        elif tuple(statements) != pattern.statements:
            patterns[pattern.name] = PatternAfter(pattern.name, tuple(statements))
            changes.append(edits.alter(after, pattern.id, statements=tuple(statements)))
    return tuple(changes)
