"""How long drawings take, by number of tables and by what they show.

    python tests/benchmarks/drawing.py [tables …]

Prints, in milliseconds and warm: the arrangement (cards, layout by Graphviz), the same again from memory with the SVG
written, and the PNG; and the size of the SVG, plain and compressed.
"""

import gzip
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from designer.exporters.diagram import DiagramOptions, DrawingFailed, draw, inline_svg, picture
from designer.schema.build import entity, link, schema_of
from designer.schema.schema import Schema


def made(tables: int) -> Schema:
    """A design of fifteen attributes a table and about 1.4 references each, some tables referred to far more often."""
    chance = random.Random(tables)
    entities, links = [], []
    for number in range(tables):
        parents = sorted(
            {int(number * chance.random() ** 1.6) for _ in range(chance.choice((0, 1, 1, 2, 3)))} - {number}
        )
        columns = [f"t{parent}_id bigint" for parent in parents]
        columns += [f"attribute_{position} varchar(40)" for position in range(14 - len(columns))]
        entities.append(entity(f"t{number}", "id bigint", *columns, pk="id"))
        links += [link(f"t{number}.t{parent}_id", f"t{parent}.id") for parent in parents]
    return schema_of(*entities, *links, name=f"made{tables}")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result and the milliseconds it took."""
    started = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - started) * 1000


def main(sizes: list[int]) -> None:
    draw(made(3))
    for tables in sizes:
        schema = made(tables)
        for detail in ("all", "keys", "names"):
            options = DiagramOptions(detail=detail)  # type: ignore[arg-type]
            drawing, arranging = timed(lambda o=options, s=schema: draw(s, o))
            svg, again = timed(lambda o=options, s=schema: inline_svg(draw(s, o)))
            try:
                _, painting = timed(lambda d=drawing: picture(d, "png"))
            except DrawingFailed as failure:
                print(failure)
                painting = float("nan")
            size = f"{drawing.scene.width:.0f} x {drawing.scene.height:.0f}"
            print(
                f"{tables:5d} tables {drawing.relationships:5d} lines  {detail:5s}  arranged {arranging:6.0f}  "
                f"again with SVG {again:5.0f}  PNG {painting:6.0f}  SVG {len(svg) / 1024:6.0f} KB, "
                f"{len(gzip.compress(svg.encode())) / 1024:4.0f} KB compressed  {size}  {' '.join(drawing.remarks)}"
            )


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [11, 60, 200, 1000])
