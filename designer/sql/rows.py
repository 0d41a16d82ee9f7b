"""The rows of INSERT statements, which a reader of schemas needs none of.

A dump with its data holds a hundred times the tokens of one without. Where they are too many to keep, the values
are let go and only the parentheses around them stay, so that a statement begins and ends where it did.
"""

from __future__ import annotations

from collections.abc import Callable

from designer.sql.tokens import Kind, Token

_OPENERS = ("INSERT", "REPLACE", "IGNORE", "INTO")
_NO_CONSTANTS = ("SELECT", "WITH", "TABLE")
_ENDINGS = (Kind.TERMINATOR, Kind.META, Kind.DATA, Kind.BROKEN, Kind.CONDITIONAL, Kind.PARAMETER)


def without_rows(tokens: list[Token], begin: int, wanted: Callable[[Token], bool]) -> list[Token]:
    """The tokens from index `begin` on, without the constants in the rows of INSERT … VALUES (…), (…).

    Of each list of rows the first opening and the last closing parenthesis stay, and those tokens between them
    that are `wanted`. Rows in which names are read (NEW.id, a subquery) are the code of a body and stay whole, as
    does a row that is not complete yet: what is read later can be given again together with what this returned.
    """
    kept: list[Token] = []
    index = begin
    while index < len(tokens):
        token = tokens[index]
        index += 1
        kept.append(token)
        if token.kind is not Kind.WORD or token.text.upper() not in ("VALUES", "VALUE"):
            continue
        last = _last_of_rows(tokens, index)
        if last is not None and _inserts(tokens, index - 1):
            kept.append(tokens[index])
            kept.extend(inner for inner in tokens[index + 1 : last] if wanted(inner))
            kept.append(tokens[last])
            index = last + 1
    return kept


def _last_of_rows(tokens: list[Token], first: int) -> int | None:
    """The index of the parenthesis that closes the last complete row of a list that begins at `first`."""
    last, depth = None, 0
    for index in range(first, len(tokens)):
        kind, text = tokens[index].kind, tokens[index].text
        if kind is Kind.PUNCTUATION:
            if text == "(":
                depth += 1
            elif text == ")":
                depth -= 1
                last = index if depth == 0 else last
            elif text != ",":
                return last
        elif (
            kind in _ENDINGS
            or (kind is Kind.WORD and text.upper() in _NO_CONSTANTS)
            or (depth <= 0 and kind is not Kind.COMMENT)
        ):
            return last
    return last


def _inserts(tokens: list[Token], values: int) -> bool:
    """Whether what stands before the word VALUES is INSERT INTO a table, with or without a list of columns."""
    index = values - 1
    if index >= 0 and tokens[index].text == ")":
        while index >= 0 and tokens[index].text != "(":
            index -= 1
        index -= 1
    while index >= 0 and (tokens[index].text == "." or tokens[index].kind in (Kind.WORD, Kind.QUOTED)):
        if tokens[index].kind is Kind.WORD and tokens[index].text.upper() in _OPENERS:
            return True
        index -= 1
    return False
