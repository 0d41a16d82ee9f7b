"""CO035: a lower bound that may exceed its upper one."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import check, quoted
from designer.analysis.ranges import is_guarded, is_planned, pairs
from designer.schema.build import entity


class UnorderedBounds(ColumnRule):
    """Lower bound that may exceed its upper one.

    min_price above max_price is a filter that finds nothing, and a job that finished before it started makes an average
    duration wrong for good. A CHECK says which of the two came in wrong, while somebody can still tell.

    Numbers count that are named alike but for min and max, start and end, and times that a program records. One
    finding lists them.
    """

    code = "CO035"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    flagged = example(entity("filters", "id bigint", "min_price numeric", "max_price numeric", pk="id"))
    accepted = example(
        entity("filters", "id bigint", "min_price int", "max_price int", pk="id", checks=("max_price >= min_price",)),
        entity("seasons", "id bigint", "start_month int", "end_month int", pk="id"),
    )
    one = "may exceed the bound on the other side"
    many = "may exceed the bound on the other side"
    message = "A row whose bounds are in the wrong order is accepted, and matches nothing."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table in own_tables(facts):
            for low, high in pairs(facts, table):
                if not is_planned(facts, low) and not is_guarded(facts, table, low, high):
                    expression = f"{quoted(facts, low)} <= {quoted(facts, high)}"
                    yield Suspect(
                        table, low, (check(facts, table, (low, high), expression),), {"other side": high.name}
                    )
