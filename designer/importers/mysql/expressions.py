"""Expressions and values as written: defaults, conditions, the values of options."""

from __future__ import annotations

from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind


def expression(cursor: Cursor) -> str:
    """An expression in parentheses, without those around all of it."""
    return cursor.text(*cursor.inside())


def condition(cursor: Cursor) -> tuple[str, bool]:
    """`CHECK (…) [[NOT] ENFORCED]`: the condition, and whether it is enforced."""
    cursor.expect("CHECK")
    text = expression(cursor)
    if cursor.take("NOT", "ENFORCED"):
        return text, False
    cursor.take("ENFORCED")
    return text, True


def default_text(cursor: Cursor) -> str:
    """What stands behind DEFAULT or ON UPDATE: a constant, a call, or an expression, as written."""
    first = cursor.index
    _operand(cursor)
    while not cursor.done and _continues(cursor):
        cursor.index += 1
        _operand(cursor)
    return cursor.text(first, cursor.index)


def _continues(cursor: Cursor) -> bool:
    return cursor.tokens[cursor.index].kind is Kind.OPERATOR and cursor.key() != "="


def _operand(cursor: Cursor) -> None:
    while cursor.take_one_of("-", "+"):
        pass
    if cursor.at("("):
        cursor.skip()
        return
    if cursor.done or cursor.key() in (",", ")"):
        raise cursor.error("a value was expected here")
    if cursor.at("NEXT", "VALUE", "FOR") or cursor.at("PREVIOUS", "VALUE", "FOR"):
        cursor.index += 3
        cursor.qualified()
        return
    if cursor.take("INTERVAL"):
        cursor.skip()
        cursor.index += 1
        return
    token = cursor.tokens[cursor.index]
    cursor.index += 1
    if token.kind is Kind.WORD or token.kind is Kind.QUOTED:
        _behind_word(cursor, token.text)
    while not cursor.done and token.kind is Kind.STRING and cursor.tokens[cursor.index].kind is Kind.STRING:
        cursor.index += 1


def _behind_word(cursor: Cursor, word: str) -> None:
    """What belongs to a word: its arguments, the name it qualifies, the string that it introduces."""
    while cursor.at(".") and cursor.index + 1 < cursor.size:
        cursor.index += 2
    if cursor.at("("):
        cursor.skip()
    elif not cursor.done and _introduces(word) and cursor.tokens[cursor.index].kind in (Kind.STRING, Kind.NUMBER):
        cursor.index += 1


def _introduces(word: str) -> bool:
    return word.startswith("_") or word.upper() in ("DATE", "TIME", "TIMESTAMP")


def value_text(cursor: Cursor) -> str:
    """The value of an option: a word, a number, a string, or something in parentheses, as written.

    A name in quotes, or a word in a string where a word was meant, comes without them.
    """
    if cursor.done:
        raise cursor.error("a value was expected here")
    first = cursor.index
    if cursor.at("("):
        cursor.skip()
        return cursor.text(first, cursor.index)
    token = cursor.tokens[first]
    if token.kind is Kind.QUOTED:
        return cursor.name()
    if token.kind is Kind.STRING:
        value = cursor.string()
        return value if value.replace("_", "").isalnum() and value.isascii() else token.text
    cursor.index += 1
    return token.text
