"""What a viewer asks of a drawing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Detail = Literal["all", "keys", "names"]
Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
Sign = Literal["added", "removed", "changed"]


@dataclass(frozen=True, kw_only=True)
class DiagramOptions:
    """Everything that changes the picture but not the design.

    detail: all attributes, only those in keys, or only the tables' names.
    entities: ids of the entities to draw; None for all of them.
    focus, depth: an entity id, and how many relationships away from it to go (None: as far as they lead).
    marks: entity or attribute id to the number of open findings per severity that are about it; a table's header
        sums up those of its attributes, too. Marks never move anything.
    signs: entity, attribute or relationship id to what a comparison says of it; former: to what it was, in words.
    pins: entity id to the middle of its card, y upwards; None takes those of the design's layout.
    fold: attributes a card shows before it says how many more there are; None shows all.
    partitions: whether the parts of a partitioned table have cards of their own.
    seconds: processor time that the layout may take before a plain arrangement is used instead.
    """

    detail: Detail = "all"
    entities: tuple[str, ...] | None = None
    focus: str | None = None
    depth: int | None = 1
    marks: Mapping[str, Mapping[Severity, int]] = field(default_factory=dict)
    signs: Mapping[str, Sign] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    pins: Mapping[str, tuple[float, float]] | None = None
    fold: int | None = 24
    partitions: bool = False
    seconds: float = 8.0
