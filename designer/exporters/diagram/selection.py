"""Which entities and relationships a drawing shows."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from designer.exporters.diagram.options import DiagramOptions
from designer.schema.model import Entity, Relationship
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Selection:
    """What to draw, in the design's order. parts: entity id to how many partitions it stands for."""

    entities: tuple[Entity, ...]
    relationships: tuple[Relationship, ...]
    parts: dict[str, int]


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
    return Selection(
        tuple(entity for entity in schema.entities if entity.id in wanted),
        tuple(link for link in schema.relationships if link.child in wanted and link.parent in wanted),
        parts,
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
