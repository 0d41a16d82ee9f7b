"""TY004: money in a binary floating-point number."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import retype
from designer.analysis.vocabulary import means_money
from designer.schema.build import entity


class MoneyAsFloat(ColumnRule):
    """Money kept as a binary floating-point number.

    0.10 has no exact binary form. Sums of such amounts drift by cents, two amounts that print alike compare
    unequal, and the order in which rows are added changes the total. numeric is exact.

    The last word of the name must say money (`unit_price`, `balance`); rates, ratios, weights and the prices of
    gas or energy units are left alone.
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
            if facts.family(column) == "float" and means_money(column.name):
                yield Suspect(table, column, retype(facts, column, "numeric(14,2)"))
