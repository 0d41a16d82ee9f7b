"""CI004: a declared rule that no mechanism keeps."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.grouping import grouped
from designer.analysis.kept_invariants import is_half_kept, is_kept
from designer.analysis.mechanisms import Mechanism, mechanism_for
from designer.analysis.rule import TableRule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index, IndexKey, Invariant

_columns = ("id bigint", "customer_id bigint not null", "is_default boolean not null")
_rule = Invariant(
    kind="at most one", entity="addresses", scope=("customer_id",), where="is_default", text="One default address."
)
_kept = Index(name="one_default", keys=(IndexKey(column="customer_id"),), unique=True, where="is_default")


class UnkeptInvariant(TableRule):
    """Declared rule that no mechanism keeps.

    A rule that only the application checks is broken by the first two requests that arrive at once: each sees that
    all is well, and both write. What the database enforces holds for every client, for scripts and for imports:
    a partial unique index for "at most one", an exclusion constraint for "no overlap", a check for a bound. Where the
    server has no such thing (MySQL no partial index, none but PostgreSQL an exclusion), what stands for it is told.

    Rules that no constraint can express (sums, counters, queues) are told as such, with what keeps them: a lock,
    SERIALIZABLE or a trigger. Of “exactly one row of each” a unique index keeps the half “at most one”, which is
    offered; what sees to “at least one” is told, and asked for until a trigger is there.
    """

    code = "CI004"
    reference = "https://www.postgresql.org/docs/18/applevel-consistency.html"
    flagged = example(entity("addresses", *_columns, pk="id", index="customer_id"), _rule)
    accepted = example(entity("addresses", *_columns, pk="id", indexes=(_kept,)), _rule)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        declared = grouped((one.entity, one) for one in facts.schema.invariants)
        for table in facts.tables:
            for invariant in declared.get(table.id, ()):
                if not is_kept(facts, invariant):
                    yield self._finding(facts, table, invariant)

    def _finding(self, facts: Facts, table: Entity, invariant: Invariant) -> Finding:
        mechanism, half = mechanism_for(facts, invariant), is_half_kept(facts, invariant)
        text = invariant.text.rstrip(".") or f"{invariant.kind} in {facts.name(table)}"
        return self.finding(
            invariant,
            f"Nothing keeps {'more than half of ' if half else ''}“{text}”",
            mechanism.message,
            evidence=FrozenMap(
                {
                    "rule": invariant.kind,
                    "table": facts.name(table),
                    "columns": facts.schema.names(invariant.attributes),
                    "for each": facts.schema.names(invariant.scope),
                    "where": invariant.where,
                    "mechanism": mechanism.name,
                }
            ),
            fix=mechanism.changes,
            severity=_severity(mechanism),
        )


def _severity(mechanism: Mechanism) -> Severity:
    return Severity.ERROR if mechanism.changes else Severity.WARNING
