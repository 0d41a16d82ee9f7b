"""The first pages: what the design is, in numbers, and where everything stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from designer.exporters.pdf.faces import width
from designer.exporters.pdf.sheets import A4, Jump, Plank
from designer.exporters.pdf.wrapping import wrapped
from designer.exporters.pdf.writer import ACROSS, FOOT, INK, LINE, LINK, MUTED, SIDE, Writer
from designer.exporters.wording import legible, printable
from designer.schema.schema import Schema

DIALECTS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server",
    "oracle": "Oracle",
}  # fmt: skip
_FEW = 50
"""Up to how many lines the contents stand in one column."""
_GAP = 24.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents. level: 0 for a part, 1 for what is in it."""

    title: str
    anchor: str
    level: int


def write_front(writer: Writer, schema: Schema, lines: Sequence[Line], pages: Mapping[str, int], before: int) -> None:
    """The cover and the contents. pages: the index of each anchor's page behind the front, which has `before` pages.

    The first time, to see how many pages it takes, `pages` is empty.
    """
    writer.about = "the design"
    writer.y += 70
    writer.heading(printable(schema.name) or "Design", 26, "cover", None, 0, 40)
    dialect = DIALECTS.get(schema.dialect.name, schema.dialect.name)
    version = f" {schema.dialect.version}" if schema.dialect.version else ""
    writer.space(2)
    writer.paragraph(f"Diagram and data dictionary, {dialect}{printable(version)}", 10.5, MUTED)
    if schema.comment:
        writer.space(10)
        writer.paragraph(legible(schema.comment)[:3000], 10)
    _numbers(writer, schema)
    if lines:
        _contents(writer, lines, pages, before)


def _numbers(writer: Writer, schema: Schema) -> None:
    indexes = sum(len(entity.indexes) for entity in schema.entities)
    rows = sum(entity.rows or 0 for entity in schema.entities)
    shown = [
        (len(schema.entities), "tables"), (sum(len(one.attributes) for one in schema.entities), "attributes"),
        (len(schema.relationships), "relationships"), (indexes, "indexes"),
        (len(schema.access_patterns), "access patterns"), (rows, "rows expected"),
    ]  # fmt: skip
    writer.space(22)
    x = SIDE
    for number, noun in shown:
        if number:
            figure = f"{number:,}".replace(",", "\u2009")
            writer.words(x, writer.y + 18, figure, 17, INK, True)
            writer.words(x, writer.y + 31, noun, 8.4, MUTED)
            x += max(width(figure, 17, True), width(noun, 8.4)) + 22
    writer.y += 52


def _contents(writer: Writer, lines: Sequence[Line], pages: Mapping[str, int], before: int) -> None:
    columns = 1 if len(lines) <= _FEW else 2
    room = (ACROSS - _GAP * (columns - 1)) / columns
    writer.put(Plank(SIDE, writer.y, ACROSS, 0.4, LINE))
    writer.y += 12
    top, column = writer.y, 0
    for line in lines:
        height = 16.0 if line.level == 0 else 12.6
        if writer.y + height > A4[1] - FOOT:
            column += 1
            if column == columns:
                writer.new_page()
                top, column = writer.y, 0
            writer.y = top
        writer.y += height
        number = str(pages[line.anchor] + before + 1) if line.anchor in pages else ""
        _line(writer, line, SIDE + column * (room + _GAP), room, number)


def _line(writer: Writer, line: Line, x: float, room: float, number: str) -> None:
    """A title that leads to its page, and the number of it at the end."""
    size, bold = (9.6, True) if line.level == 0 else (8.8, False)
    indent = 10.0 * line.level
    title = wrapped(line.title, size, room - indent - 40, bold)
    writer.words(x + indent, writer.y, title[0] + (" …" if len(title) > 1 else ""), size, INK if bold else LINK, bold)
    writer.words(x + room - width(number, size), writer.y, number, size, MUTED)
    writer.put(Jump(x, writer.y - size, room, size * 1.25, line.anchor))
