"""Names and notes as they may be shown: one line, no control characters, of bounded length."""

import unicodedata

_PICTURES = {"\n": "↵", "\r": "↵", "\t": "→"}


def printable(text: str) -> str:
    """`text` on one line. Line ends become ↵; characters that no output can hold become �.

    Marks that turn the direction of what follows go, too: they would reach out of the name into its surroundings.
    """
    if text.isascii() and text.isprintable():  # nearly every name
        return text
    return "".join(map(_shown, text.replace("\r\n", "\n")))


def legible(text: str) -> str:
    """Like `printable`, but lines stay lines: for comments and statements."""
    return "\n".join(map(printable, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def one_line(text: str) -> str:
    """Words with single blanks between them, as a comment of one line holds them."""
    return " ".join(text.split())


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 table`, `2 tables`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}".replace(",", "\u2009")


def _shown(character: str) -> str:
    if character in _PICTURES:
        return _PICTURES[character]
    if character in "\u2028\u2029":
        return "↵"
    code = ord(character)
    if unicodedata.category(character) in ("Cc", "Cs") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return "\ufffd"
    if character in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c":
        return ""
    return character
