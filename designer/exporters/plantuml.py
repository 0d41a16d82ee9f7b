"""PlantUML: an entity diagram in its information-engineering notation.

Every character of a name that is not a letter, a digit or an underscore is written as PlantUML's code for it
(`<U+0022>`): quotes, braces, `!` and `%` of its preprocessor and its markup then mean nothing.
"""

import unicodedata
from collections.abc import Iterator

from designer.exporters.diagram.cardinality import End, cardinality, nullable, unique_alone
from designer.exporters.result import Export
from designer.exporters.wording import printable
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import short_type

name = "plantuml"
label = "PlantUML"
suffix = ".puml"
media_type = "text/plain"


def render(schema: Schema) -> Export:
    """The diagram as PlantUML text. Every name fits: nothing is replaced."""
    numbers = {entity.id: f"e{number}" for number, entity in enumerate(schema.entities, 1)}
    lines = ["@startuml", f"title {coded(schema.name)}", "hide circle", "hide empty members", "left to right direction"]
    for entity in schema.entities:
        lines += _entity(schema, entity, numbers[entity.id])
    lines += [_relationship(schema, link, numbers) for link in schema.relationships]
    return Export("\n".join([*lines, "@enduml"]) + "\n")


def coded(text: str) -> str:
    """`text` with every character that could mean something written as a code. Blank text becomes a code, too."""
    return "".join(map(_coded, printable(text))) or "<U+200B>"


def _coded(character: str) -> str:
    if character == "_" or unicodedata.category(character)[0] in "LN":
        return character
    return f"<U+{ord(character):04X}>"


def _entity(schema: Schema, entity: Entity, number: str) -> Iterator[str]:
    primary = set(entity.primary_key.columns) if entity.primary_key else set()
    yield f'entity "{coded(schema.qualified(entity))}" as {number} {{'
    keys = [attribute for attribute in entity.attributes if attribute.id in primary]
    others = [attribute for attribute in entity.attributes if attribute.id not in primary]
    yield from (_attribute(schema, entity, attribute) for attribute in keys)
    if keys and others:
        yield "  --"
    yield from (_attribute(schema, entity, attribute) for attribute in others)
    yield "}"


def _attribute(schema: Schema, entity: Entity, attribute: Attribute) -> str:
    primary = set(entity.primary_key.columns) if entity.primary_key else set()
    foreign = {column for link in schema.references_from(entity.id) for column in link.columns}
    groups = (("PK", primary), ("FK", foreign), ("UK", unique_alone(entity)))
    marks = [mark for mark, group in groups if attribute.id in group]
    required = "  " if nullable(schema, entity, attribute.id) else "* "
    stereotypes = "".join(f" <<{mark}>>" for mark in marks)
    return (
        f"  {required}{coded(attribute.name)} : {coded(short_type(attribute.type, schema.dialect.name))}{stereotypes}"
    )


def _relationship(schema: Schema, link: Relationship, numbers: dict[str, str]) -> str:
    ends = cardinality(schema, link)
    line = "--" if ends.identifying else ".."
    parent = "||" if ends.parent.least else "|o"
    columns = "<U+002C> ".join(map(coded, schema.names(link.columns)))
    return f"{numbers[link.parent]} {parent}{line}{_child(ends.child)} {numbers[link.child]} : {columns}"


def _child(end: End) -> str:
    return ("|" if end.least else "o") + ("{" if end.many else "|")
