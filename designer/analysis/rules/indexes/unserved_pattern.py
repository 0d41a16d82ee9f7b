"""IX001: an access pattern that no index serves."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.index_advice import leaves_many, proposed_index, shown_index
from designer.analysis.needs import Need
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import PatternRule
from designer.analysis.selectivity import is_pinned, share
from designer.analysis.unserved import is_read_in_whole, sought_by
from designer.analysis.workload import ParsedPattern
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.changes import Change
from designer.schema.model import AccessPattern

_columns = ("id bigint", "customer_id bigint", "placed_at timestamptz")
_history = pattern(
    "latest orders of a customer",
    "SELECT id, placed_at FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20",
    per_minute=600,
)


class UnservedPattern(PatternRule):
    """Access pattern that no index serves.

    Without an index that begins with a column it asks for, a query reads the whole table, however few rows it
    wants; at the declared size and rate that is the difference between a page and an outage. The index offered
    holds the columns compared for equality first, then the order or one range, and leaves out by a predicate what
    no pattern wants.

    PostgreSQL (from 18 on) and Oracle skip through an index past a first column that is declared to hold few values,
    and look up the second once for each: that serves. MySQL and SQLite do so in some cases only.

    Tables that stay small are left alone, and so are conditions that leave a large part of a table, which is read
    as fast in one go; a pattern that says how many rows it returns is believed.
    """

    code = "IX001"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-multicolumn.html"
    flagged = example(entity("orders", *_columns, pk="id", rows=5_000_000), _history)
    accepted = example(entity("orders", *_columns, pk="id", index="customer_id,placed_at", rows=5_000_000), _history)

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Finding]:
        needs = (need for statement in parsed.statements for need in facts.needs_in(statement))
        unserved = [need for need in needs if _is_unserved(facts, need)]
        if unserved:
            yield self._finding(facts, unserved)

    def _finding(self, facts: Facts, needs: list[Need]) -> Finding:
        needs = list({(need.entity.id, shown): need for need in needs for shown in [sought_by(facts, need)]}.values())
        first = max(needs, key=lambda need: need.entity.rows or 0)
        pattern = first.pattern
        tables = list(dict.fromkeys(facts.name(need.entity) for need in needs))
        indexes = [(need, proposed_index(facts, need)) for need in needs]
        fix: dict[Change, None] = {}
        for need, index in indexes:
            if index:
                fix[edits.add(facts.schema, index, to=need.entity.id)] = None
        return self.finding(
            pattern,
            f"“{pattern.name}” reads all of {' and '.join(tables)}: no index begins with {sought_by(facts, first)}",
            f"{facts.name(first.entity)} is declared to hold {first.entity.rows:,} rows{_rate(pattern)}.",
            entity=first.entity.id,
            attributes=tuple(one.attribute for one in first.equal) or tuple(one.attribute for one in first.ranges),
            evidence=evidence_table(
                ("table", "size", "looked up by", "index"),
                [
                    (
                        facts.name(need.entity),
                        need.entity.rows,
                        sought_by(facts, need),
                        shown_index(facts, index) if index else None,
                    )
                    for need, index in indexes
                ],
                statement=first.statement.sql,
            ),
            fix=tuple(fix),
            severity=_severity(facts, first),
            confidence=_confidence(facts, first),
        )


def _is_unserved(facts: Facts, need: Need) -> bool:
    if (need.entity.rows or 0) <= facts.thresholds.small_table_rows or is_pinned(facts, need):
        return False
    return not leaves_many(facts, need) and is_read_in_whole(facts, need)


def _rate(pattern: AccessPattern) -> str:
    rate = said_rate(pattern.frequency_per_minute)
    return f", and this runs {rate}" if rate else ""


def _severity(facts: Facts, need: Need) -> Severity:
    rate = need.pattern.frequency_per_minute
    if rate is not None and rate <= facts.thresholds.rare_per_minute:
        return Severity.INFO
    if _confidence(facts, need) is Confidence.HINT:
        return Severity.WARNING
    is_pressing = (rate or 0) >= facts.thresholds.frequent_per_minute or need.pattern.latency_ms is not None
    return Severity.ERROR if is_pressing and (need.entity.rows or 0) >= 1_000_000 else Severity.WARNING


def _confidence(facts: Facts, need: Need) -> Confidence:
    if any((known := share(facts, need.entity, one)) is not None and known <= 0.01 for one in need.equal):
        return Confidence.CERTAIN
    return Confidence.LIKELY if need.equal or need.pattern.rows is not None else Confidence.HINT
