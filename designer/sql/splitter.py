"""The frame of all splitters, with PostgreSQL's rules; the other dialects override what differs."""

from __future__ import annotations

from collections.abc import Iterator

from designer.sql.statements import Statement, statement_kind
from designer.sql.tokens import Kind, Problem, Token, column_of

_OPENING, _CLOSING = ("(", "["), (")", "]")
_FOLLOWING = {
    "CREATE": ("TABLE", "INDEX", "UNIQUE", "SEQUENCE", "VIEW", "OR", "GLOBAL", "TYPE", "TRIGGER", "FUNCTION"),
    "ALTER": ("TABLE", "SEQUENCE"), "COMMENT": ("ON",), "INSERT": ("INTO",), "DROP": ("TABLE",),
}  # fmt: skip
"""The words that begin a statement at the head of a line, each with what it is known by."""


class Splitter:
    """PostgreSQL's rules, and the frame for the others: `ends` decides at each terminator."""

    _BEGINNING = 40
    """How many tokens of a statement tell whether it has a body; a rule's parentheses open among them too."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.problems: list[Problem] = []
        self.current: list[Token] = []  # the tokens of the statement being read, without comments
        self.comments: list[Token] = []
        self.ended = 0  # the line on which the statement before this one ended
        self.parentheses = 0
        self.blocks = 0
        self.body = False  # the statement may hold statements of its own

    def statements(self) -> Iterator[Statement]:
        tokens = self.tokens
        for index, token in enumerate(tokens):
            kind = token.kind
            if kind is Kind.COMMENT:
                if not self.current and token.line > self.ended:
                    self.comments.append(token)
            elif kind is Kind.META or kind is Kind.DATA:
                yield from self.line(token)
            elif kind is Kind.TERMINATOR:
                if (self.parentheses <= 0 and not self.blocks and not self.body) or self.ends(index):
                    yield from self.finish(token)
                else:
                    self.current.append(token)
            else:
                if self.starts_another(index):
                    yield from self.finish(None)
                self.current.append(token)
                if len(self.current) < self._BEGINNING or self.body:
                    self.track(index)
        if self.blocks:
            self.report("the statement's body has no END")
        yield from self.finish(None)

    # What a dialect may decide differently

    def has_body(self) -> bool:
        """Whether the statement read so far may hold statements of its own."""
        words = self.first_words()
        if words[:1] != ["CREATE"]:
            return False
        return any(w in ("FUNCTION", "PROCEDURE", "RULE") for w in words[1:4])

    def starts_another(self, index: int) -> bool:
        """Whether a statement begins at this token although nothing ended the one before it.

        A table's definition whose semicolon is missing would take the next statement along without a word.
        """
        token = self.tokens[index]
        word = token.text.upper() if token.kind is Kind.WORD and self.current else ""
        if word not in _FOLLOWING or self.body or not self.begins_line(token) or not self._defines_table():
            return False
        if self.word_at(index + 1) not in _FOLLOWING[word] or self._depth():
            return False
        self.problems.append(
            Problem(token.line, column_of(self.text, token.start), f"a semicolon is missing before {word} …")
        )
        return True

    def _defines_table(self) -> bool:
        words = self.first_words()[:4]
        return words[:1] == ["CREATE"] and "TABLE" in words and "SCHEMA" not in words

    def _depth(self) -> int:
        """How many brackets are open in the statement so far."""
        return sum((token.text in _OPENING) - (token.text in _CLOSING) for token in self.current)

    def track(self, index: int) -> None:
        """Follow parentheses and blocks through the token just taken."""
        token = self.tokens[index]
        if len(self.current) <= 8 and not self.body:
            self.body = self.has_body()
        if not self.body:
            return
        if token.text == "(":
            self.parentheses += 1
        elif token.text == ")":
            self.parentheses -= 1
        elif token.kind is Kind.WORD:
            self.track_word(token.text.upper(), index)

    def track_word(self, word: str, index: int) -> None:
        if (word == "ATOMIC" and self.word_at(index - 1) == "BEGIN") or (word == "CASE" and self.blocks):
            self.blocks += 1
        elif word == "END" and self.blocks:
            self.blocks -= 1

    def ends(self, index: int) -> bool:
        """Whether a terminator within a body ends the statement: also when the body turns out to be unclosed."""
        if not self.blocks and self.parentheses <= 0:
            return True
        if self.word_at(index + 1) in ("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "SET", "COPY"):
            self.report("the statement's body is not closed before the next statement")
            return True
        return False

    # Shared machinery

    def first_words(self) -> list[str]:
        return [t.text.upper() for t in self.current[:8] if t.kind is Kind.WORD]

    def word_at(self, index: int) -> str:
        """The word at a token, comments skipped forwards, upper case; empty when it is none."""
        while index < len(self.tokens) and self.tokens[index].kind is Kind.COMMENT:
            index += 1
        if not 0 <= index < len(self.tokens) or self.tokens[index].kind is not Kind.WORD:
            return ""
        return self.tokens[index].text.upper()

    def begins_line(self, token: Token) -> bool:
        """Whether only blanks stand before the token on its line."""
        return not self.text[self.text.rfind("\n", 0, token.start) + 1 : token.start].strip()

    def at_margin(self, token: Token) -> bool:
        """Whether the token stands in the first column."""
        return column_of(self.text, token.start) == 1

    def ends_line(self, token: Token) -> bool:
        """Whether only blanks stand behind the token on its line."""
        newline = self.text.find("\n", token.end)
        return not self.text[token.end : newline if newline >= 0 else len(self.text)].strip()

    def report(self, message: str) -> None:
        first = self.current[0]
        self.problems.append(Problem(first.line, column_of(self.text, first.start), message))

    def line(self, token: Token) -> Iterator[Statement]:
        if token.kind is Kind.META:
            yield from self.finish(None)
            yield self.make("meta", token.text, [token], token.end, None)
            return
        lines = token.text.count("\n") + (not token.text.endswith("\\."))
        yield self.make("data", token.text, [token], token.end, None, lines)

    def finish(self, terminator: Token | None) -> Iterator[Statement]:
        """The statement read so far, when there is one; a lone terminator is none."""
        tokens, self.current = self.current, []
        if last := terminator or (tokens[-1] if tokens else None):
            self.ended = last.line
        self.parentheses = self.blocks = 0
        self.body = False
        if not tokens:
            return
        text = self.text[tokens[0].start : tokens[-1].end]
        end = terminator.end if terminator else tokens[-1].end
        yield self.make(statement_kind(tokens), text, tokens, end, terminator.text if terminator else None)

    def make(
        self, kind: str, text: str, tokens: list[Token], end: int, terminator: str | None, lines: int = 0
    ) -> Statement:
        first = tokens[0]
        comments = tuple(c.text.rstrip() for c in self._adjacent(first))
        self.comments = []
        return Statement(
            text, kind, first.line, first.start, terminator, comments, (0, end), lines, tuple(tokens), self.text
        )

    def _adjacent(self, first: Token) -> list[Token]:
        """The comments right above a statement: no blank line between them and it."""
        chosen: list[Token] = []
        line = first.line
        for comment in reversed(self.comments):
            if comment.line + comment.text.count("\n") < line - 1:
                break
            line = comment.line
            chosen.append(comment)
        return chosen[::-1]
