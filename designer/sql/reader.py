"""A cursor over the tokens of one statement, to write readers of DDL with.

Key words and symbols are tested alike (`accept("PRIMARY", "KEY")`, `accept("(")`) and a quoted name never counts
as a key word. Whatever is text of the user's own (types, defaults, expressions) comes back exactly as written,
comments inside it included. A reader of the inside of parentheses shares its parent's tokens, so nesting costs
nothing; all of it is linear in the statement's length.

    r = Reader.of(statement)
    r.expect("CREATE"); r.accept("UNLOGGED"); r.expect("TABLE")
    exists = r.accept("IF", "NOT", "EXISTS")
    name = r.qualified_name()
    for item in r.items(): …            # one Reader for each element between the commas
    r.expect_end()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.statements import Statement
from designer.sql.tokens import Kind, Token, column_of

_OPENERS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset(_OPENERS.values())
_SKIPPED = (Kind.COMMENT, Kind.CONDITIONAL)


class ReadError(Exception):
    """What was expected and what stood there, with its place in the whole text (from 1)."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class QualifiedName:
    """A name with what stands before its dots: (schema, name), or (database, schema, name); unquoted, folded."""

    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1]

    @property
    def schema(self) -> str | None:
        """The part before the last."""
        return self.parts[-2] if len(self.parts) > 1 else None

    def __str__(self) -> str:
        return ".".join(self.parts)


class _Shared:
    """What all readers of one statement share: the text, its tokens, their key words, the parentheses' ends."""

    __slots__ = ("_closers", "dialect", "source", "tokens", "words")

    def __init__(self, source: str, tokens: list[Token], dialect: str) -> None:
        self.source = source
        self.tokens = tokens
        self.dialect = dialect
        word = Kind.WORD
        taken_as_text = (Kind.QUOTED, Kind.STRING, Kind.BROKEN)
        self.words = [t.text.upper() if t.kind is word else "" if t.kind in taken_as_text else t.text for t in tokens]
        self._closers: dict[int, int] | None = None

    def closer(self, opener: int) -> int | None:
        """The index of the token that closes the parenthesis at `opener`; None when nothing does."""
        if self._closers is None:
            self._closers = {}
            stack: list[int] = []
            for index, word in enumerate(self.words):
                if word in _OPENERS:
                    stack.append(index)
                elif word in _CLOSERS and stack and _OPENERS[self.words[stack[-1]]] == word:
                    self._closers[stack.pop()] = index
        return self._closers.get(opener)


