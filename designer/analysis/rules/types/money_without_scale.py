"""TY016: money in numeric without a scale."""

from collections.abc import Iterator

from designer.analysis.agreement import exact
from designer.analysis.columns import ColumnRule, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.vocabulary import means_money
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity

_WITH_DEFAULT = ("mysql", "mariadb", "tsql", "sqlite")
"""Dialects in which a decimal that says no more has no decimals at all."""

_DECIMALS = 2
"""What most currencies show."""
_SHOWN = 3


class MoneyWithoutScale(ColumnRule):
    """Money in numeric without a scale.

    numeric alone takes 19.999 and 0.0000001 as readily as 20.00. What a program computes with too many digits is
    stored with them, and then the lines of an invoice do not add up to the total that is shown.

    One finding lists them. Where amounts are kept unrounded on purpose, dismiss it with the reason.
    """

    code = "TY016"
    dialects = ("postgres", "oracle")
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL"
    flagged = example(entity("invoices", "id bigint", "net_amount numeric", pk="id"))
    accepted = example(entity("invoices", "id bigint", "net_amount numeric(14,2)", "tax_rate numeric", pk="id"))
    one = "is money with any number of decimals"
    many = "keep money with any number of decimals"
    message = "Amounts with hidden decimals do not add up to the rounded total that is shown."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table in facts.tables:
            for column in facts.kept(_unlimited, table):
                yield Suspect(table, column, shown=_hidden(column))


def _unlimited(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """The columns of a table for money that have no scale; to be `kept`."""
    if facts.schema.dialect.name in _WITH_DEFAULT:
        return ()
    money = ((one, facts.type_of(one)) for one in own_of(facts, table) if means_money(one.name))
    return tuple(
        one
        for one, kind in money
        if kind.base in ("numeric", "decimal", "number") and not kind.modifiers and not kind.dimensions
    )


def _hidden(column: Attribute) -> dict[str, tuple[str, ...]]:
    """The known values that have more decimals than money shows."""
    known = (*column.samples, *(one.value for one in column.values), column.max, column.min)
    numbers = [number for one in known if (number := exact(one)) is not None]
    found = tuple(dict.fromkeys(f"{one:f}" for one in numbers if one != round(one, _DECIMALS)))
    return {"values at risk": found[:_SHOWN]} if found else {}
