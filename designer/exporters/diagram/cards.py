"""Cards: what is written on each table's card and how large that makes it.

All measures are points, x to the right and y downwards from the card's upper left corner.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from designer.exporters.diagram.cardinality import Keys, keys_of, nullable, said_type
from designer.exporters.diagram.metrics import shorten, width
from designer.exporters.diagram.options import SEVERITIES, DiagramOptions, Severity, Sign
from designer.exporters.diagram.palette import nearest_group
from designer.exporters.diagram.selection import Selection
from designer.exporters.wording import counted, printable
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

NAME, TYPE, TITLE, NOTE = 11.0, 10.0, 11.5, 10.0
HEAD, ROW, FOOT = 27.0, 19.0, 18.0
EDGE, INDENT, GAP, MARK_ROOM = 10.0, 15.0, 22.0, 18.0
NAME_ROOM, TYPE_ROOM, LEAST_WIDTH = 230.0, 130.0, 104.0
SIGNS: dict[Sign, str] = {"added": "+", "removed": "−", "changed": "~"}


@dataclass(frozen=True, slots=True)
class Badge:
    """The open findings of one thing: the worst of them, and how many there are per severity."""

    severity: Severity
    counts: tuple[tuple[Severity, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute. name and type as shown, full_name and full_type as they are."""

    attribute: str
    name: str
    type: str
    full_name: str
    full_type: str
    primary: bool
    foreign: bool
    unique: bool
    badge: Badge | None
    sign: Sign | None
    former: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One table. hidden: attributes left out; parts: partitions that have no card of their own."""

    entity: str
    name: str
    full_name: str
    width: float
    rows: tuple[Row, ...]
    attributes: int
    hidden: int
    note: str
    group: int | None
    badge: Badge | None
    sign: Sign | None
    former: str = ""

    @property
    def height(self) -> float:
        below = len(self.rows) * ROW + (FOOT if self.note else 0)
        return HEAD + below + (4 if below else 0)

    def middle_of(self, attribute: str) -> float:
        """How far below the card's top the lines of an attribute meet it; the header's middle if it is not shown."""
        for position, row in enumerate(self.rows):
            if row.attribute == attribute:
                return HEAD + (position + 0.5) * ROW + 2
        return HEAD / 2


def make_cards(schema: Schema, selection: Selection, options: DiagramOptions) -> tuple[Card, ...]:
    """The cards of the selected entities, in the design's order."""
    groups = {
        entity: nearest_group(group.color, position)
        for position, group in enumerate(schema.layout.groups)
        for entity in group.entities
    }
    if options.signs or options.former:  # of a comparison, which nothing follows
        return tuple(_card(schema, entity, groups.get(entity.id), selection, options) for entity in selection.entities)
    known: dict[Any, _Made] = schema.handed_on(_CARDS) or {}
    made: dict[Any, _Made] = {}
    for entity in selection.entities:
        key = (options.detail, options.fold, entity.id)
        sources = _sources(schema, entity, groups.get(entity.id), selection, options)
        before = known.get(key)
        if before is not None and before.entity is entity and before.sources == sources:
            made[key] = before
        else:
            made[key] = _Made(entity, sources, _card(schema, entity, groups.get(entity.id), selection, options))
    schema.hand_on(_CARDS, {key: one for key, one in known.items() if key[2] in schema.located} | made)
    return tuple(one.card for one in made.values())


_CARDS = "cards of its diagram"


@dataclass(frozen=True, slots=True)
class _Made:
    """A card that was made of an entity, and all else that it was made of."""

    entity: Entity
    sources: tuple[Any, ...]
    card: Card


def _sources(
    schema: Schema, entity: Entity, group: int | None, selection: Selection, options: DiagramOptions
) -> tuple[Any, ...]:
    """What a card says that is not said by the entity: what must be the same for the card to be."""
    about = (entity.id, *(attribute.id for attribute in entity.attributes)) if options.marks else ()
    return (
        schema.qualified(entity), schema.dialect.name, schema.schemas, schema.domains,
        schema.references_from(entity.id),
        schema.references_to(entity.id), group, selection.parts.get(entity.id, 0), selection.hubs.get(entity.id, 0),
        [options.marks.get(one) for one in about],
    )  # fmt: skip