class Reader:
    """A cursor over tokens from `position` up to `end`; see the module."""

    __slots__ = ("_end", "_position", "_shared")

    def __init__(self, shared: _Shared, position: int, end: int) -> None:
        self._shared = shared
        self._position = position
        self._end = end

    @classmethod
    def of(cls, statement: Statement, dialect: str = "postgres") -> Reader:
        """A reader of a statement that `splitting` made, without reading its tokens again."""
        tokens = [t for t in statement.tokens if t.kind not in _SKIPPED]
        return cls(_Shared(statement.source, tokens, dialect), 0, len(tokens))

    @classmethod
    def over(cls, text: str, dialect: str = "postgres") -> Reader:
        """A reader of any text. Quotes that nothing closes raise ReadError."""
        lexed = tokenize(text, dialect)
        if lexed.problems:
            problem = lexed.problems[0]
            raise ReadError(problem.message, problem.line, problem.column)
        tokens = [t for t in lexed.tokens if t.kind not in _SKIPPED]
        return cls(_Shared(text, tokens, dialect), 0, len(tokens))

    # Looking

    @property
    def at_end(self) -> bool:
        """Whether nothing is left to read."""
        return self._position >= self._end

    @property
    def dialect(self) -> str:
        """The dialect whose rules of names apply."""
        return self._shared.dialect

    @property
    def line(self) -> int:
        """The line of the next token, in the whole text."""
        return self.peek().line

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or the one `ahead` of it; past the end one of kind END."""
        index = self._position + ahead
        if 0 <= index < self._end:
            return self._shared.tokens[index]
        tokens = self._shared.tokens
        if not tokens:
            return Token(Kind.END, "", 0, 1)
        if self._end < len(tokens):  # the closing parenthesis or comma behind the last item
            return Token(Kind.END, "", tokens[self._end].start, tokens[self._end].line)
        last = tokens[-1]
        return Token(Kind.END, "", last.end, last.line + last.text.count("\n"))

    def word(self, ahead: int = 0) -> str:
        """The next token as a key word in capitals, or a symbol; empty for quoted names, strings, the end."""
        index = self._position + ahead
        return self._shared.words[index] if 0 <= index < self._end else ""

    def looking_at(self, *words: str) -> bool:
        """Whether the next tokens are these key words and symbols (in capitals)."""
        position = self._position
        if position + len(words) > self._end:
            return False
        known = self._shared.words
        return all(known[position + n] == word for n, word in enumerate(words))

    # Taking

    def next(self) -> Token:
        """Take any one token; ReadError at the end."""
        if self.at_end:
            raise self.error("the statement ends too early")
        token = self._shared.tokens[self._position]
        self._position += 1
        return token

    def accept(self, *words: str) -> bool:
        """Take these key words and symbols when all of them come next."""
        if not self.looking_at(*words):
            return False
        self._position += len(words)
        return True

    def accept_any(self, *words: str) -> str | None:
        """Take one of these key words or symbols and say which; None when none comes next."""
        word = self.word()
        if word and word in words:
            self._position += 1
            return word
        return None

    def expect(self, *words: str) -> None:
        """Take these key words and symbols; ReadError when they do not come next."""
        if not self.accept(*words):
            raise self.expected(" ".join(words))

    def expect_any(self, *words: str) -> str:
        """Take one of these key words or symbols; ReadError when none comes next."""
        word = self.accept_any(*words)
        if word is None:
            raise self.expected(" or ".join(words))
        return word

    def expect_end(self) -> None:
        """ReadError unless everything was read."""
        if not self.at_end:
            raise self.error(f"{_shown(self.peek())} was not expected here")

    def at_name(self, ahead: int = 0) -> bool:
        """Whether a name comes next, quoted or not; key words count as names."""
        return self.peek(ahead).kind in (Kind.WORD, Kind.QUOTED)

    def identifier(self, what: str = "a name") -> str:
        """Take one name, quotes off or folded. Key words are names here: the caller tests for them first."""
        token = self.peek()
        if token.kind not in (Kind.WORD, Kind.QUOTED):
            if not (token.kind is Kind.STRING and token.text[:1] == '"' and self.dialect in ("mysql", "mariadb")):
                raise self.expected(what)
            self._position += 1
            return read_string(token.text, self.dialect)  # ANSI_QUOTES
        self._position += 1
        return read_identifier(token.text, self.dialect)

    def qualified_name(self, what: str = "a name") -> QualifiedName:
        """Take a name with any number of parts before it."""
        parts = [self.identifier(what)]
        while self.accept("."):
            parts.append(self.identifier(what))
        return QualifiedName(tuple(parts))

    def string(self, what: str = "a string") -> str:
        """Take a string constant and give its value; PostgreSQL's continued strings count as one."""
        token = self.peek()
        if token.kind is not Kind.STRING:
            raise self.expected(what)
        self._position += 1
        value = read_string(token.text, self.dialect)
        while self.peek().kind is Kind.STRING and self.peek().line > token.line and self.dialect == "postgres":
            value += read_string(self.next().text, self.dialect)
        return value

    def integer(self, what: str = "a number") -> int:
        """Take a whole number with its sign."""
        sign = self.accept_any("-", "+")
        token = self.peek()
        digits = token.text.replace("_", "")
        if token.kind is not Kind.NUMBER or not digits.isascii() or not digits.isdigit() or len(digits) > 40:
            raise self.expected(what)
        self._position += 1
        return -int(digits) if sign == "-" else int(digits)

    # Text as written

    @property
    def mark(self) -> int:
        """The present position, for `text_since` and `reset`."""
        return self._position

    def reset(self, mark: int) -> None:
        """Go back to a mark."""
        self._position = mark

    def text_since(self, mark: int) -> str:
        """The text between a mark and the present position, as written."""
        return self._text(mark, self._position)

    def rest(self) -> str:
        """Take everything left, as written."""
        mark, self._position = self._position, self._end
        return self._text(mark, self._end)

    def skip_balanced(self) -> None:
        """Take one token, or a parenthesis with all that it holds."""
        if self.word() in _OPENERS:
            self._position = self._closing() + 1
        else:
            self.next()

    def parenthesised(self) -> str:
        """Take a parenthesis and give the text inside it, as written, without outer blanks."""
        if self.word() != "(":
            raise self.expected("(")
        opener, closer = self._position, self._closing()
        self._position = closer + 1
        tokens = self._shared.tokens
        return self._shared.source[tokens[opener].end : tokens[closer].start].strip()

    def inside(self) -> Reader:
        """Take a parenthesis and give a reader of what it holds."""
        if self.word() != "(":
            raise self.expected("(")
        opener, closer = self._position, self._closing()
        self._position = closer + 1
        return Reader(self._shared, opener + 1, closer)

    def items(self) -> Iterator[Reader]:
        """Take a parenthesised list: one reader for each element between its commas; none for `()`.

        The whole list is taken before the first element comes; an empty element is a ReadError.
        """
        inside = self.inside()
        return iter(()) if inside.at_end else inside.split()

    def split(self, separator: str = ",") -> Iterator[Reader]:
        """Take everything left as elements between the separators that stand in no parenthesis."""
        position, self._position = self._position, self._end
        words, end = self._shared.words, self._end
        start = position
        while position <= end:
            if position == end or words[position] == separator:
                element = Reader(self._shared, start, position)
                if start == position:
                    raise element.error("an element of the list is missing")
                yield element
                start = position + 1
            elif words[position] in _OPENERS:
                position = self._closing_of(position)
            position += 1

    def text_until(self, *stops: str | tuple[str, ...]) -> str:
        """Take tokens until one of the stops comes next outside parentheses, or the end; give their text.

        A stop is a key word or symbol, or a tuple of several in a row: `text_until(",", ("NOT", "NULL"))`.
        The text may be empty.
        """
        mark = self._position
        firsts: dict[str, list[tuple[str, ...]]] = {}
        for stop in stops:
            sequence = (stop,) if isinstance(stop, str) else stop
            firsts.setdefault(sequence[0], []).append(sequence)
        while self._position < self._end:
            word = self._shared.words[self._position]
            if word in firsts and any(self.looking_at(*sequence) for sequence in firsts[word]):
                break
            if word in _OPENERS:
                self._position = self._closing() + 1
            else:
                self._position += 1
        return self._text(mark, self._position)

    def _text(self, first: int, behind: int) -> str:
        if first >= behind:
            return ""
        tokens = self._shared.tokens
        return self._shared.source[tokens[first].start : tokens[behind - 1].end]

    def _closing(self) -> int:
        return self._closing_of(self._position)

    def _closing_of(self, opener: int) -> int:
        closer = self._shared.closer(opener)
        if closer is None or closer >= self._end:
            token = self._shared.tokens[opener]
            raise self._error_at(token, f"nothing closes this {token.text}")
        return closer

    # Errors

    def error(self, message: str) -> ReadError:
        """An error at the next token, to be raised by the caller."""
        return self._error_at(self.peek(), message)

    def expected(self, what: str) -> ReadError:
        """An error that says what should stand at the next token."""
        return self.error(f"expected {what}, found {_shown(self.peek())}")

    def _error_at(self, token: Token, message: str) -> ReadError:
        return ReadError(message, token.line, column_of(self._shared.source, token.start))


def _shown(token: Token) -> str:
    if token.kind is Kind.END:
        return "the end"
    text = token.text if len(token.text) <= 40 else token.text[:37] + "…"
    return text if token.kind in (Kind.QUOTED, Kind.STRING, Kind.BROKEN) else f"“{text}”"
