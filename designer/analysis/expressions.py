"""What a check, a predicate or a default says, read from its tokens: names, closed lists, constants."""

from functools import lru_cache

from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_TYPE_WORDS = frozenset("text character varying varchar char bpchar integer int smallint bigint numeric".split())
_LIST_WORDS = frozenset({"in", "any", "array"})


@lru_cache(maxsize=16384)
def tokens_of(expression: str, dialect: str = "postgres") -> tuple[Token, ...]:
    """The tokens of an expression, comments left out."""
    return tuple(token for token in tokenize(expression, dialect).tokens if token.kind is not Kind.COMMENT)


@lru_cache(maxsize=16384)
def mentions(expression: str | None, dialect: str = "postgres") -> frozenset[str]:
    """Every name that an expression holds, columns, functions and key words alike, as the server reads them."""
    return frozenset(
        read_identifier(token.text, dialect)
        for token in tokens_of(expression or "", dialect)
        if token.kind in (Kind.WORD, Kind.QUOTED)
    )


@lru_cache(maxsize=16384)
def spelled(expression: str, dialect: str = "postgres") -> tuple[str, ...]:
    """An expression without blanks, case and outer parentheses, so that two spellings compare equal."""
    texts = [
        token.text if token.kind in (Kind.STRING, Kind.QUOTED) else token.text.lower()
        for token in tokens_of(expression, dialect)
    ]
    while len(texts) > 2 and texts[0] == "(" and _closes(texts) == len(texts) - 1:
        texts = texts[1:-1]
    return tuple(texts)


def _closes(texts: list[str]) -> int:
    """The place of the parenthesis that closes the first one."""
    depth = 0
    for place, text in enumerate(texts):
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth == 0:
            return place
    return -1


@lru_cache(maxsize=16384)
def required_by(expression: str, dialect: str = "postgres") -> str | None:
    """The column of a check that says `column IS NOT NULL` and no more; None for any other."""
    if "null" not in expression.lower():
        return None
    tokens = [token for token in tokens_of(expression, dialect) if token.text not in ("(", ")")]
    words = [token.text.upper() for token in tokens]
    return read_identifier(tokens[0].text, dialect) if words[1:] == ["IS", "NOT", "NULL"] else None


def closed_list(expression: str, dialect: str = "postgres") -> tuple[str, tuple[str, ...]] | None:
    """(column name, values) of `status in ('a', 'b')` and of what PostgreSQL makes of it; None for anything else."""
    names: set[str] = set()
    words: set[str] = set()
    values: list[str] = []
    for token in tokens_of(expression, dialect):
        match token.kind:
            case Kind.STRING:
                values.append(read_string(token.text, dialect))
            case Kind.NUMBER:
                values.append(token.text)
            case Kind.WORD if token.text.lower() in _TYPE_WORDS | _LIST_WORDS:
                words.add(token.text.lower())
            case Kind.WORD | Kind.QUOTED:
                names.add(read_identifier(token.text, dialect))
            case Kind.OPERATOR if token.text not in ("=", "::", "-"):
                return None
    return (names.pop(), tuple(values)) if len(names) == 1 and words & _LIST_WORDS and values else None


@lru_cache(maxsize=16384)
def constant(expression: str | None, dialect: str = "postgres") -> str | None:
    """The value of a default that is one constant, casts taken off: `'new'::text` is new. None for NULL and others."""
    tokens = list(tokens_of(expression or "", dialect))
    while tokens and tokens[0].text == "(":
        del tokens[0]
    sign = tokens.pop(0).text if tokens and tokens[0].text == "-" else ""
    if not tokens:
        return None
    first, rest = tokens[0], [token for token in tokens[1:] if token.text != ")"]
    if (rest and rest[0].text != "::") or any(one.kind is Kind.OPERATOR and one.text != "::" for one in rest):
        return None
    match first.kind:
        case Kind.STRING:
            return read_string(first.text, dialect)
        case Kind.NUMBER:
            return sign + first.text
        case Kind.WORD if first.text.lower() in ("true", "false"):
            return first.text.lower()
    return None
