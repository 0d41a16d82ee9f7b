"""Areas: the ground behind the tables of a group, wherever the layout has put them.

Tables of a group that stand near each other, with no stranger between them, share one area; the others have areas of
their own, with the group's name on each, so that no table ever seems to belong where it does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest

from designer.exporters.diagram.metrics import shorten
from designer.exporters.diagram.palette import nearest_group
from designer.exporters.diagram.places import Box
from designer.exporters.diagram.shapes import Group, Plate, Text
from designer.exporters.wording import printable
from designer.schema import model

AIR, HEADROOM, CORNER = 8.0, 18.0, 10.0
EMPTY = 3
"""How much ground without a table two areas may gain by being joined, in their own sizes."""
NEAR, MOST = 6, 120
"""With how many others an area is tried to be joined, and of how many tables a group's areas are joined at all."""
TITLE = 10.5


@dataclass(frozen=True, slots=True)
class Area:
    """Some of a group's tables. number: of the group's colour."""

    name: str
    number: int
    box: Box


def make_areas(groups: Iterable[model.Group], boxes: Mapping[str, Box]) -> tuple[Area, ...]:
    """The areas of all groups that have a table in the drawing."""
    areas: list[Area] = []
    for position, group in enumerate(groups):
        members = {entity: boxes[entity] for entity in group.entities if entity in boxes}
        strangers = [box for entity, box in boxes.items() if entity not in members]
        number = nearest_group(group.color, position)
        areas += [Area(printable(group.name), number, box) for box in _joined(list(members.values()), strangers)]
    return tuple(areas)


def area_shape(area: Area, number: int) -> Group:
    """The ground, its dashed edge and the group's name."""
    box = area.box
    name = shorten(area.name, TITLE, max(box.width - 2 * AIR, 24.0), bold=True)
    ground = Plate(box.x, box.y, box.width, box.height, CORNER, CORNER, f"area{area.number}", f"group{area.number}", "")
    label = Text(box.x + AIR + 2, box.y + 13.5, name, TITLE, f"group{area.number}", bold=True, css="area-name")
    return Group(f"area g{area.number}", (ground, label), f"a-{number}", (("name", area.name),))


def _joined(boxes: list[Box], strangers: list[Box]) -> list[Box]:
    """The fewest areas, made by joining the nearest that no stranger stands between."""
    areas = [_around(box) for box in sorted(boxes, key=lambda box: (box.x, box.y))]
    if len(areas) > MOST:
        return areas
    apart: set[tuple[Box, Box]] = set()
    while (pair := _nearest(areas, strangers, apart)) is not None:
        areas = [area for area in areas if area not in pair] + [_united(*pair)]
    return sorted(areas, key=lambda area: (area.x, area.y))


def _nearest(areas: list[Box], strangers: list[Box], apart: set[tuple[Box, Box]]) -> tuple[Box, Box] | None:
    """The two that join with the least new ground. apart: pairs that are not to be joined, noted here."""
    for one, other in sorted(_neighbours(areas), key=lambda pair: _growth(*pair)):
        if (one, other) in apart:
            continue
        united = _united(one, other)
        full = _growth(one, other) <= EMPTY * (one.width * one.height + other.width * other.height)
        if full and not any(meet(united, stranger) for stranger in strangers):
            return one, other
        apart.add((one, other))
    return None


def _neighbours(areas: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Each area with the few that are nearest to it."""
    for number, one in enumerate(areas):
        others = areas[:number] + areas[number + 1 :]
        yield from ((one, other) for other in nsmallest(NEAR, others, key=partial(_growth, one)))


def _growth(one: Box, other: Box) -> float:
    united = _united(one, other)
    return united.width * united.height - one.width * one.height - other.width * other.height


def _around(box: Box) -> Box:
    return Box(box.x - AIR, box.y - HEADROOM, box.width + 2 * AIR, box.height + HEADROOM + AIR)


def _united(one: Box, other: Box) -> Box:
    left, top = min(one.x, other.x), min(one.y, other.y)
    right, bottom = max(one.edge(1), other.edge(1)), max(one.y + one.height, other.y + other.height)
    return Box(left, top, right - left, bottom - top)


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    beside = one.edge(1) <= other.x or other.edge(1) <= one.x
    return not (beside or one.y + one.height <= other.y or other.y + other.height <= one.y)
