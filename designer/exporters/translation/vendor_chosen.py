"""Which PostgreSQL type each column of a T-SQL or Oracle design becomes."""

from collections.abc import Callable
from dataclasses import replace

from designer.exporters.translation.parts import Notes
from designer.exporters.translation.vendor_types import Kind
from designer.schema.model import Attribute, Domain, Entity, Relationship
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind as Token

_WHOLE = ("smallint", "integer", "bigint")


def chosen_types(schema: Schema, dialect: str, kind_of: Callable[[str], Kind], note: Notes) -> dict[str, Kind]:
    """By column. Both ends of a foreign key become the same. kind_of: what a type of the dialect becomes by itself."""
    aliases = {one.name.casefold(): one for one in schema.domains}
    types: dict[str, Kind] = {}
    for entity in schema.entities:
        used = _names_in(entity, dialect)
        for one in entity.attributes:
            kind = _chosen(one, _own(one, aliases, kind_of), used)
            if kind.lost:
                note(f"{schema.qualified(entity)}.{one.name}", kind.lost)
            types[one.id] = kind
    for _ in range(4):  # chains of foreign keys are short
        for link in schema.relationships:
            _agree(schema, link, types, note)
    return types


def _own(one: Attribute, aliases: dict[str, Domain], kind_of: Callable[[str], Kind]) -> Kind:
    text = one.type.strip()
    alias = aliases.get(text.replace("[", "").replace("]", "").rpartition(".")[2].casefold())
    if alias is not None:
        return kind_of(alias.type)
    if text:
        return kind_of(text)
    return Kind("text", None, "it has no type of its own: it becomes text" if one.generated else None)


def _chosen(one: Attribute, kind: Kind, used: set[str]) -> Kind:
    """used: names, in small letters, in the table's expressions."""
    if kind.type == "boolean" and one.name.casefold() in used:
        kind = Kind("smallint", "{} IN (0, 1)", "an expression reads it as a number, so that it becomes one")
    if one.identity is not None and kind.type not in _WHOLE:
        kind = Kind("bigint", None, f"{one.type} counts as a bigint there")
    return kind


def _agree(schema: Schema, link: Relationship, types: dict[str, Kind], note: Notes) -> None:
    for own, other in zip(link.columns, link.parent_columns, strict=False):
        if types[own].type != types[other].type:
            types[own] = replace(types[own], type=types[other].type)
            note(path_in(schema, own), f"both ends of a foreign key are {types[other].type}")


def _names_in(entity: Entity, dialect: str) -> set[str]:
    texts = [one.expression for one in entity.checks]
    texts += [one.generated.expression for one in entity.attributes if one.generated]
    texts += [one.where for one in entity.indexes if one.where]
    return {
        read_identifier(token.text, dialect).casefold()
        for text in texts
        for token in tokenize(text, dialect).tokens
        if token.kind in (Token.WORD, Token.QUOTED)
    }
