"""The constants that queries compare columns with: made rows hold them, or no row would meet the conditions.

A window that moves with the clock (`placed_at > now() - interval '7 days'`) gets rows as well: made moments lie over
years, so that hardly one is in it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.fixes import checks_on
from designer.analysis.ranges import TEMPORAL
from designer.analysis.workload import ParsedStatement
from designer.schema.model import Attribute
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_FAMILIES = ("text", "integer")
_WRITTEN = (Kind.STRING, Kind.NUMBER)
_ORDERED = frozenset(("<", "<=", ">", ">=", "between"))
_NOW = frozenset("now current_timestamp current_date localtimestamp statement_timestamp clock_timestamp".split())
_AROUND = (timedelta(seconds=-1), timedelta(days=-1), timedelta(days=-32), timedelta(days=1))
"""Moments that rows hold where a query asks for those before or after the present one."""

Constants = Mapping[str, tuple[str, ...]]
"""By the id of an attribute, the values that are compared with it."""


def constants_of(facts: Facts, statements: Iterable[ParsedStatement]) -> Constants:
    """Those that a row could hold: of bare columns of text and whole numbers without a check, which says what they may
    hold; longer ones than the column takes are left out."""
    found: dict[str, dict[str, None]] = {}
    for statement in statements:
        for one in statement.predicates:
            attribute = facts.schema.attribute(one.attribute)
            if checks_on(facts, facts.owner_of(attribute.id), attribute):
                continue
            values: list[str] = []
            if one.operator in _ORDERED and facts.family(attribute) in TEMPORAL and _NOW & mentions(one.value.lower()):
                values = [_moment(facts, attribute, delta) for delta in _AROUND]
            elif one.constant and not one.function and one.operator in ("=", "in"):
                values = [value for value in _values(one.value) if _fits(facts, attribute, value)]
            found.setdefault(attribute.id, {}).update(dict.fromkeys(values))
    return {attribute: tuple(values) for attribute, values in found.items() if values}


def _moment(facts: Facts, attribute: Attribute, delta: timedelta) -> str:
    moment = datetime.now(UTC) + delta
    return moment.strftime("%Y-%m-%d" if facts.family(attribute) == "date" else "%Y-%m-%d %H:%M:%S")


def _values(text: str) -> list[str]:
    """The constants in the text of a value: `'open'`, `('open', 'held')`, `12`; a cast's type is no constant."""
    tokens = [one for one in tokenize(text, "postgres").tokens if one.kind in _WRITTEN]
    return [one.text[1:-1].replace("''", "'") if one.kind is Kind.STRING else one.text for one in tokens]


def _fits(facts: Facts, attribute: Attribute, value: str) -> bool:
    if facts.family(attribute) not in _FAMILIES:
        return False
    if facts.family(attribute) == "integer":
        return value.isdecimal() and len(value) < 5
    length = facts.type_of(attribute).length
    return bool(value) and (length is None or len(value) <= length)
