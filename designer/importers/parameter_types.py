"""The type of a parameter: that of the column it is compared with, set to, or inserted into."""

from __future__ import annotations

from collections.abc import Iterator

from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.parameters import normalise_parameters
from designer.sql.tokens import Kind, Token

_COMPARES = {
    "=", "<", ">", "<=", ">=", "<>", "!=", "LIKE", "ILIKE", "IN", "BETWEEN", "AND", "ANY", "(", "NOT", "ALL",
}  # fmt: skip
_NAMES = (Kind.WORD, Kind.QUOTED)


def parameter_types(schema: Schema, statement: str) -> dict[str, str]:
    """Parameter name to the type of the column it meets, for those where the text shows it."""
    dialect = schema.dialect.name
    text, names = normalise_parameters(statement, dialect)
    tokens = [one for one in tokenize(text, "postgres").tokens if one.kind is not Kind.COMMENT]
    tables = dict(_tables(schema, tokens, dialect))
    found: dict[str, str] = {}
    inserted = _inserted(schema, tokens, dialect)
    for place, token in enumerate(tokens):
        if token.kind is not Kind.PARAMETER or not token.text[1:].isdigit():
            continue
        number = int(token.text[1:])
        if not 0 < number <= len(names):
            continue
        kind = inserted.get(place) or _met(tables, tokens, place, dialect)
        if kind is not None:
            found.setdefault(names[number - 1], kind)
    return found


def _tables(schema: Schema, tokens: list[Token], dialect: str) -> Iterator[tuple[str, Entity]]:
    """(alias or name, entity) for each table the statement mentions."""
    by_name = {entity.name: entity for entity in reversed(schema.entities)}
    for place, token in enumerate(tokens):
        if token.kind not in _NAMES or (place + 1 < len(tokens) and tokens[place + 1].text == "."):
            continue
        before = tokens[place - 1].text.upper() if place else ""
        entity = by_name.get(read_identifier(token.text, dialect))
        if entity is None or before not in ("FROM", "JOIN", "INTO", "UPDATE", ",", ".", "ONLY", "USING"):
            continue
        yield entity.name, entity
        after = place + 1
        if after < len(tokens) and tokens[after].text.upper() == "AS":
            after += 1
        if after < len(tokens) and tokens[after].kind in _NAMES:
            yield read_identifier(tokens[after].text, dialect), entity


def _met(tables: dict[str, Entity], tokens: list[Token], place: int, dialect: str) -> str | None:
    """The type of the column before the comparison that ends at this parameter, or after the one that begins."""
    before = place - 1
    if before >= 0 and tokens[before].text.upper() in ("LIMIT", "OFFSET"):
        return "bigint"
    while before >= 0 and (tokens[before].text.upper() in _COMPARES or tokens[before].text == ","):
        before -= 1
        while before >= 0 and tokens[before].kind is Kind.PARAMETER:
            before -= 1
    if before < place - 1 and before >= 0:
        kind = _column(tables, tokens, before, dialect)
        if kind is not None:
            return kind
    after = place + 1
    if after + 1 < len(tokens) and tokens[after].kind is Kind.OPERATOR and tokens[after].text in _COMPARES:
        last = after + 1
        if last + 2 < len(tokens) and tokens[last + 1].text == ".":
            last += 2
        return _column(tables, tokens, last, dialect)
    return None


def _column(tables: dict[str, Entity], tokens: list[Token], place: int, dialect: str) -> str | None:
    if tokens[place].kind not in _NAMES:
        return None
    name = read_identifier(tokens[place].text, dialect)
    if place > 1 and tokens[place - 1].text == ".":
        owner = tables.get(read_identifier(tokens[place - 2].text, dialect))
        candidates = [owner] if owner else []
    else:
        candidates = list({entity.id: entity for entity in tables.values()}.values())
    types = {one.type for one in (entity.attribute(name) for entity in candidates) if one is not None}
    return types.pop() if len(types) == 1 else None


def _inserted(schema: Schema, tokens: list[Token], dialect: str) -> dict[int, str]:
    """INSERT INTO t (a, b) VALUES ($1, $2): the places of parameters and the types of their columns."""
    words = [token.text.upper() for token in tokens]
    if words[:2] != ["INSERT", "INTO"] or "VALUES" not in words or "(" not in words:
        return {}
    tables = dict(_tables(schema, tokens[: words.index("(")], dialect))
    entity = next(iter(tables.values()), None)
    if entity is None or words.index("(") > words.index("VALUES"):
        return {}
    first = words.index("(")
    columns = [read_identifier(one.text, dialect) for one in tokens[first : words.index(")")] if one.kind in _NAMES]
    found: dict[int, str] = {}
    position, depth = 0, 0
    for place in range(words.index("VALUES") + 1, len(tokens)):
        text = words[place]
        depth += (text == "(") - (text == ")")
        if text == "(" and depth == 1:
            position = 0
        elif text == "," and depth == 1:
            position += 1
        elif tokens[place].kind is Kind.PARAMETER and depth == 1 and position < len(columns):
            column = entity.attribute(columns[position])
            if column is not None:
                found[place] = column.type
        elif depth == 0 and text not in (",", ")"):
            break
    return found
