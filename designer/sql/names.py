"""Names of columns and tables in plain SQL expressions: found, and rewritten in the user's own text.

For checks, defaults, predicates, generated and index expressions: what can be told from the tokens alone. An
identifier is a column unless it is a key word, a function, a type, a collation, the name of an argument, a field
of a composite, or a field of EXTRACT and INTERVAL. Whole statements need scopes: see `statement_names`.
"""

from __future__ import annotations

from dataclasses import dataclass

from designer.sql.identifiers import quote_identifier, read_identifier, same_name
from designer.sql.lexer import tokenize
from designer.sql.reserved import words_never_columns
from designer.sql.tokens import Kind, Token


class CannotRewrite(Exception):
    """A name whose meaning is not certain; the reason is a sentence for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reference:
    """A column as an expression names it: its parts unquoted and folded, with their places in the text.

    `certain` is False where the words around it leave doubt whether it is a column at all.
    """

    parts: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a text to be replaced."""

    start: int
    end: int
    text: str


def apply_edits(text: str, edits: list[Edit]) -> str:
    """The text with all edits made; they must not overlap."""
    pieces: list[str] = []
    behind = 0
    for edit in sorted(edits, key=lambda each: each.start):
        pieces += [text[behind : edit.start], edit.text]
        behind = edit.end
    return "".join([*pieces, text[behind:]])


def columns_in(expression: str, dialect: str = "postgres") -> frozenset[str]:
    """The names of the columns that an expression reads, without qualifiers."""
    return frozenset(reference.parts[-1] for reference in references_in(expression, dialect))


def rename_column(expression: str, table: str, old: str, new: str, dialect: str = "postgres") -> str:
    """The expression with column `old` of `table` called `new`; nothing but that name's characters changes.

    Names are given as they are, not quoted. An unqualified name is taken for a column of `table`. Raises
    CannotRewrite when the expression holds a query, or it is not certain that a word is the column.
    """
    edits: list[Edit] = []
    for reference in _checked(expression, dialect):
        qualifier = reference.parts[-2] if len(reference.parts) > 1 else table
        if same_name(reference.parts[-1], old, dialect) and same_name(qualifier, table, dialect):
            _require_certain(reference)
            edits.append(Edit(*reference.places[-1], quote_identifier(new, dialect)))
    return _confirmed(expression, edits, dialect)


def rename_table(expression: str, old: str, new: str, dialect: str = "postgres") -> str:
    """The expression with the qualifier `old` of its columns called `new`; raises as `rename_column`."""
    edits: list[Edit] = []
    for reference in _checked(expression, dialect):
        if len(reference.parts) > 1 and same_name(reference.parts[-2], old, dialect):
            _require_certain(reference)
            edits.append(Edit(*reference.places[-2], quote_identifier(new, dialect)))
    return _confirmed(expression, edits, dialect)


def _checked(expression: str, dialect: str) -> tuple[Reference, ...]:
    lexed = tokenize(expression, dialect)
    if lexed.problems:
        raise CannotRewrite(f"the expression holds {lexed.problems[0].message}")
    if any(token.kind is Kind.WORD and token.text.upper() == "SELECT" for token in lexed.tokens):
        raise CannotRewrite("the expression holds a query of its own")
    return references_in(expression, dialect)


def _require_certain(reference: Reference) -> None:
    if not reference.certain:
        raise CannotRewrite(f"it is not certain that “{'.'.join(reference.parts)}” is a column here")


def _confirmed(expression: str, edits: list[Edit], dialect: str) -> str:
    """The edited text, once reading it again finds as many columns as before."""
    if not edits:
        return expression
    rewritten = apply_edits(expression, edits)
    if len(references_in(rewritten, dialect)) != len(references_in(expression, dialect)):
        raise CannotRewrite("the new name would change how the expression reads")
    return rewritten


def references_in(expression: str, dialect: str = "postgres") -> tuple[Reference, ...]:
    """Every column that an expression names, in order, repeated as often as it is named."""
    return tuple(_Scan(expression, dialect).references())


_VALUES = frozenset(
    "NULL TRUE FALSE END DEFAULT USER CURRENT_USER SESSION_USER SYSTEM_USER CURRENT_DATE CURRENT_TIME LOCALTIME"
    " CURRENT_TIMESTAMP LOCALTIMESTAMP CURRENT_ROLE CURRENT_CATALOG CURRENT_SCHEMA ISNULL NOTNULL SYSDATE".split()
)
_FIELDS = frozenset("YEAR MONTH DAY HOUR MINUTE SECOND TO".split())
_IS_WORDS = frozenset(
    "UNKNOWN DOCUMENT JSON NORMALIZED NFC NFD NFKC NFKD DISTINCT OF VALUE ARRAY OBJECT SCALAR".split()
)
_FOLLOWERS = frozenset("BETWEEN ESCAPE AT NULLS OVER FILTER WITHIN IS LIKE RLIKE REGEXP GLOB UESCAPE DIV MOD".split())
_LONG_TYPES = {
    "DOUBLE": ({"PRECISION"},),
    "CHARACTER": ({"VARYING"},),
    "CHAR": ({"VARYING"},),
    "NCHAR": ({"VARYING"},),
    "BIT": ({"VARYING"},),
    "NATIONAL": ({"CHARACTER", "CHAR"}, {"VARYING"}),
    "LONG": ({"RAW", "VARCHAR"},),
    "UNSIGNED": ({"INTEGER", "INT"},),
    "SIGNED": ({"INTEGER", "INT"},),
}


