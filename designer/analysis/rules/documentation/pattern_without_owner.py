"""DO004: an access pattern that belongs to nobody, where others belong to somebody."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.rule import Rule
from designer.analysis.said_of_patterns import patterns_or_listed
from designer.schema.build import entity, pattern

_orders = entity("orders", "id bigint", pk="id")
_sql = "SELECT id FROM orders WHERE id = $1"


class PatternWithoutOwner(Rule):
    """Access pattern without an owner, where others have one.

    When a query has to change, because an index goes or a table is split, somebody has to be asked. The owner says
    whom: a team, a service, a person.

    Only in designs that name owners, and only while most patterns have one: where few do, those are the exception.
    """

    code = "DO004"
    severity = Severity.INFO
    reference = "https://doi.org/10.1145/1629175.1629210"
    flagged = example(
        _orders,
        pattern("an order", _sql, owner="checkout"),
        pattern("its total", _sql, owner="checkout"),
        pattern("all orders", _sql),
    )
    accepted = example(_orders, pattern("an order", _sql), pattern("all orders", _sql))

    def check(self, facts: Facts) -> Iterator[Finding]:
        patterns = facts.schema.access_patterns
        without = [one for one in patterns if not one.owner]
        if len(without) * 2 > len(patterns):
            return
        found = [
            self.finding(one, f"“{one.name}” has no owner", "Others have; nobody is asked when this one has to change.")
            for one in without
        ]
        yield from patterns_or_listed(self, facts, found, "have no owner")
