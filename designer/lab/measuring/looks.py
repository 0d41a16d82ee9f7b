"""How texts have to look where a check or a domain says it by pattern: the server is shown some, and picks."""

from collections.abc import Iterable

import psycopg
from psycopg import Connection, sql

from designer.lab.measuring.checks import read_checks
from designer.lab.measuring.distinct import Limits, worded
from designer.lab.planner.types import named_type
from designer.schema.model import Attribute, Domain, Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_LOOKS = (
    "{}", "{}@example.org", "https://example.org/{}", "+4930{digits}", "{digits}", "{UPPER}", "/{}", "#{digits}",
    "{letters}", "{LETTERS}",
)  # fmt: skip
_SHOWN = ("a001", "k417", "z999")


class Looks:
    """Asks through one session. A column that no look suits keeps the plain one, and the server refuses its rows."""

    def __init__(self, connection: Connection[tuple[object, ...]], schema: Schema) -> None:
        self._connection = connection
        self._schema = schema

    def __call__(self, entity: Entity, attribute: Attribute, limits: Limits) -> Limits:
        """The limits with those of the column's domain, and with the first look that all its checks take."""
        domain = named_type(self._schema, parse_type(attribute.type).base)
        expressions = [one.expression for one in entity.checks if _only(one.expression, entity, attribute.name)]
        if isinstance(domain, Domain):
            mine = [one.expression for one in domain.checks]
            read = read_checks([one.replace("VALUE", "value") for one in mine], ["value"])
            limits = _both(limits, read.limits.get("value", Limits()))
        elif not expressions:
            return limits
        if limits.only or self._family(attribute) != "text":
            return limits
        for look in _LOOKS:
            if self._taken([worded(look, core) for core in _SHOWN], attribute, expressions):
                return Limits(limits.low, limits.high, limits.length, limits.only, look)
        return limits

    def _family(self, attribute: Attribute) -> str | None:
        own = named_type(self._schema, parse_type(attribute.type).base)
        return parse_type(own.type if isinstance(own, Domain) else attribute.type).family

    def _taken(self, texts: Iterable[str], attribute: Attribute, expressions: list[str]) -> bool:
        """Whether the column's type reads the texts, and its checks hold for them."""
        kind = sql.SQL(attribute.type)
        rows = sql.SQL(", ").join(sql.SQL("({}::{})").format(sql.Literal(text), kind) for text in texts)
        holds = sql.SQL(" AND ").join(sql.SQL(f"({one})") for one in expressions) if expressions else sql.SQL("true")
        question = sql.SQL("SELECT bool_and(({}) IS NOT FALSE) FROM (VALUES {}) AS shown ({})").format(
            holds, rows, sql.Identifier(attribute.name)
        )
        try:
            found = self._connection.execute(question).fetchone()
        except psycopg.Error:
            if self._connection.closed:
                raise
            return False
        return bool(found and found[0])


def _only(expression: str, entity: Entity, name: str) -> bool:
    """Whether a check names this column and no other."""
    names = {one.name for one in entity.attributes}
    tokens = tokenize(expression, "postgres").tokens
    used = {read_identifier(one.text, "postgres") for one in tokens if one.kind in (Kind.WORD, Kind.QUOTED)}
    return used & names == {name}


def _both(one: Limits, other: Limits) -> Limits:
    lows = [each.low for each in (one, other) if each.low is not None]
    highs = [each.high for each in (one, other) if each.high is not None]
    lengths = [each.length for each in (one, other) if each.length is not None]
    return Limits(max(lows, default=None), min(highs, default=None), min(lengths, default=None), one.only or other.only)
