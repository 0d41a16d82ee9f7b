"""TY004: money in a binary floating-point number."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import retype
from designer.analysis.inexact import at_risk
from designer.analysis.vocabulary import head, means_money
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

_OF_ANYTHING = frozenset(("amount", "cost"))
_OF_A_SHARE = frozenset("node commission pool validator operator performance management".split())
"""Words of fees that are a share of what they are taken from."""
_METERED = frozenset("bandwidth traffic cpu memory storage compute".split())
"""What costs so much for each unit of it, in parts of a cent."""

_TOTAL = "total"
_MEASURED = frozenset("weight volume hour minute time count quantity qty item point score".split())
_BOTH = 2
"""Digits in all, and those behind the point."""

_TRADE = frozenset(
    "account balance bank bill budget cart cash currency customer deposit discount donation expense fee invoice loan "
    "order paid payment payroll price purchase refund salary sale shipping shop subscription tax vat wage "
    "wallet".split()
)


class MoneyAsFloat(ColumnRule):
    """Money kept as a binary floating-point number.

    0.10 has no exact binary form. Sums of such amounts drift by cents, two amounts that print alike compare
    unequal, and the order in which rows are added changes the total. numeric is exact (decimal in MySQL, number in
    Oracle). In SQLite it is a float like any other: there whole numbers of the smallest unit, cents, are exact.

    The last word of the name must say money (`unit_price`, `balance`); rates, ratios, weights and the prices of gas or
    energy units are left alone. A total is money where it is one of trade (`orders.total`, `tax_total`). An amount or a
    cost may be one of anything: without a word of trade in the table's name or beside it, that is a hint, and so are a
    fee that may be a share (`pool_fee`), what is metered in parts of a cent (`cost_in_cents`, `bandwidth_cost`).
    """

    code = "TY004"
    severity = Severity.ERROR
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-FLOAT"
    flagged = example(entity("invoices", "id bigint", "net_amount double precision", pk="id"))
    accepted = example(
        entity("invoices", "id bigint", "net_amount numeric(12,2)", "tax_rate real", "price_ratio real", pk="id")
    )
    one = "is money kept as {type}"
    many = "keep money as floating-point numbers"
    message = "0.10 has no exact binary form: sums drift, and amounts that print alike compare unequal."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if facts.family(column) == "float" and (means_money(column.name) or _is_bill(table, column.name)):
                sqlite = facts.schema.dialect.name == "sqlite"
                yield Suspect(
                    table,
                    column,
                    () if sqlite else retype(facts, column, _exact_type(facts, column)),
                    at_risk(facts, column),
                    message=f"{self.message} SQLite's numeric is no other: keep whole cents." if sqlite else None,
                    confidence=Confidence.HINT if _is_doubtful(table, column.name) else None,
                )


def _exact_type(facts: Facts, column: Attribute) -> str:
    """With the digits that `double(14,5)` says, else with four behind the point, as prices of small parts have."""
    said = [one for one in facts.type_of(column).modifiers if one.isdigit()]
    return f"numeric({said[0]},{said[1]})" if len(said) == _BOTH else "numeric(19,4)"


def _is_doubtful(table: Entity, name: str) -> bool:
    parts = frozenset(words(name))
    match head(name):
        case "fee":
            return bool(_OF_A_SHARE & parts)
        case "cent":
            return True
        case "cost" if _METERED & parts:
            return True
        case other:
            return other in _OF_ANYTHING and not _trades(table)


def _is_bill(table: Entity, name: str) -> bool:
    measured = _MEASURED & {singular(word) for word in words(name)}
    return head(name) == _TOTAL and not measured and (_speaks_of_trade(table.name) or _speaks_of_trade(name))


def _trades(table: Entity) -> bool:
    """Whether the table's name, or that of one of its columns, speaks of trade."""
    return _speaks_of_trade(table.name) or any(_speaks_of_trade(one.name) for one in table.attributes)


def _speaks_of_trade(name: str) -> bool:
    return bool(_TRADE & {singular(word) for word in words(name)})