class _Scan:
    """One pass over an expression's tokens that knows whether an operand is expected."""

    def __init__(self, expression: str, dialect: str) -> None:
        self.dialect = dialect
        lexed = tokenize(expression, dialect)
        self.tokens = [t for t in lexed.tokens if t.kind not in (Kind.COMMENT, Kind.CONDITIONAL)]
        self.words = [t.text.upper() if t.kind is Kind.WORD else "" for t in self.tokens]
        self.position = 0
        self.operand = True  # whether one is expected
        self.never = words_never_columns(dialect)
        self.found: list[Reference] = []

    def text(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def references(self) -> list[Reference]:
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.kind in (Kind.WORD, Kind.QUOTED):
                self.name()
            elif token.text == "::":
                self.position += 1
                self.type_name()
                self.operand = False
            elif token.text == "." and self.text(self.position - 1) in (")", "]"):
                self.position += 2  # a field of a composite
                self.operand = False
            else:
                self.operand = token.kind is Kind.OPERATOR or token.text in ("(", ",", "[", ":", ".", "{")
                self.position += 1
        return self.found

    def name(self) -> None:
        """Take a word: a key word, or the chain of names that begins with it."""
        index, word = self.position, self.word(self.position)
        if word and self.key_word(word):
            return
        end = index + 1
        while self.text(end) == "." and self._is_name(end + 1):
            end += 2
        star = self.text(end) == "." and self.text(end + 1) == "*"
        following = self.text(end)
        self.position = end
        if following == "(":
            self.call(word)
        elif following in ("=>", ":=") or star:
            self.operand = True
            self.position = end + (2 if star else 1)
        elif end < len(self.tokens) and self.tokens[end].kind is Kind.STRING and self.dialect != "sqlite":
            self.literal(word)  # date '2020-01-01', or a character set's introducer
        else:
            self.found.append(self.reference(index, end))
            self.operand = False

    def reference(self, index: int, end: int) -> Reference:
        names: list[Token] = self.tokens[index:end:2]
        follower = self.tokens[end] if end < len(self.tokens) else None
        doubtful = (
            follower is not None
            and follower.kind in (Kind.WORD, Kind.QUOTED)
            and self.word(end) not in _FOLLOWERS
            and (not self.word(end) or self.word(end).lower() not in self.never)
        )
        parts = tuple(read_identifier(t.text, self.dialect) for t in names)
        return Reference(parts, tuple((t.start, t.end) for t in names), certain=not doubtful)

    def key_word(self, word: str) -> bool:
        """Take a key word with what belongs to it; False when the word may be a name."""
        index, previous = self.position, self.word(self.position - 1)
        taken = 1
        if not self.operand and self.text(index - 1) != ".":
            self.operand = word not in ("ISNULL", "NOTNULL", "END")
            if word == "AT" and self.word(index + 1) in ("TIME", "LOCAL"):
                taken = 3 if self.word(index + 1) == "TIME" else 2
                self.operand = taken == 3
            elif word == "NULLS" and self.word(index + 1) in ("FIRST", "LAST"):
                taken = 2
        elif word in _IS_WORDS and (previous == "IS" or (previous == "NOT" and self.word(index - 2) == "IS")):
            self.operand = word == "DISTINCT"
        elif word in ("EMPTY", "ERROR") and previous == "ON":
            self.operand = False
        elif self.text(index + 1) == "(" and word in ("CAST", "TRY_CAST", "OPERATOR"):
            self.operand = True
        elif word.lower() in self.never and self.text(index + 1) not in (".",):
            self.operand = word not in _VALUES
        else:
            return False
        self.position += taken
        if word in ("COLLATE", "AS", "RETURNING") or (word == "USING" and self.dialect in ("mysql", "mariadb")):
            self.type_name()
            self.operand = False
        elif word == "OPERATOR" and self.text(self.position) == "(":
            self._skip_parentheses()
            self.operand = True
        return True

    def call(self, word: str) -> None:
        """Behind a function's name, at its parenthesis."""
        self.position += 1
        self.operand = True
        if word == "EXTRACT" and self.word(self.position + 1) == "FROM":
            self.position += 1
            self.operand = False
        elif word in ("XMLELEMENT", "XMLPI") and self.word(self.position) == "NAME":
            self.position += 2
            self.operand = False

    def literal(self, word: str) -> None:
        """Behind a type's name, at the string that makes it a constant."""
        self.position += 1
        while word == "INTERVAL" and self.word(self.position) in _FIELDS:
            self.position += 1
            if self.text(self.position) == "(":
                self._skip_parentheses()
        self.operand = False

    def type_name(self) -> None:
        """Skip a type or a collation: qualified, of several words, with modifiers and array bounds."""
        if not self._is_name(self.position):
            return
        first = self.word(self.position)
        self.position += 1
        while self.text(self.position) == "." and self._is_name(self.position + 1):
            self.position += 2
        for choices in _LONG_TYPES.get(first, ()):
            if self.word(self.position) in choices:
                self.position += 1
        while first == "INTERVAL" and self.word(self.position) in _FIELDS:
            self.position += 1
        if self.text(self.position) == "(":
            self._skip_parentheses()
        if first in ("TIME", "TIMESTAMP") and self.word(self.position) in ("WITH", "WITHOUT"):
            self.position += 3
        while self.text(self.position) == "[":
            self.position += 2 if self.text(self.position + 1) == "]" else 3

    def _is_name(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].kind in (Kind.WORD, Kind.QUOTED)

    def _skip_parentheses(self) -> None:
        depth = 0
        while self.position < len(self.tokens):
            depth += {"(": 1, ")": -1}.get(self.tokens[self.position].text, 0)
            self.position += 1
            if not depth:
                return
