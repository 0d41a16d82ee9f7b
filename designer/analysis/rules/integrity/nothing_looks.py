"""CI008: what no constraint keeps, and no scheduled check looks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.kept_invariants import is_kept
from designer.analysis.mechanisms import mechanism_for
from designer.analysis.rule import TableRule
from designer.exporters.runbook import IntegrityCheck, integrity_checks
from designer.exporters.runbook.watching import is_watched
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Invariant, Requirements
from designer.schema.schema import Schema

_IGNORING = frozenset({"myisam", "aria", "memory", "archive", "csv"})
"""Engines of MySQL and MariaDB that read a foreign key and forget it."""
_tables = (
    entity("customers", "id bigint", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", pk="id", index="customer_id"),
    link("orders.customer_id", "customers.id", enforced=False),
)
_watched = Requirements(monitoring=FrozenMap({"integrity checks": "each night, on the standby"}))


@dataclass(frozen=True, slots=True)
class _Unkept:
    """The id of a foreign key, a declared rule or a dependency of a table, and why nothing keeps it."""

    entity: Entity
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class _Loose:
    """What rows may break, why nothing keeps it, and the query that finds them."""

    why: str
    check: IntegrityCheck


class NothingLooks(TableRule):
    """Rule that no constraint keeps, and no scheduled check looks for.

    A foreign key that is not enforced, a sum over rows, a copy that the application refreshes: each is true for as
    long as every program that writes is right. A query each night finds the first row that breaks it while it can
    still be mended; without one it is found in a report, months later. The evidence holds the queries.

    Flagged once for a design, for what the design itself says that nothing enforces: foreign keys that are switched
    off, or that the engine ignores; declared rules that no constraint can express and no trigger keeps; accepted
    dependencies behind a copy that the application keeps up. Nothing is said where the requirements describe checks
    of the integrity. What a constraint could keep is another rule's.
    """

    code = "CI008"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    flagged = example(*_tables)
    accepted = example(*_tables, _watched)

    def gather(self, facts: Facts) -> Iterator[_Unkept]:
        rules: dict[str, list[Invariant]] = {}
        for rule in facts.schema.invariants:
            rules.setdefault(rule.entity, []).append(rule)
        for table in facts.tables:
            for subject, why in _reasons(facts, table, rules.get(table.id, [])):
                yield _Unkept(table, subject, why)

    def fold(self, facts: Facts, found: Sequence[_Unkept]) -> Iterator[Finding]:
        schema = facts.schema
        reasons = {one.subject: one.why for one in found}
        if not reasons or is_watched(schema, "integrity"):
            return
        checks, _ = integrity_checks(schema, reasons.keys())
        loose = [_Loose(reasons[one.subject], one) for one in checks]
        if not loose:
            return
        names = enumerated([one.check.name for one in loose])
        said = "One rule is" if len(loose) == 1 else f"{len(loose)} rules are"
        yield self.finding(
            schema,
            f"{said} kept by no constraint, and nothing is said to look for rows that break "
            f"{'it' if len(loose) == 1 else 'them'}: {names}",
            "Run the queries below at night and raise an alarm for any number but 0; the operations sheet has them.",
            evidence=evidence_table(
                ("rule", "kept by nothing, because", "query"),
                [(one.check.name, one.why, one.check.sql) for one in loose],
            ),
        )


def _reasons(facts: Facts, table: Entity, rules: Sequence[Invariant]) -> Iterator[tuple[str, str]]:
    """Why nothing keeps a foreign key, a declared rule or a dependency of a table, by the id of each."""
    engine = _engine(facts.schema, table)
    for one in facts.schema.references_from(table.id):
        if not one.enforced:
            yield one.id, "its foreign key is not enforced"
        elif engine in _IGNORING:
            yield one.id, f"{engine} ignores foreign keys"
    for rule in rules:
        if not is_kept(facts, rule) and not mechanism_for(facts, rule).changes:
            yield rule.id, "no constraint of this dialect expresses it"
    for kept in table.denormalizations:
        if kept.refresh == "application" and kept.dependency:
            yield kept.dependency, "the application keeps the copy up"


def _engine(schema: Schema, table: Entity) -> str:
    if schema.dialect.name not in ("mysql", "mariadb"):
        return ""
    return str((table.options.get("mysql") or {}).get("engine") or "").lower()
