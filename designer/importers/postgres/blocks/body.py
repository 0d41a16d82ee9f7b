"""The text inside a DO block, and text that a block runs, as cursors whose lines are those of the whole source."""

from __future__ import annotations

from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_NO_CODE = (Kind.META, Kind.DATA, Kind.BROKEN)


def body_of(block: Cursor) -> Cursor | None:
    """What stands between the quotes of `DO … [LANGUAGE plpgsql]`; None for what is not PL/pgSQL."""
    block.index = 1
    found: Token | None = None
    while block.index < block.size:
        if block.take("LANGUAGE"):
            if block.index >= block.size or _word(block.tokens[block.index]) != "plpgsql":
                return None
        elif found is None and block.tokens[block.index].kind is Kind.STRING:
            found = block.tokens[block.index]
        else:
            return None
        block.index += 1
    return None if found is None else inside_of(found, block.source)


def _word(token: Token) -> str:
    return (read_string(token.text, "postgres") if token.kind is Kind.STRING else token.text).lower()


def inside_of(constant: Token, source: str) -> Cursor | None:
    """The code in a constant; None where it is no code, as where a quote in it is never closed."""
    value = read_string(constant.text, "postgres")
    at = constant.text.find(value)
    if at < 0 or ("'" in value and constant.text[:1] == "'"):  # something is written otherwise than it reads
        return code(value, constant.line)
    lexed = tokenize(value, "postgres")
    line = constant.line + constant.text.count("\n", 0, at)
    return _cursor(source, lexed.tokens, constant.start + at, line, bool(lexed.problems))


def beginning_of(text: Cursor) -> Cursor | None:
    """The code that a text which is put together begins with; a quote in it need not be closed there.

    None where it does not begin with a constant.
    """
    first = next((one for one in text.tokens if one.kind is Kind.STRING), None)
    if first is None or text.keys[0] not in ("", "FORMAT", "CONCAT", "("):
        return None
    value = read_string(first.text, "postgres")
    kept = [one for one in tokenize(value, "postgres").tokens if one.kind not in (Kind.COMMENT, Kind.BROKEN)]
    return Cursor(value, [one._replace(line=first.line) for one in kept])


def code(text: str, line: int) -> Cursor | None:
    """The code in a text of its own that is run by what stands on a line."""
    lexed = tokenize(text, "postgres")
    return _cursor(text, lexed.tokens, 0, line, bool(lexed.problems))


def _cursor(source: str, tokens: list[Token], offset: int, line: int, broken: bool) -> Cursor | None:
    if broken or any(token.kind in _NO_CODE for token in tokens):
        return None
    kept = [
        Token(token.kind, token.text, token.start + offset, token.line + line - 1)
        for token in tokens
        if token.kind is not Kind.COMMENT
    ]
    return Cursor(source, kept)


def statements_in(body: Cursor) -> list[Cursor]:
    """The statements of a text that a block runs."""
    found: list[Cursor] = []
    first = place = 0
    while place <= body.size:
        if place == body.size or body.tokens[place].kind is Kind.TERMINATOR:
            if place > first:
                found.append(body.part(first, place))
            first = place + 1
        place = body.behind(place) if place < body.size else place + 1
    return found
