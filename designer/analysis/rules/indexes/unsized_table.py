"""IX028: a busy pattern that no index serves, on a table of which nobody says how large it is."""

from collections.abc import Iterator, Sequence

from designer.analysis.columns import or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.index_advice import proposed_index, shown_index
from designer.analysis.kinds_of_table import is_of_codes, is_single
from designer.analysis.needs import Need
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import PatternRule
from designer.analysis.selectivity import is_pinned
from designer.analysis.unserved import is_read_in_whole, sought_by
from designer.analysis.workload import ParsedPattern
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap

_jobs = ("id bigint", "state text not null", "queued_at timestamptz not null", "payload jsonb")
_take = pattern(
    "take a job",
    "SELECT id FROM jobs WHERE state = $1 ORDER BY queued_at LIMIT 1 FOR UPDATE SKIP LOCKED",
    per_minute=1200,
)


class UnsizedTable(PatternRule):
    """Busy access pattern without an index, on a table of unknown size.

    A pattern is declared to run often, no index begins with what it asks for, and the design does not say how many rows
    the table holds. With a thousand rows nobody notices; a table that grows is read whole each time, and the load grows
    with it. Nothing is assumed: declare the rows (and the rows a day), and the plan, its cost and the advice follow
    from them. The index that the condition wants is named, for the case that the table is more than a handful.

    Lists of codes, tables of one row and look-ups by a unique key are left alone, as is a column that is known to hold
    few values. Once the rows are declared, IX001 judges the pattern.
    """

    code = "IX028"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/indexes-intro.html"
    flagged = example(entity("jobs", *_jobs, pk="id"), _take)
    accepted = example(entity("jobs", *_jobs, pk="id", index="state,queued_at"), _take)

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Finding]:
        if (parsed.pattern.frequency_per_minute or 0) < facts.thresholds.frequent_per_minute:
            return
        needs = (need for statement in parsed.statements for need in facts.needs_in(statement))
        first = next((need for need in needs if _is_asked(facts, need)), None)
        if first is not None:
            yield self._finding(facts, first)

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        yield from or_listed(
            self,
            facts,
            found,
            "busy access patterns read tables whole, and nothing says how large these are",
            "Declare the rows of the tables: the plans, their cost and the advice follow from them.",
        )

    def _finding(self, facts: Facts, need: Need) -> Finding:
        table, index = facts.name(need.entity), proposed_index(facts, need)
        wanted = shown_index(facts, index) if index else None
        rate = said_rate(need.pattern.frequency_per_minute)
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” runs {rate} and reads all of {table}, however large that is: no index begins with"
            f" {sought_by(facts, need)}",
            f"Nothing says how many rows {table} holds: declare them, and the plan and its cost follow."
            + (f" If it is to grow, the condition wants an index on {wanted}." if wanted else ""),
            entity=need.entity.id,
            attributes=tuple(one.attribute for one in need.equal) or tuple(one.attribute for one in need.ranges),
            evidence=FrozenMap(
                {"table": table, "size": "not declared", "rate": rate, "index": wanted, "statement": need.statement.sql}
            ),
            fix=(edits.add(facts.schema, index, to=need.entity.id),) if index else (),
        )


def _is_asked(facts: Facts, need: Need) -> bool:
    table = need.entity
    if table.rows is not None or is_pinned(facts, need) or is_of_codes(facts, table) or is_single(table):
        return False
    return is_read_in_whole(facts, need)
