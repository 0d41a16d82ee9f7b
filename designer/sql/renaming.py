"""One name replaced in an expression of a single table."""

from __future__ import annotations

from designer.sql.identifiers import quote_identifier, read_identifier, same_name
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind


def renamed_in(text: str, old: str, new: str, dialect: str) -> str:
    """`text` with every name `old` spelt as `new`, all else as written; a call of a function is no such name."""
    tokens = tokenize(text, dialect).tokens
    pieces: list[str] = []
    behind = 0
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.kind not in (Kind.WORD, Kind.QUOTED) or (after is not None and after.text == "("):
            continue
        if same_name(read_identifier(token.text, dialect), old, dialect):
            pieces += (text[behind : token.start], quote_identifier(new, dialect))
            behind = token.end
    return "".join([*pieces, text[behind:]])
