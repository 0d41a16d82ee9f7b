"""Mermaid: an `erDiagram` for Markdown files and wikis.

Table names stand in quotes, with Mermaid's own codes (`#34;`) for what could end them or be read as markup.
Attribute names and types allow few characters there: others are replaced, and the real name follows as the
attribute's comment and as a notice.
"""

import re
from collections.abc import Iterator

from designer.exporters.diagram.cardinality import End, cardinality, nullable, unique_alone
from designer.exporters.result import Export, Notice
from designer.exporters.wording import printable
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import short_type

name = "mermaid"
label = "Mermaid"
suffix = ".mmd"
media_type = "text/vnd.mermaid"

_CODED = re.compile(r"[^\w .,/-]")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NOT_IN_WORD = re.compile(r"[^A-Za-z0-9_-]")
_NOT_IN_TYPE = re.compile(r"[^A-Za-z0-9_()\[\]-]+")
_PARENT = {0: "|o", 1: "||"}


def render(schema: Schema) -> Export:
    """The diagram as Mermaid text."""
    notices: list[Notice] = []
    lines = ["erDiagram"]
    for entity in schema.entities:
        lines += _entity(schema, entity, notices)
    lines += [_relationship(schema, link) for link in schema.relationships]
    if not schema.entities:
        lines.append("%% This design has no tables yet.")
    return Export("\n".join(lines) + "\n", tuple(notices))


def quoted(text: str) -> str:
    """`text` as a Mermaid string; every character with a meaning somewhere becomes a code."""
    coded = _CODED.sub(lambda found: f"#{ord(found[0])};", printable(text))
    return f'"{coded if coded.strip() else "#8203;"}"'


def _entity(schema: Schema, entity: Entity, notices: list[Notice]) -> Iterator[str]:
    primary = set(entity.primary_key.columns) if entity.primary_key else set()
    foreign = {column for link in schema.references_from(entity.id) for column in link.columns}
    unique = unique_alone(entity)
    yield f"    {quoted(schema.qualified(entity))} {{"
    taken: set[str] = set()
    for attribute in entity.attributes:
        word = _word(attribute.name, taken)
        keys = [mark for mark, group in (("PK", primary), ("FK", foreign), ("UK", unique)) if attribute.id in group]
        parts = [_type(schema, attribute), word, ", ".join(keys)]
        remarks = []
        if word != attribute.name:
            remarks.append(attribute.name)
            owner = schema.qualified(entity)
            notices.append(Notice(f"{owner}.{attribute.name}", f"Mermaid cannot hold this name; it is written {word}"))
        if attribute.id not in primary and nullable(schema, entity, attribute.id):
            remarks.append("null")
        parts.append(quoted(", ".join(remarks)) if remarks else "")
        yield "        " + " ".join(filter(None, parts))
    yield "    }"


def _word(text: str, taken: set[str]) -> str:
    word = text if _WORD.fullmatch(text) else _NOT_IN_WORD.sub("_", text)
    if not _WORD.fullmatch(word):
        word = f"_{word}"
    made, number = word, 2
    while made in taken:
        made, number = f"{word}_{number}", number + 1
    taken.add(made)
    return made


def _type(schema: Schema, attribute: Attribute) -> str:
    """The type in the characters that Mermaid allows: `numeric(12-2)` for `numeric(12,2)`."""
    short = short_type(attribute.type, schema.dialect.name).replace(",", "-").replace(" ", "_")
    word = _NOT_IN_TYPE.sub("_", short)
    return word if word[:1].isalpha() or word[:1] == "_" else f"_{word}"


def _relationship(schema: Schema, link: Relationship) -> str:
    ends = cardinality(schema, link)
    line = "--" if ends.identifying else ".."
    parent, child = schema.qualified(schema.entity(link.parent)), schema.qualified(schema.entity(link.child))
    columns = ", ".join(schema.names(link.columns))
    joint = f"{_PARENT[ends.parent.least]}{line}{_child(ends.child)}"
    return f"    {quoted(parent)} {joint} {quoted(child)} : {quoted(columns)}"


def _child(end: End) -> str:
    return ("|" if end.least else "o") + ("{" if end.many else "|")
