"""IX013: more indexes than the declared writes can bear."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.paths import shown_keys
from designer.analysis.rule import TableRule
from designer.analysis.writes import index_writes_per_day
from designer.schema.build import entity

_columns = tuple(f"{letter} bigint" for letter in "abcdefghij")
_many = list("abcdefghi")


class ManyIndexes(TableRule):
    """More indexes than the declared writes can bear.

    Every insert writes an entry into each index of the table. In PostgreSQL so does every update that changes an
    indexed column; other servers write the indexes of the columns that change. At a high rate the indexes, not the
    rows, are what fills the log, the cache and the replicas.

    Flagged from a number of indexes on, keys included, and only where the declared inserts and updates of a day, or
    the rates of the patterns that write, are high. Updates that leave every indexed column alone do not count.
    """

    code = "IX013"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-intro.html"
    flagged = example(entity("events", *_columns, pk="j", index=_many, rows_per_day=2_000_000))
    accepted = example(entity("events", *_columns, pk="j", index=_many, rows_per_day=500))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        limit = facts.thresholds
        for table in facts.tables:
            paths = facts.index_paths(table)
            writes = index_writes_per_day(facts, table)
            if len(paths) <= limit.many_indexes or writes < limit.indexed_writes_per_day:
                continue
            yield self.finding(
                table,
                f"{facts.name(table)} has {len(paths)} indexes and {writes:,.0f} writes to them a day",
                f"An insert writes {len(paths)} index entries beside the row: {writes * len(paths):,.0f} a day.",
                evidence=evidence_table(
                    ("index", "keys", "unique"),
                    [(path.name, ", ".join(shown_keys(facts.schema, path.keys)), path.unique) for path in paths],
                    **{"writes a day": round(writes)},
                ),
            )
