"""Small pieces that translators of designs share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from designer.exporters.result import Notice
from designer.schema import model
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

UUIDS = ("gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuidv4")
"""Functions of PostgreSQL and its extensions that make a random identifier."""


@dataclass
class Notes:
    """Notices as they come, each once."""

    found: dict[tuple[str, str], Notice] = field(default_factory=dict)

    def __call__(self, about: str, reason: str) -> None:
        self.found.setdefault((about, reason), Notice(about, reason))

    def all(self) -> tuple[Notice, ...]:
        return tuple(self.found.values())


def free_name(wanted: str, taken: Collection[str], most: int = 63) -> str:
    """`wanted`, or that with a number, such that it is not taken; compared without regard to case."""
    name, number = wanted[:most], 2
    while name.casefold() in taken:
        tail = f"_{number}"
        name, number = wanted[: most - len(tail)] + tail, number + 1
    return name


def by_name(schema: Schema, values: tuple[Any, ...]) -> dict[str, Any]:
    """Types of a design by every name that a column may call them."""
    found = {value.name: value for value in values}
    found.update({schema.qualified(value): value for value in values})
    found.update({f"{schema.namespace(value.schema)}.{value.name}": value for value in values})
    return found


def families_of(schema: Schema, entity: model.Entity) -> dict[str, str]:
    """The families of the types of an entity's columns by name, those of domains seen through, `enum` for enums."""
    enums, domains = by_name(schema, schema.enums), by_name(schema, schema.domains)
    found: dict[str, str] = {}
    for one in entity.attributes:
        text = one.type
        for _ in range(len(schema.domains)):
            domain = None if parse_type(text).dimensions else domains.get(bare_type(text))
            if domain is None:
                break
            text = domain.type
        parsed = parse_type(text, schema.dialect.name)
        known = "array" if parsed.dimensions else "enum" if bare_type(text) in enums else parsed.family
        found[one.name] = known or "other"
    return found


@lru_cache(maxsize=4096)
def bare_type(text: str) -> str:
    """The name of a type, quotes taken off: `public."Mood"` is `public.Mood`."""
    parts = [
        read_identifier(token.text, "postgres")
        for token in tokenize(text, "postgres").tokens
        if token.kind in (Kind.WORD, Kind.QUOTED)
    ]
    return ".".join(parts)


def with_value(text: str, column: str) -> str:
    """A domain's check said of a column."""
    quoted = '"' + column.replace('"', '""') + '"'
    pieces: list[str] = []
    place = 0
    for token in tokenize(text, "postgres").tokens:
        if token.kind is Kind.WORD and token.text.upper() == "VALUE":
            pieces += (text[place : token.start], quoted)
            place = token.end
    return "".join(pieces) + text[place:]


def tokens_of(text: str, dialect: str) -> list[Token]:
    """The tokens of a text without its comments."""
    return [token for token in tokenize(text, dialect).tokens if token.kind is not Kind.COMMENT]


def without_casts(tokens: list[Token]) -> list[Token]:
    """A constant without `::type`; anything else as it is."""
    place = next((number for number, token in enumerate(tokens) if token.text == "::"), len(tokens))
    head = [token for token in tokens[:place] if token.text not in "()"]
    rest = tokens[place + 1 :]
    simple = len(head) == 1 or (len(head) == 2 and head[0].text in "+-")
    only_type = all(
        token.kind in (Kind.WORD, Kind.QUOTED, Kind.NUMBER, Kind.PUNCTUATION) or token.text in ("[", "]", ".")
        for token in rest
    )
    return head if simple and only_type and place < len(tokens) else tokens


def is_number(tokens: list[Token]) -> bool:
    """Whether a text is a number with or without a sign."""
    last = [token for token in tokens if token.text not in "()"]
    if len(last) == 2 and last[0].text in "+-":
        last = last[1:]
    return len(last) == 1 and last[0].kind is Kind.NUMBER
