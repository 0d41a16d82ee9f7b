"""Whether a text is exactly one query that a planner may be asked about.

The check reads tokens, not a tree: what sqlglot does not know of a dialect is no reason to refuse a query that
a server takes. It says no to everything whose first word is not that of a query, to a second statement, and to
calls of functions that act on the server, on its files, settings, sessions or large objects.
"""

from __future__ import annotations

from itertools import pairwise

from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.parsing import DEEPEST, LONGEST
from designer.sql.tokens import Kind, Token

QUERY_WORDS = frozenset("select insert update delete merge with values table".split())

_PREFIXES = (
    "pg_", "lo_", "dblink", "binary_upgrade_", "txid_", "query_to_xml", "table_to_xml", "schema_to_xml",
    "database_to_xml", "cursor_to_xml", "inet_server", "inet_client",
)  # fmt: skip
_FORBIDDEN = frozenset("set_config current_setting currval lastval setval version loread lowrite ts_stat".split())
_HARMLESS = frozenset("pg_typeof pg_column_size pg_size_pretty pg_collation_for".split())


def refused_query(sql: str) -> str | None:
    """Why a text is not planned, as a clause that follows "the query"; None where it may be."""
    if len(sql) > LONGEST:
        return f"has {len(sql):,} characters, and at most {LONGEST:,} are planned"
    if "\0" in sql:
        return "holds a null character"
    lexed = tokenize(sql, "postgres")
    if lexed.problems:
        first = lexed.problems[0]
        return f"cannot be read: {first.message} (line {first.line}, column {first.column})"
    tokens = [token for token in lexed.tokens if token.kind is not Kind.COMMENT]
    while tokens and tokens[-1].kind is Kind.TERMINATOR:
        tokens.pop()
    if any(token.kind in (Kind.TERMINATOR, Kind.META, Kind.DATA) for token in tokens):
        return "is more than one statement"
    first_word = next((token for token in tokens if token.text != "("), None)
    if first_word is None:
        return "is empty"
    if first_word.kind is not Kind.WORD or first_word.text.lower() not in QUERY_WORDS:
        return f"begins with {first_word.text[:30]}, and only SELECT, INSERT, UPDATE, DELETE and MERGE are planned"
    return _too_deep(tokens) or refused_functions(tokens)


def refused_expression(text: str) -> str | None:
    """The same for an expression: a parameter's value, a predicate, the key of an index."""
    if len(text) > LONGEST:
        return f"has {len(text):,} characters"
    lexed = tokenize(text, "postgres")
    if lexed.problems or "\0" in text:
        return "cannot be read"
    tokens = [token for token in lexed.tokens if token.kind is not Kind.COMMENT]
    if not tokens:
        return "is empty"
    if any(token.kind in (Kind.TERMINATOR, Kind.META, Kind.DATA, Kind.PARAMETER) for token in tokens):
        return "is no expression"
    if any(token.kind is Kind.WORD and token.text.lower() in QUERY_WORDS - {"values", "table"} for token in tokens):
        return "holds a query"
    return _unbalanced(tokens) or _too_deep(tokens) or refused_functions(tokens)


def refused_type(text: str) -> str | None:
    """The same for the name of a type: words, numbers, quoted names, and what stands between them."""
    lexed = tokenize(text, "postgres")
    if lexed.problems or not lexed.tokens:
        return "cannot be read"
    if any(one.kind not in (Kind.WORD, Kind.QUOTED, Kind.NUMBER, Kind.PUNCTUATION) for one in lexed.tokens):
        return "is no type"
    return _unbalanced(lexed.tokens)


def without_terminator(sql: str) -> str:
    """The statement without what ends it, comments behind it included."""
    tokens = [token for token in tokenize(sql, "postgres").tokens if token.kind is not Kind.COMMENT]
    while tokens and tokens[-1].kind is Kind.TERMINATOR:
        tokens.pop()
    return sql[: tokens[-1].end] if tokens else ""


def refused_functions(tokens: list[Token]) -> str | None:
    """The first call of a function that reaches beyond the rows of a query."""
    for token, after in pairwise(tokens):
        if after.text != "(" or token.kind not in (Kind.WORD, Kind.QUOTED):
            continue
        name = read_identifier(token.text, "postgres").lower()
        if name in _FORBIDDEN or (name.startswith(_PREFIXES) and name not in _HARMLESS):
            return f"calls {name}, which reaches beyond the rows of a query"
    return None


def _unbalanced(tokens: list[Token]) -> str | None:
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0:
            return "has a parenthesis that nothing opens"
    return "has a parenthesis that nothing closes" if depth else None


def _too_deep(tokens: list[Token]) -> str | None:
    depth = deepest = 0
    for token in tokens:
        word = token.text.upper() if token.kind is Kind.WORD else ""
        depth += (token.text in ("(", "[", "{") or word == "CASE") - (token.text in (")", "]", "}") or word == "END")
        deepest = max(deepest, depth)
    return f"is nested deeper than {DEEPEST} levels" if deepest > DEEPEST else None