def _card(schema: Schema, entity: Entity, group: int | None, selection: Selection, options: DiagramOptions) -> Card:
    rows, hidden = _fold(_rows(schema, entity, options), options)
    full_name = printable(schema.qualified(entity))
    sign = options.signs.get(entity.id)
    name = shorten(f"{SIGNS[sign]} {full_name}" if sign else full_name, TITLE, NAME_ROOM, bold=True)
    note = _note(hidden, selection.parts.get(entity.id, 0), selection.hubs.get(entity.id, 0))
    return Card(
        entity=entity.id,
        name=name,
        full_name=full_name,
        width=_width(name, note, rows),
        rows=rows,
        attributes=len(entity.attributes),
        hidden=hidden,
        note=note,
        group=group,
        badge=_badge(options, entity.id, *(attribute.id for attribute in entity.attributes)),
        sign=sign,
        former=printable(options.former.get(entity.id, "")),
    )


def _rows(schema: Schema, entity: Entity, options: DiagramOptions) -> tuple[Row, ...]:
    if options.detail == "names":
        return ()
    keys = keys_of(schema, entity)
    referred = {column for link in schema.references_to(entity.id) for column in link.parent_columns}
    shown = keys.primary | keys.foreign | keys.unique | referred | options.signs.keys()
    return tuple(
        _row(schema, entity, attribute, keys, options)
        for attribute in entity.attributes
        if options.detail == "all" or attribute.id in shown
    )


def _row(schema: Schema, entity: Entity, attribute: Attribute, keys: Keys, options: DiagramOptions) -> Row:
    sign = options.signs.get(attribute.id)
    full_name = printable(attribute.name)
    full_type = said_type(schema, attribute)
    optional = "?" if nullable(schema, entity, attribute.id) else ""
    return Row(
        attribute=attribute.id,
        name=shorten(
            f"{SIGNS[sign]} {full_name}" if sign else full_name, NAME, NAME_ROOM, attribute.id in keys.primary
        ),
        type=shorten(full_type, TYPE, TYPE_ROOM) + optional,
        full_name=full_name,
        full_type=full_type + optional,
        primary=attribute.id in keys.primary,
        foreign=attribute.id in keys.foreign,
        unique=attribute.id in keys.unique,
        badge=_badge(options, attribute.id),
        sign=sign,
        former=printable(options.former.get(attribute.id, "")),
    )


def _fold(rows: tuple[Row, ...], options: DiagramOptions) -> tuple[tuple[Row, ...], int]:
    """The first rows that fit, with every key and every marked row kept; how many were left out."""
    if options.fold is None or len(rows) <= options.fold + 1:
        return rows, 0
    must = [row for row in rows if row.primary or row.foreign or row.unique or row.badge or row.sign]
    free = max(options.fold - len(must), 0)
    kept = {row.attribute for row in must}
    kept |= set([row.attribute for row in rows if row.attribute not in kept][:free])
    shown = tuple(row for row in rows if row.attribute in kept)
    return shown, len(rows) - len(shown)


def _note(hidden: int, parts: int, lines: int) -> str:
    said = [f"… {hidden} more"] if hidden else []
    said += [counted(parts, "partition")] if parts else []
    said += [f"{counted(lines, 'reference')}, cut short"] if lines else []
    return ", ".join(said)


def _width(name: str, note: str, rows: tuple[Row, ...]) -> float:
    widest = 2 * EDGE + width(name, TITLE, bold=True) + MARK_ROOM
    widest = max(widest, 2 * EDGE + INDENT + width(note, NOTE), LEAST_WIDTH)
    for row in rows:
        texts = width(row.name, NAME, row.primary) + GAP + width(row.type, TYPE)
        widest = max(widest, 2 * EDGE + INDENT + texts)
    return float(-(-widest // 2) * 2)


def _badge(options: DiagramOptions, *subjects: str) -> Badge | None:
    found: Counter[Severity] = Counter()
    for subject in subjects:
        found.update(options.marks.get(subject, {}))
    counts = tuple((severity, found[severity]) for severity in SEVERITIES if found[severity])
    return Badge(counts[0][0], counts) if counts else None
