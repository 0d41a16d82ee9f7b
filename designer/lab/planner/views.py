"""The views that the planner is given: which of them, and what one may say."""

from designer.schema import model
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.one_query import refused_functions, refused_query
from designer.sql.tokens import Kind

_ALL = 100


def views_of(schema: Schema) -> tuple[model.Opaque, ...]:
    """The views; of very many only those that the access patterns read, directly or through others."""
    views = [one for one in schema.opaque if one.kind.strip().lower() == "view"]
    if len(views) <= _ALL:
        return tuple(views)
    named = {one.name.rpartition(".")[2].strip('"'): one for one in views}
    waiting = [text for pattern in schema.access_patterns for text in pattern.statements]
    kept: dict[str, model.Opaque] = {}
    while waiting:
        for token in tokenize(waiting.pop(), "postgres").tokens:
            name = read_identifier(token.text, "postgres") if token.kind in (Kind.WORD, Kind.QUOTED) else ""
            if name in named and name not in kept:
                kept[name] = named[name]
                waiting.append(named[name].sql)
    return tuple(one for one in views if one in kept.values())


def refused_view(sql: str) -> str | None:
    """Why a view's text is not run; None for CREATE VIEW … AS with one query behind it."""
    tokens = [one for one in tokenize(sql, "postgres").tokens if one.kind is not Kind.COMMENT]
    words = [one.text.upper() for one in tokens if one.kind is Kind.WORD]
    if words[:1] != ["CREATE"] or "VIEW" not in words[:4] or "MATERIALIZED" in words[:3]:
        return "is no CREATE VIEW"
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if not depth and token.kind is Kind.WORD and token.text.upper() == "AS":
            return refused_query(sql[token.end :]) or refused_functions(tokens)
    return "has no query"
