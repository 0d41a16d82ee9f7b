"""Comments above queries, line by line, their marks taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_KEY = re.compile(r"@?([A-Za-z][A-Za-z_-]*)\s*:(?!:)\s*")


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One line of a comment, its marks taken off, with key and value when it has the form of one."""

    text: str
    number: int

    @property
    def key(self) -> str:
        match = _KEY.match(self.text)
        return match.group(1).lower() if match else ""

    @property
    def value(self) -> str:
        match = _KEY.match(self.text)
        return self.text[match.end() :].strip() if match else self.text


def lines_of(comment: str, number: int) -> Iterator[CommentLine]:
    """The lines of a comment token without the marks of comments."""
    if not comment.startswith("/*"):
        yield CommentLine(comment.lstrip("-#").strip(), number)
        return
    for offset, line in enumerate(comment[2:].removesuffix("*/").split("\n")):
        yield CommentLine(line.strip().lstrip("*").strip(), number + offset)
