"""The picture of a design: what is drawn, where it stands, and its writing as SVG, PNG and PDF.

    drawing = draw(schema, DiagramOptions(detail="keys"))
    svg = inline_svg(drawing, href=lambda entity_id: f"/d/7/{entity_id}")

Graphviz places the cards and leads the lines; it never sees a name from the design. Cards are measured
here with the metrics of Arial, so a drawing has the same geometry on every machine.
"""

from designer.exporters.diagram.drawing import Drawing, Outline, draw, drawn, outline_of
from designer.exporters.diagram.options import DiagramOptions
from designer.exporters.diagram.painting import picture
from designer.exporters.diagram.pool import DrawingFailed
from designer.exporters.diagram.svg import inline_svg, standalone_svg

__all__ = [
    "DiagramOptions", "Drawing", "DrawingFailed", "Outline", "draw", "drawn", "inline_svg", "outline_of", "picture",
    "standalone_svg",
]  # fmt: skip
