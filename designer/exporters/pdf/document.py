"""The whole document: cover, contents, diagrams, entries, and what belongs to the whole design."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.exporters.diagram import Drawing, draw
from designer.exporters.dictionary import Area, areas
from designer.exporters.pdf import entries
from designer.exporters.pdf.cover import Line, write_front
from designer.exporters.pdf.entries import write_entry, write_rest
from designer.exporters.pdf.painting import painted
from designer.exporters.pdf.plates import inline, plates
from designer.exporters.pdf.reporting import Report, unheard
from designer.exporters.pdf.sheets import Page, anchors
from designer.exporters.pdf.writer import Writer
from designer.exporters.pictures import view_options
from designer.exporters.result import Export, ExportError, Notice
from designer.exporters.wording import counted, printable
from designer.schema.schema import Schema

DIAGRAM = "diagram"
DETAILED = 60
"""Up to how many tables a drawing shows all attributes unless it is told otherwise; above it shows keys."""
MOST_ATTRIBUTES = 60_000
"""A dictionary of more would take minutes and thousands of pages; CSV and HTML have no such limit."""


@dataclass(slots=True)
class _Body:
    """What stands behind the front."""

    pages: list[Page] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def whole(schema: Schema, view: Mapping[str, Any], report: Report = unheard) -> Export:
    """The document. view: options of the drawings, as pictures have them; `entities` limits the dictionary, too.

    report: hears of every step; half of them are tables, the rest pages. Raises ExportError for an unknown option, a
    drawing that fails, or a design past the limit.
    """
    pages, notices = paged(schema, view, report)
    return Export(painted(pages, printable(schema.name) or "Design", report), notices)


def paged(schema: Schema, view: Mapping[str, Any], report: Report = unheard) -> tuple[list[Page], tuple[Notice, ...]]:
    """Its pages, before they are painted. Raises as `whole`."""
    options = view_options(view)
    parts = _chosen(areas(schema), options.entities)
    if sum(len(entry.attributes) for part in parts for entry in part.entries) > MOST_ATTRIBUTES:
        raise ExportError(
            f"a PDF holds at most {MOST_ATTRIBUTES:,} attributes; HTML and CSV hold all".replace(",", " ")
        )
    body = _Body()
    writers = _dictionary(body, schema, parts, view, report)
    front = Writer()
    write_front(front, schema, body.lines, {}, 0)
    numbered = Writer()
    write_front(numbered, schema, body.lines, anchors(body.pages), len(front.pages))
    numbered.pages[0].numbered = False
    body.notices += _told(schema, [*writers, numbered])
    return [*numbered.pages, *body.pages], tuple(body.notices)


def _chosen(parts: tuple[Area, ...], wanted: Iterable[str] | None) -> tuple[Area, ...]:
    if wanted is None:
        return parts
    ids = frozenset(wanted)
    kept = [Area(one.anchor, one.name, one.group, tuple(e for e in one.entries if e.entity in ids)) for one in parts]
    return tuple(one for one in kept if one.entries)


def _drawn(schema: Schema, view: Mapping[str, Any]) -> Drawing:
    wanted = view.get("entities")
    tables = len(schema.entities) if wanted is None else len(tuple(wanted))
    detail = view.get("detail", "all" if tables <= DETAILED else "keys")
    return draw(schema, view_options({**view, "detail": detail}))


def _diagram(body: _Body, drawing: Drawing, title: str, name: str, shown: Mapping[str, str]) -> None:
    """Pages of a drawing, and a line of the contents that leads to them."""
    pages, said = plates(drawing, title, name, 0 if name == DIAGRAM else 1, shown)
    body.pages += pages
    body.lines.append(Line(title, name, 0 if name == DIAGRAM else 1))
    body.notices += [Notice(title, said)] if said else []


def _dictionary(
    body: _Body, schema: Schema, parts: tuple[Area, ...], view: Mapping[str, Any], report: Report
) -> list[Writer]:
    """A part per group: its drawing, where there are groups, and its entries."""
    shown = {entry.entity: entry.anchor for part in parts for entry in part.entries}
    report(0, 2 * len(shown), "Drawing the diagram")
    if shown:
        drawing = _drawn(schema, view)
        body.notices += [Notice(printable(schema.name), remark) for remark in drawing.remarks]
        _diagram(body, drawing, "Diagram", DIAGRAM, shown)
    writers: list[Writer] = []
    described = 0
    for part in parts:
        writer = Writer()
        writers.append(writer)
        writer.heading(part.name, 17, part.anchor, 0, 0, 80)
        body.lines.append(Line(part.name, part.anchor, 0))
        if len(parts) > 1 and part.group is not None:
            drawing = _drawn(schema, {**view, "entities": part.ids})
            if not inline(drawing, writer, shown):
                _diagram(body, drawing, f"Diagram of {part.name}", f"{DIAGRAM}-{part.anchor}", shown)
        for entry in part.entries:
            described += 1
            report(described, 2 * len(shown), f"Describing {entry.name}")
            write_entry(writer, entry, 1)
            body.lines.append(Line(entry.name, entry.anchor, 1))
        body.pages += writer.pages
    rest = Writer()
    write_rest(rest, schema)
    body.pages += [page for page in rest.pages if page.marks]
    known = anchors(rest.pages)
    body.lines += [Line(title, name, 0) for title, name in entries.ENDS if name in known]
    return [*writers, rest]


def _told(schema: Schema, writers: Iterable[Writer]) -> list[Notice]:
    """What became of texts that are too long, or in a script that no face here writes."""
    writers = tuple(writers)
    told: list[Notice] = []
    cut = list(dict.fromkeys(about for writer in writers for about in writer.cut))
    if cut:
        first = ", ".join(cut[:3]) + (" …" if len(cut) > 3 else "")
        told.append(Notice(first, f"{counted(len(cut), 'entry', 'entries')} held a text too long for the page, which "
                                  "is cut with …; the HTML dictionary has all of it"))  # fmt: skip
    borrowed = sorted({script for writer in writers for script in writer.lent})
    if borrowed:
        reason = (
            f"no TrueType face on this machine writes {', '.join(borrowed[:6])}: the document asks its reader for a "
            "face, as most programs have one; where it would show nothing, install such a face here and export again"
        )
        told.append(Notice(printable(schema.name), reason))
    scripts = sorted({script for writer in writers for script in writer.scripts})
    if scripts:
        reason = (
            f"no TrueType face on this machine writes {', '.join(scripts[:6])}: those characters are boxes with their "
            "numbers in Unicode"
        )
        told.append(Notice(printable(schema.name), reason))
    return told
