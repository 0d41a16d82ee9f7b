"""The dictionary on paper: an entry per table, then what belongs to the whole design."""

from __future__ import annotations

from collections.abc import Iterable

from designer.exporters.dictionary import AttributeLine, Entry, IndexLine, ReferenceLine, Remark, anchor, patterns
from designer.exporters.pdf.writer import INK, MUTED, Cell, Writer
from designer.exporters.wording import legible, printable
from designer.schema.schema import Schema

LONGEST = 6000
"""Characters of a comment or a statement that are shown."""
ENUMERATIONS, DOMAINS, PATTERNS, VOLUMES, CARRIED = "enumerations", "domains", "patterns", "volumes", "carried"
ENDS = (
    ("Enumerations", ENUMERATIONS), ("Domains", DOMAINS), ("Access patterns", PATTERNS), ("Volumes", VOLUMES),
    ("Not modelled", CARRIED),
)  # fmt: skip
"""The parts behind the entries, each with its anchor."""


def write_entry(writer: Writer, entry: Entry, level: int) -> None:
    """One table: what it means, its attributes, and all that it takes part in."""
    writer.about = entry.name
    writer.heading(entry.name, 13, entry.anchor, level, 20, 60)
    if entry.meaning:
        writer.paragraph(_held(writer, entry.meaning))
    writer.paragraph(" · ".join(entry.facts), 8, MUTED)
    if entry.attributes:
        writer.space(5)
        head = ("Attribute", "Type", "Null", "Default", "Keys", "Meaning")
        writer.rows((25, 20, 6, 17, 8, 34), [_attribute(line) for line in entry.attributes], head)
    _references(writer, "Refers to", entry.refers_to)
    _references(writer, "Referred to by", entry.referred_by)
    _indexes(writer, "Keys and constraints", entry.constraints)
    _indexes(writer, "Indexes", entry.indexes)
    if entry.patterns:
        writer.title("Access patterns")
        rows = [(Cell(one.name, target=one.anchor), Cell(one.facts, colour=MUTED)) for one in entry.patterns]
        writer.rows((50, 50), rows)
    if entry.remarks:
        writer.title("Decisions")
        writer.rows((22, 44, 34), [_remark(one) for one in entry.remarks])


def _attribute(line: AttributeLine) -> tuple[Cell, ...]:
    meaning = "\n".join(filter(None, (line.meaning, line.statistics)))
    return (
        Cell(line.name, bold="PK" in line.keys),
        Cell(line.full_type),
        Cell("yes" if line.nullable else "no", colour=MUTED),
        Cell(line.default),
        Cell(" ".join(line.keys), colour=MUTED),
        Cell(meaning),
    )


def _references(writer: Writer, title: str, links: Iterable[ReferenceLine]) -> None:
    rows = [
        (
            Cell(link.columns),
            Cell(f"{link.other} ({link.other_columns})", target=link.other_anchor),
            Cell(", ".join(filter(None, (link.rows, link.actions))), colour=MUTED),
        )
        for link in links
    ]
    if rows:
        writer.title(title)
        writer.rows((28, 44, 38), rows)


def _indexes(writer: Writer, title: str, lines: Iterable[IndexLine]) -> None:
    rows = []
    for line in lines:
        condition = f"{'where ' if line.over else ''}{line.condition}" if line.condition else ""
        said = "\n".join(filter(None, (" ".join(filter(None, (line.over, condition))), line.comment)))
        rows.append((Cell(line.kind, colour=MUTED), Cell(said), Cell(line.name, colour=MUTED)))
    if rows:
        writer.title(title)
        writer.rows((18, 58, 34), rows)


def _remark(one: Remark) -> tuple[Cell, ...]:
    return Cell(one.subject, bold=True), Cell(one.reason), Cell(one.text, colour=MUTED)


def _held(writer: Writer, text: str) -> str:
    if len(text) <= LONGEST:
        return text
    writer.cut.append(writer.about)
    return text[:LONGEST] + " …"


# What belongs to the whole design


def write_rest(writer: Writer, schema: Schema) -> None:
    """Enumerations, domains, access patterns, volumes and what is carried."""
    if schema.enums:
        writer.about = "the enumerations"
        writer.heading("Enumerations", 15, ENUMERATIONS, 0, 26, 40)
        writer.space(4)
        rows = [
            (
                Cell(printable(schema.qualified(one)), bold=True),
                Cell(", ".join(printable(value.value) for value in one.values)),
                Cell(legible(one.comment or ""), colour=MUTED),
            )
            for one in schema.enums
        ]
        writer.rows((28, 52, 30), rows)
    _domains(writer, schema)
    _patterns(writer, schema)
    _volumes(writer, schema)
    _carried(writer, schema)


def _domains(writer: Writer, schema: Schema) -> None:
    rows = []
    for one in schema.domains:
        said = [printable(one.type)]
        said += ["never null"] if one.not_null else []
        said += [f"default {printable(one.default)}"] if one.default else []
        said += [printable(check.expression) for check in one.checks]
        name = printable(schema.qualified(one))
        rows.append((Cell(name, bold=True), Cell(", ".join(said)), Cell(legible(one.comment or ""), colour=MUTED)))
    if rows:
        writer.about = "the domains"
        writer.heading("Domains", 15, DOMAINS, 0, 26, 40)
        writer.space(4)
        writer.rows((28, 52, 30), rows)


def _patterns(writer: Writer, schema: Schema) -> None:
    for number, line in enumerate(patterns(schema)):
        writer.about = line.name
        if number == 0:
            writer.heading("Access patterns", 15, PATTERNS, 0, 26, 60)
        writer.heading(line.name, 10.5, line.anchor, 1, 14, 30)
        for text, colour in ((line.facts, MUTED), (line.notes, INK)):
            if text:
                writer.paragraph(_held(writer, text), 8.6, colour)
        for statement in line.statements:
            writer.space(3)
            writer.paragraph(_held(writer, statement), 8.2, INK, 10)
        if line.tables:
            writer.space(3)
            touched = [(Cell(name, target=place),) for name, place in line.tables]
            writer.rows((1,), touched)


def _volumes(writer: Writer, schema: Schema) -> None:
    known = sorted((one for one in schema.entities if one.rows is not None), key=lambda one: -(one.rows or 0))
    if not known:
        return
    writer.about = "the volumes"
    writer.heading("Volumes", 15, VOLUMES, 0, 26, 60)
    writer.space(4)
    rows = [
        (
            Cell(printable(schema.qualified(one)), target=anchor(one.id)),
            Cell(_number(one.rows)),
            Cell(_number(one.rows_per_day)),
            Cell(_number(one.retention_days)),
        )
        for one in known
    ]
    writer.rows((46, 20, 20, 20), rows, ("Table", "Rows", "New a day", "Kept, days"))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}".replace(",", "\u2009")


def _carried(writer: Writer, schema: Schema) -> None:
    if not schema.opaque:
        return
    writer.about = "the statements that are not modelled"
    writer.heading("Not modelled", 15, CARRIED, 0, 26, 60)
    writer.paragraph("These statements are carried as they were written, and written back on export.", 8.6, MUTED)
    writer.space(4)
    writer.rows((22, 78), [(Cell(one.kind, colour=MUTED), Cell(printable(one.name))) for one in schema.opaque])
