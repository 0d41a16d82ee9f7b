"""Whether a text mentions a name, and rewriting it where its place alone tells what it is."""

from collections.abc import Iterator

from designer.sql.identifiers import quote_identifier, read_identifier, same_name
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
        if token.kind is Kind.STRING and depth and _mentions(_inside(token.text), name, dialect, depth - 1):
            return True
    return False


def _inside(string: str) -> str:
    """What stands between the quotes of a string: enough to look for names in it."""
    if string.startswith("$"):
        mark = string[: string.index("$", 1) + 1]
        return string[len(mark) : -len(mark)]
    return string[string.find("'") + 1 : -1].replace("''", "'")


def strings_in(text: str, dialect: str) -> Iterator[str]:
    """The insides of the string constants of a text."""
    return (_inside(token.text) for token in tokenize(text, dialect).tokens if token.kind is Kind.STRING)


def rename_target(sql: str, old: str, new: str, dialect: str) -> str:
    """A statement such as GRANT … ON old, with its table called `new`.

    Only where each mention stands behind ON, TABLE or ONLY; anything else raises CannotRewrite.
    """
    return _rename_behind(sql, old, new, dialect, _BEFORE_A_TABLE)


def rename_cast(text: str, old: str, new: str, dialect: str) -> str:
    """An expression with the type of its casts (`value::old`) called `new`; raises CannotRewrite for the rest."""
    return _rename_behind(text, old, new, dialect, ("::",))


def rename_type(text: str, old: str, new: str, dialect: str) -> str:
    """A column's type, where it is `old`: alone, qualified or as an array."""
    named = [token for token in _code(text, dialect) if _is(token, old, dialect)]
    edits = [Edit(token.start, token.end, quote_identifier(new, dialect)) for token in named[-1:]]
    if len(named) > 1:
        raise CannotRewrite(f"the type names “{old}” more than once")
    return apply_edits(text, edits)


def _rename_behind(text: str, old: str, new: str, dialect: str, words: tuple[str, ...]) -> str:
    tokens = _code(text, dialect)
    edits = []
    for index, token in enumerate(tokens):
        if not _is(token, old, dialect):
            continue
        before = index - 1
        while before > 0 and tokens[before].text == ".":  # a qualifier and its point
            before -= 2
        if before < 0 or tokens[before].text.upper() not in words:
            raise CannotRewrite(f"line {token.line}: it cannot be told what “{token.text}” is")
        edits.append(Edit(token.start, token.end, quote_identifier(new, dialect)))
    rest = (token for token in tokens if token.kind is Kind.STRING)
    if any(mentions(_inside(token.text), old, dialect) for token in rest):
        raise CannotRewrite(f"“{old}” stands inside a string")
    return apply_edits(text, edits)


def _code(text: str, dialect: str) -> list[Token]:
    return [token for token in tokenize(text, dialect).tokens if token.kind is not Kind.COMMENT]


def _is(token: Token, name: str, dialect: str) -> bool:
    return token.kind in (Kind.WORD, Kind.QUOTED) and same_name(read_identifier(token.text, dialect), name, dialect)
