"""DO002: an access pattern that does not say how often it runs."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.rule import Rule
from designer.analysis.said_of_patterns import patterns_or_listed
from designer.schema.build import entity, pattern

_orders = entity("orders", "id bigint", pk="id")
_sql = "SELECT id FROM orders WHERE id = $1"


class PatternWithoutRate(Rule):
    """Access pattern that does not say how often it runs.

    Indexes are paid for by every write and earn their keep by how often they are used: without a rate, a report
    that runs once a month weighs as much as the query behind every page.
    """

    code = "DO002"
    severity = Severity.INFO
    reference = "https://doi.org/10.1145/42201.42205"
    flagged = example(_orders, pattern("an order", _sql))
    accepted = example(_orders, pattern("an order", _sql, per_minute=600))

    def check(self, facts: Facts) -> Iterator[Finding]:
        found = [
            self.finding(
                one,
                f"“{one.name}” does not say how often it runs",
                "Recommendations weigh it as if it were rare.",
            )
            for one in facts.schema.access_patterns
            if one.frequency_per_minute is None
        ]
        yield from patterns_or_listed(self, facts, found, "do not say how often they run")
