"""CI008: what no constraint keeps, and no scheduled check looks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.columns import enumerated
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.mechanisms import is_kept, mechanism_for
from designer.analysis.rule import Rule
from designer.exporters.runbook import IntegrityCheck, integrity_checks
from designer.exporters.runbook.watching import is_watched
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Requirements
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
class _Loose:
    """What rows may break, why nothing keeps it, and the query that finds them."""

    why: str
    check: IntegrityCheck


class NothingLooks(Rule):
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
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html"
    flagged = example(*_tables)
    accepted = example(*_tables, _watched)

    def check(self, facts: Facts) -> Iterator[Finding]:
        schema = facts.schema
        if is_watched(schema, "integrity"):
            return
        reasons = _reasons(facts)
        if not reasons:
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


def _reasons(facts: Facts) -> dict[str, str]:
    """By id: why nothing keeps a foreign key, a declared rule or a dependency."""
    schema = facts.schema
    found: dict[str, str] = {}
    for one in schema.relationships:
        if not one.enforced:
            found[one.id] = "its foreign key is not enforced"
        elif _engine(schema, schema.entity(one.child)) in _IGNORING:
            found[one.id] = f"{_engine(schema, schema.entity(one.child))} ignores foreign keys"
    for rule in schema.invariants:
        if rule.entity and not is_kept(facts, rule) and not mechanism_for(facts, rule).changes:
            found[rule.id] = "no constraint of this dialect expresses it"
    for table in schema.entities:
        for kept in table.denormalizations:
            if kept.refresh == "application" and kept.dependency:
                found[kept.dependency] = "the application keeps the copy up"
    return found


def _engine(schema: Schema, table: Entity) -> str:
    if schema.dialect.name not in ("mysql", "mariadb"):
        return ""
    return str((table.options.get("mysql") or {}).get("engine") or "").lower()
