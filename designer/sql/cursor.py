"""A place in the tokens of one statement, with the small steps that readers of DDL are made of.

Key words and signs are tested alike (`take("PRIMARY", "KEY")`, `take("(")`), and a quoted name never counts as a key
word. What is text of the user's own (types, defaults, expressions) comes back as written, but for comments. Tokens
are reached by their index too, for readers that look ahead; brackets are matched once, so that nesting costs
nothing and all of it is linear in the statement's length.

    cursor.expect("CREATE", "TABLE")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    parts = cursor.qualified()
    columns = cursor.names()
    cursor.end()
"""

from __future__ import annotations

from collections.abc import Sequence

from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.statements import Statement
from designer.sql.tokens import Kind, Token, column_of

_KEYED = (Kind.WORD, Kind.PUNCTUATION, Kind.OPERATOR)
_NAMES = (Kind.WORD, Kind.QUOTED)
_CONDITIONALS = ("mysql", "mariadb")
_SKIPPED = (Kind.COMMENT, Kind.CONDITIONAL)
_PAIRS = {")": "(", "]": "["}
_OPENERS = ("(", "[")
_PATIENCE = 20
"""How often a reader may ask, per token, whether it is at the end; real statements take about one."""


class Unreadable(Exception):
    """A statement, or a part of one, that cannot be read; `at` is the offset in the text where that shows."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.at = at


class Cursor:
    """Reads one statement's tokens (comments left out) from left to right.

    `keys` holds each token in capitals if it is a word or a sign and "" if it is a name in quotes or a constant, so
    that comparing with key words needs no other test.
    """

    __slots__ = ("_match", "_patience", "dialect", "index", "keys", "size", "source", "tokens")

    def __init__(self, source: str, tokens: Sequence[Token], dialect: str = "postgres") -> None:
        self.source = source
        self.tokens = tokens
        self.dialect = dialect
        self.keys = [token.text.upper() if token.kind in _KEYED else "" for token in tokens]
        self.size = len(tokens)
        self.index = 0
        self._patience = _PATIENCE * (self.size + 10)
        self._match: dict[int, int] | None = None

    @classmethod
    def of(cls, statement: Statement, dialect: str = "postgres") -> Cursor:
        """A cursor over a statement that `splitting` made, without reading its tokens again."""
        tokens = statement.tokens
        if dialect in _CONDITIONALS:
            tokens = tuple(token for token in tokens if token.kind not in _SKIPPED)
        return cls(statement.source, tokens, dialect)

    @classmethod
    def over(cls, text: str, dialect: str = "postgres") -> Cursor:
        """A cursor over any text. Unreadable where a quote is never closed."""
        lexed = tokenize(text, dialect)
        tokens = [token for token in lexed.tokens if token.kind not in _SKIPPED]
        if lexed.problems:
            broken = next((token.start for token in tokens if token.kind is Kind.BROKEN), 0)
            raise Unreadable(lexed.problems[0].message, broken)
        return cls(text, tokens, dialect)

    def part(self, first: int, last: int) -> Cursor:
        """A cursor of its own over the tokens from `first` up to `last` (left out)."""
        return Cursor(self.source, self.tokens[first:last], self.dialect)

    @property
    def line(self) -> int:
        """The line of the current token, or of the last one at the end."""
        return self.tokens[min(self.index, self.size - 1)].line if self.tokens else 1

    @property
    def done(self) -> bool:
        """Whether nothing is left to read.

        Every loop over tokens asks this, so a loop that does not advance is found here: it is Unreadable, which is
        a problem of one statement, where it would otherwise be a reader that never comes back.
        """
        self._patience -= 1
        if self._patience < 0:
            self._patience = _PATIENCE * (self.size + 10)  # whoever reports the problem may ask again
            raise self.error("this is not understood, and nothing behind it either")
        return self.index >= self.size

    def key(self, offset: int = 0) -> str:
        """The token `offset` places on, in capitals; "" past the end and for what is no word."""
        place = self.index + offset
        return self.keys[place] if 0 <= place < self.size else ""

    def at(self, *keys: str) -> bool:
        """Whether these words stand here."""
        place = self.index
        return self.keys[place : place + len(keys)] == list(keys)

    def take(self, *keys: str) -> bool:
        """Step over these words if they stand here."""
        if not self.at(*keys):
            return False
        self.index += len(keys)
        return True

    def take_one_of(self, *keys: str) -> str | None:
        """Step over one of these words and say which it was."""
        key = self.key()
        if key in keys:
            self.index += 1
            return key
        return None

    def expect(self, *keys: str) -> None:
        """Step over these words; Unreadable at the first that does not stand here."""
        for key in keys:
            if not self.take(key):
                raise self.error(f"{key} was expected here")

    def error(self, message: str, index: int | None = None) -> Unreadable:
        """The error to raise about the token at `index` (the current one); says what was found there."""
        place = self.index if index is None else index
        if place >= self.size:
            behind = self.tokens[-1].end if self.tokens else len(self.source)
            return Unreadable(f"{message}; the statement ends", behind)
        token = self.tokens[place]
        shown = token.text if len(token.text) <= 40 else token.text[:40] + "…"
        return Unreadable(f"{message}; found {shown}", token.start)

    @staticmethod
    def error_at(message: str, offset: int) -> Unreadable:
        """The error to raise about what stands at an offset of the source."""
        return Unreadable(message, offset)

    def place_of(self, error: Unreadable) -> tuple[int, int]:
        """The line and the column, from 1, in the whole source."""
        first = self.tokens[0] if self.tokens else Token(Kind.END, "", 0, 1)
        return first.line + self.source.count("\n", first.start, error.at), column_of(self.source, error.at)

    def end(self) -> None:
        """Insist that the statement ends here."""
        if not self.done:
            raise self.error("nothing more was expected here")

    # Names

    @property
    def on_name(self) -> bool:
        """Whether a name stands here, quoted or not; key words are names too, callers test for them first."""
        return self.index < self.size and self.tokens[self.index].kind in _NAMES

    def name(self) -> str:
        """A name, folded and shortened as the server does."""
        if not self.on_name:
            return self._name_in_string()
        found = read_identifier(self.tokens[self.index].text, self.dialect)
        if not found:
            raise self.error("a name is empty")
        self.index += 1
        return found

    def _name_in_string(self) -> str:
        """MySQL under ANSI_QUOTES takes a string in double quotes for a name; SQLite takes any string."""
        token = self.tokens[self.index] if not self.done else None
        quotes = "'" if self.dialect == "sqlite" else '"' if self.dialect in _CONDITIONALS else None
        if token is None or token.kind is not Kind.STRING or token.text[:1] != quotes:
            raise self.error("a name was expected here")
        self.index += 1
        return read_string(token.text, self.dialect)

    def qualified(self) -> tuple[str, ...]:
        """A name with what qualifies it: (name,) or (schema, name) or (catalogue, schema, name)."""
        parts = [self.name()]
        while self.take("."):
            parts.append(self.name())
        return tuple(parts)

    def names(self) -> list[str]:
        """Names in parentheses."""
        self.expect("(")
        found = [self.name()]
        while self.take(","):
            found.append(self.name())
        self.expect(")")
        return found

    # Constants

    def integer(self) -> int:
        """A whole number with its sign."""
        sign = -1 if self.take_one_of("-", "+") == "-" else 1
        token = self.tokens[self.index] if not self.done else None
        if token is None or token.kind is not Kind.NUMBER:
            raise self.error("a whole number was expected here")
        try:
            value = int(token.text, 0) if token.text[:1] == "0" and len(token.text) > 1 else int(token.text)
        except ValueError:
            value = self._decimal_integer(token)
        self.index += 1
        return sign * value

    def _decimal_integer(self, token: Token) -> int:
        digits = token.text.replace("_", "")
        if not digits.isdigit() or len(digits) > 40:
            raise self.error("a whole number was expected here")
        return int(digits)

    def string(self) -> str:
        """The value of a string constant."""
        if self.done or self.tokens[self.index].kind is not Kind.STRING:
            raise self.error("a string was expected here")
        value = read_string(self.tokens[self.index].text, self.dialect)
        self.index += 1
        while self._continues():
            value += read_string(self.tokens[self.index].text, self.dialect)
            self.index += 1
        return value

    def _continues(self) -> bool:
        """Whether another piece of the string stands here: PostgreSQL joins those that a line break separates."""
        if self.done or self.dialect != "postgres" or self.tokens[self.index].kind is not Kind.STRING:
            return False
        before, token = self.tokens[self.index - 1], self.tokens[self.index]
        return token.text.startswith("'") and "\n" in self.source[before.end : token.start]

    # Runs of tokens

    def closing(self, index: int | None = None) -> int:
        """The index of the bracket that closes the one at `index` (the current one)."""
        place = self.index if index is None else index
        if self._match is None:
            self._match = self._brackets()
        if place not in self._match:
            raise self.error("a bracket that nothing closes", place)
        return self._match[place]

    def _brackets(self) -> dict[int, int]:
        match: dict[int, int] = {}
        opened: list[int] = []
        for place, key in enumerate(self.keys):
            if key in _OPENERS:
                opened.append(place)
            elif key in _PAIRS and opened and self.keys[opened[-1]] == _PAIRS[key]:
                match[opened.pop()] = place
        return match

    def inside(self) -> tuple[int, int]:
        """The tokens inside the parentheses that begin here, without further ones around all of them; steps over."""
        if not self.at("("):
            raise self.error("( was expected here")
        first, last = self.index + 1, self.closing()
        self.index = last + 1
        if first == last:
            raise self.error("an expression was expected here", last)
        return self.bare(first, last)

    def bare(self, first: int, last: int) -> tuple[int, int]:
        """An expression's tokens without parentheses that enclose all of it."""
        while last - first > 2 and self.keys[first] == "(" and self.closing(first) == last - 1:
            inside = self.keys[first + 1]
            if inside in ("SELECT", "VALUES", "WITH", ")") or self._has_comma(first + 1, last - 1):
                break
            first, last = first + 1, last - 1
        return first, last

    def _has_comma(self, first: int, last: int) -> bool:
        place = first
        while place < last:
            if self.keys[place] == ",":
                return True
            place = self.behind(place)
        return False

    def behind(self, place: int) -> int:
        """The index behind the token at `place`, or behind what closes it if it is an opening bracket."""
        return self.closing(place) + 1 if self.keys[place] in _OPENERS else place + 1

    def skip(self) -> None:
        """Step over one token, or over a bracket with all it holds."""
        self.index = self.closing() + 1 if self.key() in _OPENERS else self.index + 1

    def split(self, separator: str = ",") -> list[Cursor]:
        """Everything from here on, divided where the separator stands outside brackets; steps to the end."""
        found: list[Cursor] = []
        start = place = self.index
        while place <= self.size:
            if place < self.size and self.keys[place] != separator:
                place = self.behind(place)
                continue
            if place == start:
                raise self.error("an element of the list is missing", place)
            found.append(self.part(start, place))
            start = place = place + 1
        self.index = self.size
        return found

    def text(self, first: int, last: int) -> str:
        """The user's own text of the tokens from `first` up to `last` (left out), comments taken out."""
        last = min(last, self.size)
        if first >= last:
            return ""
        pieces: list[str] = []
        for token, after in zip(self.tokens[first : last - 1], self.tokens[first + 1 : last], strict=True):
            gap = self.source[token.end : after.start]
            pieces += (token.text, gap if not gap or gap.isspace() else " ")
        return "".join(pieces) + self.tokens[last - 1].text

    def rest(self) -> str:
        """The text from here to the end; steps to the end."""
        found = self.text(self.index, self.size)
        self.index = self.size
        return found
