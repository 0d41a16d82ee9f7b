"""Names inside expressions kept as text: which columns are mentioned, and the text after a rename."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from designer.importers.postgres.names import spelled
from designer.sql.identifiers import quote_literal, read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(token for token in tokenize(text, "postgres").tokens if token.kind is not Kind.COMMENT)


def _column_places(text: str) -> Iterator[tuple[int, Token, str]]:
    """Tokens that may name a column: no function, no type, no part of a qualified name but the last."""
    tokens = _tokens(text)
    for place, token in enumerate(tokens):
        if token.kind not in (Kind.WORD, Kind.QUOTED):
            continue
        before = tokens[place - 1].text.upper() if place else ""
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if after in ("(", ".") or before in ("::", "COLLATE"):
            continue
        yield place, token, read_identifier(token.text, "postgres")


def mentions(text: str, name: str) -> bool:
    """Whether a statement holds this name as a token of its own."""
    if name not in text.lower() and name not in text:
        return False
    return any(
        token.kind in (Kind.WORD, Kind.QUOTED) and read_identifier(token.text, "postgres") == name
        for token in _tokens(text)
    )


def column_names_in(text: str, columns: Iterable[str]) -> list[str]:
    """The columns that an expression mentions, each once, in order."""
    known = set(columns)
    found: dict[str, None] = {}
    for _, _, name in _column_places(text):
        if name in known:
            found[name] = None
    return list(found)


def with_column_renamed(text: str, old: str, new: str) -> str:
    """An expression after a column of its table was renamed."""
    places = {place for place, _, name in _column_places(text) if name == old}
    return _replaced(text, places, spelled((new,))) if places else text


def with_name_replaced(text: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """A type or an expression after an object was renamed or moved to another schema: its name, qualified or bare."""
    tokens = _tokens(text)
    out, end, changed = [], 0, False
    for place, token in enumerate(tokens):
        if token.start < end or token.kind not in (Kind.WORD, Kind.QUOTED):
            continue
        name = read_identifier(token.text, "postgres")
        first = token.start
        if place > 1 and tokens[place - 1].text == ".":
            if read_identifier(tokens[place - 2].text, "postgres") != old[0] or name != old[1]:
                continue
            first = tokens[place - 2].start
        elif name != old[1] or (place + 1 < len(tokens) and tokens[place + 1].text == "."):
            continue
        out += [text[end:first], spelled(new if new[0] != "public" or first != token.start else new[1:])]
        end, changed = token.end, True
    return "".join(out) + text[end:] if changed else text


def with_schema_replaced(text: str, old: str, new: str) -> str:
    """A text after a schema was renamed: where it qualifies a name, also in the constant that a regclass is."""
    tokens = _tokens(text)
    out, end = [], 0
    for place, token in enumerate(tokens):
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        before = tokens[place - 1].text if place else ""
        made = None
        if token.kind is Kind.STRING and (after == "::" or before == "("):
            made = _renamed_home(token.text, old, new)
        elif token.kind in (Kind.WORD, Kind.QUOTED) and after == "." and before != ".":
            made = spelled((new,)) if read_identifier(token.text, "postgres") == old else None
        if made is not None:
            out += [text[end : token.start], made]
            end = token.end
    return "".join(out) + text[end:] if out else text


def _renamed_home(constant: str, old: str, new: str) -> str | None:
    """A constant that is a name in the schema, as text; None if it is none."""
    home = spelled((old,)) + "."
    value = read_string(constant, "postgres")
    return quote_literal(f"{spelled((new,))}.{value[len(home) :]}", "postgres") if value.startswith(home) else None


def with_constant_replaced(text: str, old: str, new: str) -> str:
    """An expression in which one constant, as written, became another."""
    places = {place for place, token in enumerate(_tokens(text)) if token.text == old}
    return _replaced(text, places, new) if places else text


def _replaced(text: str, places: set[int], new: str) -> str:
    out, end = [], 0
    for place, token in enumerate(_tokens(text)):
        if place in places:
            out += [text[end : token.start], new]
            end = token.end
    return "".join(out) + text[end:]
