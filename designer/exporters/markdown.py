"""Markdown: the data dictionary for a repository or a wiki (CommonMark with GitHub's tables).

Names and comments are text: what could be markup in them is escaped, and a line end cannot leave its cell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from designer.exporters import mermaid
from designer.exporters.dictionary import Entry, IndexLine, PatternLine, ReferenceLine, entries, patterns
from designer.exporters.result import Export
from designer.exporters.wording import counted, legible, printable
from designer.schema.schema import Schema

name = "markdown"
label = "Markdown dictionary"
suffix = ".md"
media_type = "text/markdown"

DRAWN = 40
"""Up to how many tables the Mermaid picture is included; larger ones are illegible where Markdown is read."""
_MARKUP = re.compile(
    r"[\\`*\[\]<>|~&!#$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=\w):(?=//)|(?<=[wW]{3})\.|(?<=\w)@(?=\w)"
)
_STARTS = re.compile(r"^\s*([-+=]|\d+(?=[.)]))")
_TICKS = re.compile(r"`+")


def render(schema: Schema) -> Export:
    """The whole dictionary."""
    written = entries(schema)
    blocks = [f"# {text(schema.name)}"]
    blocks += [paragraph(schema.comment)] if schema.comment else []
    blocks.append(f"{counted(len(schema.entities), 'table')}, {counted(len(schema.relationships), 'relationship')}, "
                  f"{counted(len(schema.access_patterns), 'access pattern')}.")  # fmt: skip
    if 0 < len(schema.entities) <= DRAWN:
        blocks.append("```mermaid\n" + mermaid.render(schema).text + "```")
    if written:
        blocks.append("## Tables")
        blocks.append(_table(("Table", "Rows", "Meaning"), _overview(schema, written)))
    for entry in written:
        blocks += _entry(entry)
    blocks += _types(schema)
    blocks += _patterns(patterns(schema))
    return Export("\n\n".join(blocks) + "\n")


def text(value: str) -> str:
    """`value` on one line with its markup escaped."""
    return _MARKUP.sub(lambda found: "\\" + found[0], printable(value)) or "\u200b"


def paragraph(value: str) -> str:
    """Lines of text with their markup escaped; none of them starts a list, a heading or a rule."""
    return "  \n".join(_STARTS.sub(_guard, text(line)) for line in legible(value).split("\n"))


def _guard(found: re.Match[str]) -> str:
    start = found[0].lstrip()
    return f"{start}\u200b" if start[0].isdigit() else f"\\{start}"


def code(value: str) -> str:
    """`value` as code in a table's cell, whatever backticks and bars it holds."""
    if not value:
        return ""
    shown = printable(value)
    fence = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    room = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{room}{shown}{room}{fence}".replace("|", "\\|")


def block(value: str) -> str:
    """`value` as a fenced block of SQL."""
    fence = "`" * max(3, max((len(run) for run in _TICKS.findall(value)), default=0) + 1)
    return f"{fence}sql\n{value}\n{fence}"


def _cell(value: str) -> str:
    """Text of several lines in one cell."""
    return "<br>".join(text(line) for line in value.split("\n")) if value else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _overview(schema: Schema, written: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    for entity, entry in zip(schema.entities, written, strict=True):
        rows = f"{entity.rows:,}".replace(",", "\u2009") if entity.rows is not None else ""
        yield f"[{text(entry.name)}](#{entry.anchor})", rows, _cell(entry.meaning)


def _entry(entry: Entry) -> Iterator[str]:
    yield f'<a id="{entry.anchor}"></a>\n\n## {text(entry.name)}'
    if entry.meaning:
        yield paragraph(entry.meaning)
    yield ", ".join(map(text, entry.facts)) + "."
    if entry.attributes:
        yield _table(
            ("Attribute", "Type", "Null", "Default", "Keys", "Meaning"),
            (
                (text(line.name), text(line.type), "yes" if line.nullable else "no", code(line.default),
                 ", ".join(line.keys), _cell("\n".join(filter(None, (line.meaning, line.statistics)))))
                for line in entry.attributes
            ),
        )  # fmt: skip
    if entry.refers_to:
        yield "### Refers to"
        yield _references(entry.refers_to)
    if entry.referred_by:
        yield "### Referred to by"
        yield _references(entry.referred_by)
    yield from _lines("### Keys and constraints", entry.constraints)
    yield from _lines("### Indexes", entry.indexes)
    if entry.patterns:
        yield "### Access patterns"
        yield "\n".join(
            f"- [{text(line.name)}](#{line.anchor})" + (f": {text(line.facts)}" if line.facts else "")
            for line in entry.patterns
        )
    if entry.remarks:
        yield "### Decisions"
        yield _table(("About", "Decision", "Reason"), ((text(one.subject), text(one.text), _cell(one.reason)) for one in
                     entry.remarks))  # fmt: skip


def _references(lines: Iterable[ReferenceLine]) -> str:
    return _table(
        ("Columns", "Table", "Its columns", "Rows", "Actions"),
        (
            (text(line.columns), f"[{text(line.other)}](#{line.other_anchor})", text(line.other_columns), line.rows,
             line.actions)
            for line in lines
        ),
    )  # fmt: skip


def _lines(title: str, lines: Sequence[IndexLine]) -> Iterator[str]:
    if lines:
        yield title
        yield _table(
            ("Name", "Kind", "Over", "Condition", "Comment"),
            (
                (text(line.name), text(line.kind), text(line.over) if line.over else "", code(line.condition),
                 _cell(line.comment))
                for line in lines
            ),
        )  # fmt: skip


def _types(schema: Schema) -> Iterator[str]:
    if schema.enums:
        yield "## Enumerations"
        yield _table(
            ("Name", "Values", "Meaning"),
            (
                (text(schema.qualified(enum)), ", ".join(text(value.value) for value in enum.values),
                 _cell(legible(enum.comment or "")))
                for enum in schema.enums
            ),
        )  # fmt: skip
    if schema.domains:
        yield "## Domains"
        yield _table(
            ("Name", "Type", "Default", "Checks", "Meaning"),
            (
                (text(schema.qualified(domain)), text(domain.type), code(domain.default or ""),
                 ", ".join(code(check.expression) for check in domain.checks), _cell(legible(domain.comment or "")))
                for domain in schema.domains
            ),
        )  # fmt: skip


def _patterns(lines: Sequence[PatternLine]) -> Iterator[str]:
    if not lines:
        return
    yield "## Access patterns"
    for line in lines:
        yield f'<a id="{line.anchor}"></a>\n\n### {text(line.name)}'
        if line.facts:
            yield text(line.facts) + "."
        if line.tables:
            yield "Touches " + ", ".join(f"[{text(name)}](#{place})" for name, place in line.tables) + "."
        if line.notes:
            yield paragraph(line.notes)
        yield from map(block, line.statements)
