"""GR013: a distributed design with large tables, and no key by which it is divided."""

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject, evidence_table
from designer.analysis.fixes import linked
from designer.analysis.large import is_large
from designer.analysis.rule import Rule
from designer.analysis.workload import ParsedPattern
from designer.schema.build import entity, link, pattern
from designer.schema.model import Entity, Requirements

_SHOWN = 5
_tables = (
    entity("customers", "id bigint", pk="id", rows=4_000_000),
    entity("orders", "id bigint", "customer_id bigint not null", pk="id", index="customer_id", rows=90_000_000),
    link("orders.customer_id", "customers.id"),
    pattern("orders of a customer", "SELECT id FROM orders WHERE customer_id = $1", per_minute=9_000),
    pattern("one order", "SELECT customer_id FROM orders WHERE id = $1", per_minute=1_000),
)


class NothingToDivideBy(Rule):
    """Distributed design with large tables, and no key by which it is divided.

    A distributed database puts each row on a node by one of its columns. Every query that names a value of it is
    answered by one node; every other goes to all of them and waits for the slowest. The column is the hardest thing
    to change later, since changing it moves every row.

    Flagged where the requirements say that the design is distributed, a table is large now or within the horizon, and
    no column is named. The evidence counts, for each column that the patterns pin or join by (columns that foreign
    keys tie together are one), what share of the declared rate on large tables one node could answer.
    """

    code = "GR013"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://docs.citusdata.com/en/stable/sharding/data_modeling.html"
    flagged = example(*_tables, Requirements(deployment="distributed"))
    accepted = example(*_tables, Requirements(deployment="single"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        needs = facts.schema.requirements
        if needs.deployment != "distributed" or needs.tenancy:
            return
        large = {one.id: one for one in own_tables(facts) if not one.partition_by and is_large(facts, one)}
        if not large:
            return
        shares, total = _shares(facts, large)
        names = enumerated([facts.name(one) for one in large.values()])
        best = f": {shares[0][0]} would serve {shares[0][2]} of the declared rate" if shares else ""
        yield Finding(
            code=self.code,
            severity=self.severity,
            confidence=self.confidence,
            subject=Subject(object="requirements"),
            title=f"Nothing says by which column the rows of {names} are divided among the nodes{best}",
            message="Name it in the requirements: keys, foreign keys and queries are then held against it."
            if total
            else "No pattern with a rate reads them: nothing tells which column would keep queries on one node.",
            evidence=evidence_table(
                ("column", "access patterns that one node answers", "share of the declared rate"), shares[:_SHOWN]
            ),
            reference=self.reference,
        )


def _shares(facts: Facts, large: dict[str, Entity]) -> tuple[list[tuple[str, str, str]], float]:
    """(column, patterns, share) with the largest share first; and the rate of all patterns on large tables."""
    served: dict[frozenset[str], list[tuple[str, float]]] = defaultdict(list)
    total = 0.0
    for parsed in facts.patterns:
        rate = parsed.pattern.frequency_per_minute or 0
        if not rate or parsed.entities.isdisjoint(large):
            continue
        total += rate
        for tied in _pinned(facts, parsed, large):
            served[tied].append((parsed.pattern.name, rate))
    ranked = sorted(served.items(), key=lambda item: (-sum(rate for _, rate in item[1]), sorted(item[0])))
    rows = [
        (
            _named(facts, tied, large),
            ", ".join(name for name, _ in ones),
            f"{sum(rate for _, rate in ones) / total:.0%}",
        )
        for tied, ones in ranked
    ]
    return rows, total


def _pinned(facts: Facts, parsed: ParsedPattern, large: dict[str, Entity]) -> set[frozenset[str]]:
    """The columns, with those that are tied to them, by one value of which each use of a large table is found."""
    found: set[frozenset[str]] | None = None
    for statement in parsed.statements:
        written = {frozenset(linked(facts, one)) for one in statement.writes}
        for place, use in enumerate(statement.tables):
            if use.entity not in large:
                continue
            own = {
                frozenset(linked(facts, column))
                for need in facts.needs_in(statement)
                if need.use == place
                for column in (*need.single, *need.joined)
            }
            if use.written and statement.kind == "insert":
                own |= written
            found = own if found is None else found & own
    return found or set()


def _named(facts: Facts, tied: frozenset[str], large: dict[str, Entity]) -> str:
    """The column as the largest of its tables calls it."""
    owners = [(facts.owner_of(one), one) for one in tied]
    owners.sort(key=lambda item: (item[0].id not in large, -(item[0].rows or 0), item[0].name))
    table, column = owners[0]
    return f"{facts.name(table)}.{facts.schema.attribute(column).name}"
