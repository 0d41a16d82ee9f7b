"""Which entities and relationships a drawing shows."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

from designer.exporters.diagram.options import DiagramOptions
from designer.schema.model import Entity, Relationship
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Selection:
    """What to draw, in the design's order.

    parts: entity id to how many partitions it stands for. hubs: entity id to how many lines would lead to it, for
    tables that most others refer to (tenants, users): those lines are cut short, or they would cover the rest.
    """

    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]
    parts: dict[str, int]
    hubs: dict[str, int]


HUBS = ((120, 8), (36, 12))
"""In drawings of more tables than the first number, one that so many lines lead to as the second says is a hub."""


def select(schema: Schema, options: DiagramOptions) -> Selection:
    """The entities that `options` asks for and the relationships among them. Ids that are not there are ignored."""
    wanted = {entity.id for entity in schema.entities}
    if options.entities is not None:
        wanted &= set(options.entities)
    if options.focus in wanted:
        wanted &= neighbourhood(schema, options.focus, options.depth)
    parts: dict[str, int] = {}
    if not options.partitions:
        hidden = _parts_of_shown(schema.entities, wanted, options.focus)
        for entity in hidden:
            root = _root(schema, entity)
            parts[root] = parts.get(root, 0) + 1
        wanted -= {entity.id for entity in hidden}
    links = tuple(link for link in schema.relationships if link.child in wanted and link.parent in wanted)
    return Selection(
        tuple(entity for entity in schema.entities if entity.id in wanted),
        links,
        parts,
        _hubs(links, len(wanted), options.focus),
    )


def neighbourhood(schema: Schema, focus: str, depth: int | None) -> set[str]:
    """Ids of the entities at most `depth` relationships away, `focus` included; None goes all the way."""
    reached = {focus: 0}
    waiting = deque([focus])
    while waiting:
        here = waiting.popleft()
        if depth is not None and reached[here] >= depth:
            continue
        beside = [link.parent for link in schema.references_from(here)]
        beside += [link.child for link in schema.references_to(here)]
        for other in beside:
            if other not in reached:
                reached[other] = reached[here] + 1
                waiting.append(other)
    return set(reached)


def _hubs(links: Iterable[Relationship], tables: int, focus: str | None) -> dict[str, int]:
    enough = next((lines for size, lines in HUBS if tables > size), None)
    if enough is None:
        return {}
    lines = Counter(link.parent for link in links if link.parent not in (link.child, focus))
    return {entity: number for entity, number in lines.items() if number >= enough}


def _parts_of_shown(entities: Iterable[Entity], wanted: set[str], focus: str | None) -> list[Entity]:
    return [
        entity
        for entity in entities
        if entity.partition_of and entity.id in wanted and entity.id != focus and entity.partition_of.parent in wanted
    ]


def _root(schema: Schema, entity: Entity) -> str:
    seen = {entity.id}
    while entity.partition_of and entity.partition_of.parent not in seen:
        entity = schema.entity(entity.partition_of.parent)
        seen.add(entity.id)
    return entity.id
