"""The pages of a drawing: one page where it stays legible, several where it does not, one large one past that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from designer.exporters.diagram import Drawing
from designer.exporters.diagram.palette import LIGHT
from designer.exporters.diagram.shapes import Group, Plate, Scene
from designer.exporters.pdf.faces import runs
from designer.exporters.pdf.sheets import A3_WIDE, A4, A4_WIDE, Anchor, Jump, Page, Picture, Plank, Words
from designer.exporters.pdf.writer import ACROSS, INK, LINK, MUTED, SIDE, TOP, Writer
from designer.exporters.wording import counted

LEGIBLE = 0.55
"""The least scale at which a drawing's text is read in print: its 12 points become 6.6."""
TILED = 0.62
MOST_TILES = 24
LAP = 26.0
"""How much two neighbouring parts show of each other, in points of the page."""
LARGEST = 14_000.0
"""The longest side that readers of PDF take, somewhat less than the format's 14,400 points."""
_HEAD, _FOOT = 34.0, 44.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a drawing goes on a page of a size."""

    size: tuple[float, float]

    @property
    def across(self) -> float:
        return self.size[0] - 2 * SIDE

    @property
    def down(self) -> float:
        return self.size[1] - TOP - _HEAD - _FOOT

    def fit(self, scene: Scene) -> float:
        return min(self.across / scene.width, self.down / scene.height, 1.0)


def plates(drawing: Drawing, title: str, anchor: str, level: int, entries: Mapping[str, str]) -> tuple[list[Page], str]:
    """The pages, and a sentence on how the drawing was laid on them, empty where it is on one.

    entries: the anchor of each entity that there is an entry for, which its table leads to.
    """
    scene = drawing.scene
    for size in (A4, A4_WIDE, A3_WIDE):
        scale = _Frame(size).fit(scene)
        if scale >= (0.8 if size == A4 else LEGIBLE):
            return [_whole(drawing, title, anchor, level, size, scale, entries)], ""
    frame = _Frame(A3_WIDE)
    columns, rows = _tiles(scene.width, frame.across), _tiles(scene.height, frame.down)
    if columns * rows <= MOST_TILES:
        said = f"its diagram is on {columns * rows} pages of A3, {columns} across and {rows} down, behind an overview"
        return _tiled(drawing, title, anchor, level, (columns, rows), entries), said
    scale = min(1.0, LARGEST / (scene.width + 2 * SIDE), LARGEST / (scene.height + TOP + _HEAD + _FOOT))
    size = (scene.width * scale + 2 * SIDE, scene.height * scale + TOP + _HEAD + _FOOT)
    said = f"its diagram takes one page of {size[0] / 72 * 2.54:.0f} by {size[1] / 72 * 2.54:.0f} cm"
    return [_whole(drawing, title, anchor, level, size, scale, entries)], said


def inline(drawing: Drawing, writer: Writer, entries: Mapping[str, str], deepest: float = 340.0) -> bool:
    """Put a small drawing between the lines of a page; whether it is small enough to be read there."""
    scene = drawing.scene
    scale = min(ACROSS / scene.width, deepest / scene.height, 0.85)
    if scale < LEGIBLE:
        return False
    writer.need(scene.height * scale + 16)
    box = (SIDE, writer.y + 8, ACROSS, scene.height * scale)
    left = SIDE + (ACROSS - scene.width * scale) / 2
    writer.put(Plank(*box, LIGHT.background), Picture(scene, box, left, box[1], scale))
    writer.put(*_jumps(scene, box, (left, box[1]), scale, entries))
    writer.y += scene.height * scale + 12
    return True


def _tiles(length: float, room: float) -> int:
    return max(1, ceil((length * TILED - LAP) / (room - LAP)))


def _page(title: str, size: tuple[float, float], caption: str) -> Page:
    page = Page(size)
    page.marks.append(Words(SIDE, TOP + 12, runs(title, True), 14, INK))
    page.marks.append(Words(SIDE, TOP + 25, runs(caption), 8, MUTED))
    return page


def _whole(
    drawing: Drawing, title: str, anchor: str, level: int, size: tuple[float, float], scale: float,
    entries: Mapping[str, str],
) -> Page:  # fmt: skip
    """The drawing in the middle of one page."""
    scene, frame = drawing.scene, _Frame(size)
    left = SIDE + (frame.across - scene.width * scale) / 2
    top = TOP + _HEAD
    page = _page(title, size, _caption(drawing))
    page.marks.insert(0, Anchor(anchor, TOP, title, level))
    box = (left, top, scene.width * scale, scene.height * scale)
    page.marks += [Plank(*box, LIGHT.background), Picture(scene, box, left, top, scale)]
    page.marks += _jumps(scene, box, (left, top), scale, entries)
    return page


def _caption(drawing: Drawing) -> str:
    said = f"{counted(drawing.entities, 'table')}, {counted(drawing.relationships, 'relationship')}"
    return ". ".join([said, *drawing.remarks])


def _tiled(
    drawing: Drawing, title: str, anchor: str, level: int, tiles: tuple[int, int], entries: Mapping[str, str]
) -> list[Page]:
    """An overview that leads to the parts, and the parts from left to right and from top to bottom."""
    scene, frame, (columns, rows) = drawing.scene, _Frame(A3_WIDE), tiles
    across = min(frame.across, (scene.width * TILED + (columns - 1) * LAP) / columns)
    down = min(frame.down, (scene.height * TILED + (rows - 1) * LAP) / rows)
    overview = _whole(drawing, title, anchor, level, A3_WIDE, frame.fit(scene), {})
    small = next(mark for mark in overview.marks if isinstance(mark, Picture))
    pages = [overview]
    for row in range(rows):
        for column in range(columns):
            x, y = column * (across - LAP), row * (down - LAP)
            name = f"{anchor}-{row + 1}-{column + 1}"
            page = _page(title, A3_WIDE, f"Part {row * columns + column + 1} of {rows * columns}: "
                                         f"column {column + 1} of {columns}, row {row + 1} of {rows}.")  # fmt: skip
            box = (SIDE, TOP + _HEAD, across, down)
            origin = (SIDE - x, TOP + _HEAD - y)
            page.marks.insert(0, Anchor(name, TOP))
            page.marks += [Plank(*box, LIGHT.background), Picture(scene, box, *origin, TILED)]
            page.marks += _jumps(scene, box, origin, TILED, entries)
            pages.append(page)
            overview.marks += _marked(small, name, (x, y, across, down), row * columns + column + 1)
    return pages


def _marked(
    small: Picture, name: str, part: tuple[float, float, float, float], number: int
) -> list[Jump | Plank | Words]:
    """The frame of a part on the overview, which leads to it."""
    shrunk = small.scale / TILED
    x, y = small.left + part[0] * shrunk, small.top + part[1] * shrunk
    across = min(part[2] * shrunk, small.box[0] + small.box[2] - x)
    down = min(part[3] * shrunk, small.box[1] + small.box[3] - y)
    sides = ((x, y, across, 0.7), (x, y + down, across, 0.7), (x, y, 0.7, down), (x + across, y, 0.7, down))
    frame: list[Jump | Plank | Words] = [Plank(*side, LINK) for side in sides]
    return [*frame, Words(x + 5, y + 14, runs(str(number), True), 12, LINK), Jump(x, y, across, down, name)]


def _jumps(
    scene: Scene, box: tuple[float, float, float, float], origin: tuple[float, float], scale: float,
    entries: Mapping[str, str],
) -> list[Jump]:  # fmt: skip
    """Areas over the tables that are seen, leading to their entries."""
    found: list[Jump] = []
    for shape in scene.shapes:
        entity = dict(shape.data).get("entity") if isinstance(shape, Group) else None
        if entity is None or entity not in entries or not isinstance(shape, Group):
            continue
        plates = [one for one in shape.shapes if isinstance(one, Plate)]
        x, y = origin[0] + (plates[0].x - scene.x) * scale, origin[1] + (plates[0].y - scene.y) * scale
        across = plates[0].width * scale
        down = (max(one.y + one.height for one in plates) - plates[0].y) * scale
        right, low = min(x + across, box[0] + box[2]), min(y + down, box[1] + box[3])
        x, y = max(x, box[0]), max(y, box[1])
        if right > x and low > y:
            found.append(Jump(x, y, right - x, low - y, entries[entity]))
    return found
