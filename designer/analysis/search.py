"""What a LIKE pattern looks for: the beginning, the end, or anything inside."""

import re

from designer.analysis.workload import Predicate

_PIECES = re.compile(r"'((?:[^']|'')*)'|([^'|]+)|\|\|")


def shape_of(predicate: Predicate) -> str | None:
    """`prefix`, `suffix`, `infix` or `exact` for the value of a LIKE; None where a parameter may hold anything.

    `'a%'` and `$1 || '%'` are prefixes, `'%' || $1 || '%'` is an infix; CONCAT of the same pieces as well.
    """
    text = _concatenated(predicate.value)
    pieces: list[str | None] = []  # None: something that is not written out
    for match in _PIECES.finditer(text):
        if match[1] is not None:
            pieces.append(match[1])
        elif match[2] and match[2].strip():
            pieces.append(None)
    if not pieces or (len(pieces) == 1 and pieces[0] is None):
        return None
    first, last = pieces[0] or "", pieces[-1] or ""
    opens, closes = first[:1] in ("%", "_"), last[-1:] == "%"
    if opens:
        return "infix" if closes else "suffix"
    written = "".join(piece or "" for piece in pieces)
    if closes or "%" in written:
        return "prefix"
    return "exact" if None not in pieces else None


def _concatenated(value: str) -> str:
    """`CONCAT('%', $1, '%')` written with ||."""
    match = re.fullmatch(r"\s*(?:CONCAT)\((.*)\)\s*", value, re.IGNORECASE | re.DOTALL)
    if match is None:
        return value
    pieces = re.findall(r"'(?:[^']|'')*'|[^,']+", match[1])
    return " || ".join(piece.strip() for piece in pieces if piece.strip())
