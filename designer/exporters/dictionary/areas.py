"""The parts of a dictionary: the groups of the design's layout, then the tables in none."""

from dataclasses import dataclass

from designer.exporters.diagram.palette import nearest_group
from designer.exporters.dictionary.entries import entries
from designer.exporters.dictionary.lines import Entry
from designer.exporters.wording import printable
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the dictionary. group: the number of its colour; None for the tables in no group."""

    anchor: str
    name: str
    group: int | None
    entries: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its entities."""
        return tuple(entry.entity for entry in self.entries)


def areas(schema: Schema) -> tuple[Area, ...]:
    """Every table once, in the first group that has it. Groups without a table are left out."""
    by_id = {entry.entity: entry for entry in entries(schema)}
    left = dict.fromkeys(by_id)
    parts: list[tuple[str, int | None, list[str]]] = []
    for position, group in enumerate(schema.layout.groups):
        members = [entity for entity in group.entities if entity in left]
        for entity in members:
            del left[entity]
        if members:
            parts.append((printable(group.name), nearest_group(group.color, position), members))
    if left:
        parts.append(("Other tables" if parts else "Tables", None, list(left)))
    return tuple(
        Area(f"area-{number}", name, colour, tuple(by_id[entity] for entity in ids))
        for number, (name, colour, ids) in enumerate(parts, 1)
    )
