"""Whether a text mentions a name, and rewriting it where its place alone tells what it is."""

from collections.abc import Callable, Iterator

from designer.sql.identifiers import quote_identifier, quote_literal, read_identifier, read_string, same_name
from designer.sql.lexer import tokenize
from designer.sql.names import CannotRewrite, Edit, apply_edits
from designer.sql.tokens import Kind, Token

_BEFORE_A_TABLE = ("ON", "TABLE", "ONLY")
_NESTING = 4


def mentions(text: str, name: str, dialect: str) -> bool:
    """Whether the name stands in a text, the bodies of functions included."""
    return _mentions(text, name, dialect, _NESTING)


def _mentions(text: str, name: str, dialect: str, depth: int) -> bool:
    for token in tokenize(text, dialect).tokens:
        if token.kind in (Kind.WORD, Kind.QUOTED) and same_name(read_identifier(token.text, dialect), name, dialect):
            return True
        if (
            token.kind is Kind.STRING
            and depth
            and _mentions(read_string(token.text, dialect), name, dialect, depth - 1)
        ):
            return True
    return False


def strings_in(text: str, dialect: str) -> Iterator[str]:
    """The insides of the string constants of a text."""
    tokens = tokenize(text, dialect).tokens
    return (read_string(token.text, dialect) for token in tokens if token.kind is Kind.STRING)


def rename_target(sql: str, old: str, new: str, dialect: str) -> str:
    """A statement such as GRANT … ON old, with its table called `new`.

    Only where each mention stands behind ON, TABLE or ONLY; anything else raises CannotRewrite.
    """
    if any(mentions(string, old, dialect) for string in strings_in(sql, dialect)):
        raise CannotRewrite(f"“{old}” stands inside a string")
    return _rename_behind(sql, old, new, dialect, _BEFORE_A_TABLE)


def rename_cast(text: str, old: str, new: str, dialect: str, *, names_a_column: bool = False) -> str:
    """An expression with the type of its casts (`value::old`) called `new`; raises CannotRewrite for the rest.

    names_a_column: what is no cast and no constant of the type (`old 'value'`) is the column of that name, and stays.
    """
    return _rename_behind(text, old, new, dialect, ("::",), names_a_column=names_a_column)


def rename_type(text: str, old: str, new: str, dialect: str) -> str:
    """A column's type, where it is `old`: alone, qualified or as an array."""
    named = [token for token in _code(text, dialect) if _is(token, old, dialect)]
    edits = [Edit(token.start, token.end, quote_identifier(new, dialect)) for token in named[-1:]]
    if len(named) > 1:
        raise CannotRewrite(f"the type names “{old}” more than once")
    return apply_edits(text, edits)


def rename_string(text: str, old: str, new: str, dialect: str) -> str:
    """A text with every string constant that is exactly `old` made `new`."""
    return _with_strings(text, lambda string: new if string == old else string, dialect)


def rename_in_names(text: str, old: str, new: str, dialect: str) -> str:
    """An expression with the object that its strings name, as in `nextval('app.old')`, called `new`."""

    def renamed(string: str) -> str:
        tokens = _code(string, dialect)
        if tokens and _is(tokens[-1], old, dialect) and all(token.text == "." for token in tokens[-2:-1]):
            return string[: tokens[-1].start] + quote_identifier(new, dialect)
        return string

    return _with_strings(text, renamed, dialect)


def rename_qualifier(text: str, old: str, new: str, dialect: str) -> str:
    """A text with the schema `old` that stands before a point called `new`.

    Raises CannotRewrite where the name is also something else in the text, or stands in a string.
    """
    tokens = _code(text, dialect)
    edits = []
    for index, token in enumerate(tokens):
        if token.kind is Kind.STRING and mentions(read_string(token.text, dialect), old, dialect):
            raise CannotRewrite(f"“{old}” stands inside a string")
        if not _is(token, old, dialect):
            continue
        before, behind = tokens[index - 1 : index], tokens[index + 1 : index + 2]
        if any(one.text == "." for one in before) or not any(one.text == "." for one in behind):
            raise CannotRewrite(f"line {token.line}: it cannot be told what “{token.text}” is")
        edits.append(Edit(token.start, token.end, quote_identifier(new, dialect)))
    return apply_edits(text, edits)


def _with_strings(text: str, change: Callable[[str], str], dialect: str) -> str:
    edits = []
    for token in _code(text, dialect):
        if token.kind is Kind.STRING:
            before = read_string(token.text, dialect)
            after = change(before)
            if after != before:
                edits.append(Edit(token.start, token.end, quote_literal(after, dialect)))
    return apply_edits(text, edits)


def _rename_behind(
    text: str, old: str, new: str, dialect: str, words: tuple[str, ...], *, names_a_column: bool = False
) -> str:
    tokens = _code(text, dialect)
    edits = []
    for index, token in enumerate(tokens):
        if not _is(token, old, dialect):
            continue
        before = index - 1
        while before > 0 and tokens[before].text == ".":  # a qualifier and its point
            before -= 2
        if before < 0 or tokens[before].text.upper() not in words:
            following = tokens[index + 1].kind if index + 1 < len(tokens) else Kind.END
            behind_as = before >= 0 and tokens[before].text.upper() == "AS"
            if names_a_column and following is not Kind.STRING and not behind_as:
                continue
            raise CannotRewrite(f"line {token.line}: it cannot be told what “{token.text}” is")
        edits.append(Edit(token.start, token.end, quote_identifier(new, dialect)))
    return apply_edits(text, edits)


def _code(text: str, dialect: str) -> list[Token]:
    return [token for token in tokenize(text, dialect).tokens if token.kind is not Kind.COMMENT]


def _is(token: Token, name: str, dialect: str) -> bool:
    return token.kind in (Kind.WORD, Kind.QUOTED) and same_name(read_identifier(token.text, dialect), name, dialect)
