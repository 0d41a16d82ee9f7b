"""PNG and PDF of a drawing, painted by Graphviz's Cairo in the drawing process."""

import hashlib
from math import sqrt

from designer.exporters.diagram.drawing import Drawing
from designer.exporters.diagram.kept import Kept
from designer.exporters.diagram.palette import PALETTES
from designer.exporters.diagram.pool import pool
from designer.exporters.diagram.shapes import Scene
from designer.exporters.diagram.xdot import xdot

LONGEST, LARGEST = 16_000, 50_000_000
"""Pixels along one side, and in all, that a PNG may have."""
FINE = 8
"""Pango rounds the width of every letter to whole points: painted so much larger and then scaled down by Graphviz,
letters stand where they belong."""
_pictures: Kept[bytes] = Kept(16)


def picture(drawing: Drawing, form: str, theme: str = "light", scale: float = 2.0, seconds: float = 20.0) -> bytes:
    """The drawing as `png` or `pdf`. Raises DrawingFailed.

    scale: pixels per point of a PNG; less where the picture would be too large (see `fitting`).
    """
    if form not in ("png", "pdf"):
        raise ValueError(f"no picture in the form {form!r}")
    palette, scene = PALETTES[theme], drawing.scene
    shapes = xdot(scene, palette, FINE)
    frame = _frame(scene, palette.background, fitting(scene, scale) if form == "png" else 1.0)
    key = hashlib.sha256(f"{form}\n{frame}\n{shapes}".encode()).hexdigest()
    return _pictures.get(key, lambda: pool.draw("nop2", form, frame, shapes, seconds))


def fitting(scene: Scene, scale: float) -> float:
    """The scale asked for, or the largest at which a PNG stays within its limits."""
    by_side = LONGEST / max(scene.width, scene.height)
    by_area = sqrt(LARGEST / (scene.width * scene.height))
    return min(scale, by_side, by_area)


def _frame(scene: Scene, ground: str, scale: float) -> str:
    """An otherwise empty graph of the scene's size: one invisible node in its middle holds it open."""
    x, y = scene.x + scene.width / 2, -(scene.y + scene.height / 2)
    return (
        f'digraph {{ graph [bgcolor="{ground}", pad=0, margin=0, dpi={72 * scale:.3f}, '
        f'size="{scene.width / 72:.4f},{scene.height / 72:.4f}"]; '
        f'n [shape=box, style=invis, fixedsize=true, label="", pos="{x * FINE:.2f},{y * FINE:.2f}", '
        f"width={scene.width * FINE / 72:.4f}, height={scene.height * FINE / 72:.4f}]; }}"
    )
