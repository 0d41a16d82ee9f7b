"""Pieces of MySQL text: names, literals, and the texts that the author of a design wrote."""

from collections.abc import Iterable, Mapping
from typing import Any

from designer.exporters.result import ExportError
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Entity, Sequence
from designer.schema.schema import Schema
from designer.sql.completeness import is_complete
from designer.sql.identifiers import InvalidName, is_too_long, quote_identifier, quote_literal
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind


def name(text: str) -> str:
    """An identifier in backticks. Raises ExportError for one that no server takes."""
    try:
        quoted = quote_identifier(text, "mysql", always=True)
    except InvalidName as error:
        raise ExportError(f"{text!r} cannot be a name in MySQL: {error}") from error
    if is_too_long(text, "mysql"):
        raise ExportError(f"{text!r} cannot be a name in MySQL: it has {len(text)} characters, and 64 are the most")
    if text.endswith(" ") or any(ord(character) > 0xFFFF for character in text):
        raise ExportError(f"{text!r} cannot be a name in MySQL: it ends in a blank or holds a character beyond U+FFFF")
    return quoted


def names(texts: Iterable[str]) -> str:
    """Identifiers with commas between them."""
    return ", ".join(map(name, texts))


def literal(text: str) -> str:
    """A string constant."""
    try:
        return quote_literal(text, "mysql")
    except InvalidName as error:
        raise ExportError(f"a text cannot be written for MySQL: {error}") from error


def qualified(schema: Schema, entity: Entity | Sequence) -> str:
    """`database.table`, or the bare name of what is in the database that the script runs in."""
    namespace = schema.namespace(entity.schema)
    return name(entity.name) if namespace is None else f"{name(namespace)}.{name(entity.name)}"


def verbatim(text: str, where: str) -> str:
    """The author's own text, made safe to stand inside a statement.

    Raises ExportError, naming `where` it stands, for a text that would end the statement or leave a parenthesis or
    a quote open.
    """
    plain = text.strip()
    tokens = tokenize(plain, "mysql")
    if not is_complete(tokens):
        shown = plain if len(plain) <= 80 else f"{plain[:77]}…"
        raise ExportError(f"{where} is no complete expression: {shown}")
    last = tokens.tokens[-1]
    return f"{plain}\n" if last.kind is Kind.COMMENT and not last.text.startswith("/*") else plain


def parenthesized(text: str, where: str) -> str:
    """An expression in parentheses of ours."""
    return f"({verbatim(text, where)})"


def of_mysql(options: Mapping[str, Any]) -> FrozenMap:
    """The options for this dialect out of `{dialect: {option: value}}`."""
    own = options.get("mysql")
    return own if isinstance(own, FrozenMap) else EMPTY
