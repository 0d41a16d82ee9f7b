"""Pieces of PostgreSQL text: names, literals, and the texts that the author of a design wrote."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from designer.exporters.result import ExportError
from designer.schema.frozen import EMPTY, FrozenMap
from designer.sql.completeness import is_complete
from designer.sql.identifiers import InvalidName, quote_identifier, quote_literal
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_SUSPECT = (";", "--", "/*", "\\", "\0")
_LOOSER_THAN_DEFAULT = frozenset(
    ("and", "or", "not", "is", "isnull", "notnull", "in", "like", "ilike", "similar", "between", "overlaps", "at",
     "collate")
)  # fmt: skip
"""Words that a column's DEFAULT takes inside parentheses only: after it they would begin another clause."""


def name(text: str) -> str:
    """An identifier, quoted where PostgreSQL needs it. Raises ExportError for one that no server takes."""
    try:
        return quote_identifier(text, "postgres")
    except InvalidName as error:
        raise ExportError(f"{text!r} cannot be a name in PostgreSQL: {error}") from error


def names(texts: Iterable[str]) -> str:
    """Identifiers with commas between them."""
    return ", ".join(map(name, texts))


def literal(text: str) -> str:
    """A string constant, whatever `standard_conforming_strings` says. Raises ExportError for a null character."""
    try:
        return quote_literal(text, "postgres")
    except InvalidName as error:
        raise ExportError(f"a text cannot be stored by PostgreSQL: {error}") from error


def verbatim(text: str, where: str) -> str:
    """The author's own text, made safe to stand inside a statement.

    A line comment at its end gets a line end, so that it hides nothing of ours. Raises ExportError, naming
    `where` it stands, for a text that would end the statement or leave a parenthesis or quote open.
    """
    plain = text.strip()
    if not plain:
        raise ExportError(f"{where} is empty")
    if _needs_no_look(plain):
        return plain
    tokens = tokenize(plain, "postgres")
    if not is_complete(tokens):
        raise ExportError(f"{where} is no complete expression: {_shortened(plain)}")
    last = tokens.tokens[-1]
    return f"{plain}\n" if last.kind is Kind.COMMENT and last.text.startswith("--") else plain


def _needs_no_look(text: str) -> bool:
    """Whether a text is balanced at a glance: most are, and a thousand tables hold very many."""
    if any(mark in text for mark in _SUSPECT) or "$" in text or '"' in text:
        return False
    if "'" in text:
        return False
    expected: list[str] = []
    for character in text:
        if character in "([{":
            expected.append(_CLOSING[character])
        elif character in ")]}" and (not expected or expected.pop() != character):
            return False
    return not expected


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"


def parenthesized(text: str, where: str) -> str:
    """An expression in parentheses of ours."""
    return f"({verbatim(text, where)})"


def default_expression(text: str, where: str) -> str:
    """An expression as a column's DEFAULT takes it: in parentheses if it could be taken for another clause."""
    written = verbatim(text, where)
    return f"({written})" if _is_loose(written) else written


@lru_cache(maxsize=8192)
def _is_loose(written: str) -> bool:
    """Whether a word outside of parentheses would begin another clause of a column."""
    depth = 0
    for token in tokenize(written, "postgres").tokens:
        if token.text in ("(", "["):
            depth += 1
        elif token.text in (")", "]"):
            depth -= 1
        elif not depth and token.kind is Kind.WORD and token.text.lower() in _LOOSER_THAN_DEFAULT:
            return True
    return False


def of_postgres(options: FrozenMap) -> FrozenMap:
    """The options for this dialect out of `{dialect: {option: value}}`."""
    own = options.get("postgres")
    return own if isinstance(own, FrozenMap) else EMPTY


def settings(options: Mapping[str, Any]) -> str:
    """Storage parameters: `fillfactor=70, toast.autovacuum_enabled=false`."""
    return ", ".join(f"{option_name(key)}={_setting(value)}" for key, value in options.items())


def option_name(key: str) -> str:
    """The name of a storage parameter, with its namespace (`toast.`) if it has one."""
    return ".".join(map(name, key.split(".", 1)))


def _setting(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    plain = text.replace(".", "", 1).lstrip("-")
    return text if plain.isascii() and plain.isalnum() and text == text.lower() else literal(text)


def statement(sql: str) -> str:
    """A carried statement with exactly one terminator, which no trailing comment hides."""
    code = [token for token in tokenize(sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    body = sql.strip()
    if code and code[-1].kind is Kind.TERMINATOR:
        return body
    tail = tokenize(body, "postgres").tokens
    comment_last = bool(tail) and tail[-1].kind is Kind.COMMENT
    return f"{body}\n;" if comment_last else f"{body};"
