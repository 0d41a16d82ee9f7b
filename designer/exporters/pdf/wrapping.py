"""Text in lines of a width."""

from __future__ import annotations

import re
from functools import lru_cache

from designer.exporters.pdf.faces import width

_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PIECES = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+[ \t]*|\s+")
_BREAKS = "_.,;:/-()[]|="
"""Signs behind which a word that is too long is best cut."""


@lru_cache(maxsize=16384)
def wrapped(text: str, size: float, room: float, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text; what ends a line in it ends one here. At least one line."""
    return tuple(line for part in text.split("\n") for line in _lines(part, size, room, bold))


def _lines(text: str, size: float, room: float, bold: bool) -> list[str]:
    if width(text, size, bold) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for found in _PIECES.findall(text):
        if line and width(line + found.rstrip(), size, bold) > room:
            lines.append(line.rstrip())
            line = ""
            found = found.lstrip()
        while width(found.rstrip(), size, bold) > room:
            cut = _cut(found, size, room, bold)
            lines.append(found[:cut])
            found = found[cut:]
        line += found
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(word: str, size: float, room: float, bold: bool) -> int:
    """How many characters of a word fit, at least one; behind a sign in the last part of it where there is one."""
    fitting = 1
    taken = width(word[0], size, bold)
    while fitting < len(word) and taken + (step := width(word[fitting], size, bold)) <= room:
        taken += step
        fitting += 1
    better = max((place + 1 for place in range(fitting // 2, fitting) if word[place] in _BREAKS), default=0)
    return better or fitting
