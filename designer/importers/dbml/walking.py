"""Walking over tokens: single steps, and the way on after a mistake."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.dbml.draft import Name
from designer.importers.dbml.tokens import Token, tokenize
from designer.importers.result import Problem

BLOCKS = ("project", "table", "enum", "ref", "tablegroup", "tablepartial", "note", "records", "diagramview", "dep",
          "metadata", "use", "reuse")  # fmt: skip
_NAMES = ("word", "name", "number")


class Unreadable(Exception):
    """What stands at `token` is not what the language has there."""

    def __init__(self, message: str, token: Token) -> None:
        super().__init__(message)
        self.message, self.token = message, token


class Walker:
    """A place in the tokens of one text, and the problems met so far."""

    def __init__(self, text: str, file: str | None) -> None:
        self.text, self.file = text, file
        self.tokens, mistakes = tokenize(text)
        self.at = 0
        self.problems = [Problem(*mistake, file) for mistake in mistakes]

    # Steps

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def is_(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.value in signs

    def is_word(self, *words: str) -> bool:
        return self.token.kind == "word" and self.token.value.lower() in words

    def step(self) -> Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def take(self, sign: str) -> bool:
        found = self.is_(sign)
        if found:
            self.step()
        return found

    def expect(self, sign: str) -> Token:
        if not self.is_(sign):
            raise self.unexpected(f"{sign!r}")
        return self.step()

    def unexpected(self, wanted: str) -> Unreadable:
        found = "the end of the text" if self.token.kind == "end" else repr(self.written(self.at, self.at + 1)[:40])
        return Unreadable(f"{wanted} is expected here, not {found}", self.token)

    def problem(self, error: Unreadable) -> None:
        self.problems.append(Problem(error.token.line, error.token.column, error.message, self.file))

    def name(self, wanted: str = "a name") -> str:
        if self.token.kind not in _NAMES:
            raise self.unexpected(wanted)
        return self.step().value

    def qualified(self, wanted: str = "a name") -> Name:
        parts = [self.name(wanted)]
        while self.is_("."):
            self.step()
            parts.append(self.name())
        return tuple(parts)

    def string(self) -> str:
        if self.token.kind != "string":
            raise self.unexpected("a text in quotes")
        return self.step().value

    def written(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end] if last > first else ""

    # Recovery

    def next_block(self, begin: int) -> None:
        """To the next line that begins like a block; one that opened braces ends with them."""
        depth = 0
        self.at = max(self.at, begin + 1)
        for index in range(begin, self.at):
            depth += depth_of(self.tokens[index])
        while self.token.kind != "end":
            if depth <= 0 and self.token.first and self.begins_block():
                return
            if self.token.first and self.token.column == 1 and self.begins_block():
                return  # a block that was never closed
            depth += depth_of(self.token)
            self.step()

    def begins_block(self) -> bool:
        return self.is_word(*BLOCKS)

    def lines(self, read: Callable[[], None]) -> None:
        """`{`, then what `read` reads, again and again, until `}`. A bad line is reported and left out."""
        opening = self.expect("{")
        while not self.take("}"):
            if self.token.kind == "end" or (self.token.column == 1 and self.token.first and self._starts_anew()):
                raise Unreadable("this { is never closed", opening)
            begin = self.at
            try:
                read()
            except Unreadable as error:
                self.problem(error)
                self.next_line(begin)

    def _starts_anew(self) -> bool:
        """A block begins in the first column inside a block: the } before it is missing."""
        if not self.is_word("table", "enum", "project", "tablegroup", "tablepartial", "ref"):
            return False
        line, index = self.token.line, self.at + 1
        while self.tokens[index].kind != "end" and self.tokens[index].line == line:
            if self.tokens[index].kind == "sign" and self.tokens[index].value == "{":
                return True
            index += 1
        return False

    def next_line(self, begin: int) -> None:
        depth = sum(depth_of(token) for token in self.tokens[begin : self.at])
        self.at = max(self.at, begin + (self.tokens[begin].value != "}"))
        while self.token.kind != "end":
            if depth <= 0 and (self.is_("}") or (self.token.first and self.at > begin)):
                return
            if self.token.first and self.token.column == 1 and self._starts_anew():
                return
            depth += depth_of(self.token)
            self.step()

    def bracket(self, opening: str, closing: str) -> None:
        start, depth = self.token, 0
        while True:
            if self.token.kind == "end" or (self.is_("{", "}") and depth):
                raise Unreadable(f"this {opening} is never closed", start)
            depth += {opening: 1, closing: -1}.get(self.token.value, 0) if self.token.kind == "sign" else 0
            self.step()
            if depth == 0:
                return


def depth_of(token: Token) -> int:
    if token.kind != "sign":
        return 0
    return {"{": 1, "}": -1}.get(token.value, 0)
