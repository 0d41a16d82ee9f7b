"""GR012: a row that one pattern saves and another shows from a replica that may not have it yet."""

from collections.abc import Iterator

from designer.analysis.columns import or_listed, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.needs import Need
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.analysis.selectivity import is_pinned
from designer.schema.build import entity, pattern
from designer.schema.model import AccessPattern, Entity, Requirements

_orders = entity("orders", "id bigint", "total numeric(12,2)", pk="id", rows=400_000)
_save = pattern("save an order", "UPDATE orders SET total = $2 WHERE id = $1", per_minute=600)
_show = pattern("show an order", "SELECT total FROM orders WHERE id = $1", per_minute=900)


class ShownTooEarly(Rule):
    """Row that is saved by one pattern and shown by another, from replicas that may be behind.

    Whoever saves a row looks at it next. An application that answers from a replica then shows the old row, and
    people save again. For as long as replicas may be behind, the reads of whoever has just written belong on the
    primary, or wait until the replica has the position that the commit returned.

    Flagged where the requirements say that replicas are read and by how many seconds an answer may be old, where that
    is longer than it takes to come back from a form, and where one pattern writes rows of a table by their key that
    another reads by it, without a lock. The evidence counts the rows that are not on the replica at any moment, by
    the declared rates. Where the application sends its reads is not known, so this is a hint.
    """

    code = "GR012"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/warm-standby.html#SYNCHRONOUS-REPLICATION"
    flagged = example(_orders, _save, _show, Requirements(replica_reads=True, replica_lag_seconds=5))
    accepted = example(_orders, _save, _show, Requirements(replica_reads=True, replica_lag_seconds=0.05))

    def check(self, facts: Facts) -> Iterator[Finding]:
        needs = facts.schema.requirements
        lag = needs.replica_lag_seconds
        if not needs.replica_reads or lag is None or lag < facts.thresholds.back_from_a_form_seconds:
            return
        found = [one for table in own_tables(facts) for one in self._of_table(facts, table, lag)]
        message = f"A replica may be {lag:g} seconds behind: what was saved is not there when it is looked at."
        yield from or_listed(self, facts, found, "tables are saved and then shown from replicas", message)

    def _of_table(self, facts: Facts, table: Entity, lag: float) -> Iterator[Finding]:
        asked = facts.needs_on(table.id)
        writers = tuple(dict.fromkeys(one.pattern for one in asked if _writes(facts, one)))
        readers = tuple(dict.fromkeys(one.pattern for one in asked if _reads(facts, one) if one.pattern not in writers))
        if not (writers and readers):
            return
        per_minute = sum(one.frequency_per_minute or 0 for one in writers)
        behind = per_minute * lag / 60
        count = (
            f"At the declared rates about {behind:,.0f} changed rows are not on it at any moment."
            if behind >= 1
            else f"It may be {lag:g} seconds behind."
        )
        yield self.finding(
            table,
            f"“{readers[0].name}” may show rows of {facts.name(table)} as they were before “{writers[0].name}”",
            f"{count} Whoever has just saved should read from the primary.",
            evidence=evidence_table(
                ("access pattern", "does", "runs"),
                [*(_row(one, "saves") for one in writers), *(_row(one, "shows") for one in readers)],
                **{"seconds behind": lag, "changed rows not there": round(behind, 1)},
            ),
        )


def _row(one: AccessPattern, does: str) -> tuple[str, str, str]:
    return one.name, does, said_rate(one.frequency_per_minute) or "not declared"


def _writes(facts: Facts, need: Need) -> bool:
    """Whether one row is changed by its key, as a form does."""
    kind, use = need.statement.kind, need.statement.tables[need.use]
    return kind in ("update", "delete") and use.written and is_pinned(facts, need)


def _reads(facts: Facts, need: Need) -> bool:
    """Whether a pattern does nothing but read one row by its key."""
    alone = all(one.strip()[:6].lower() == "select" for one in need.pattern.statements)
    return alone and need.statement.kind == "select" and not need.block.lock and is_pinned(facts, need)
