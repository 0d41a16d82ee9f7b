"""CO040: a parent whose rows are deleted, and a foreign key that says nothing of it."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity, link, pattern
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship

_customers = entity("customers", "id bigint", "name text not null", pk="id")
_orders = entity("orders", "id bigint", "customer_id bigint not null", pk="id", index="customer_id")
_forget = pattern("forget a customer", "DELETE FROM customers WHERE id = $1", per_minute=0.01)


class DeletionBlocked(ListedRule):
    """Deletion that a foreign key refuses, as nothing says what becomes of the rows below.

    A foreign key without ON DELETE refuses to delete a row that others refer to. Where an access pattern deletes such
    rows, or their retention ends before that of the rows below, the deletion works on an empty test database and
    fails on the first row in use: somebody has to decide whether the rows below go too (CASCADE), stay without it
    (SET NULL), or are deleted first.

    Left alone: what says RESTRICT, where a pattern deletes the rows below or looks at them in the same
    statement, where the rows below go at least as early, and a table that refers to itself.
    """

    code = "CO040"
    confidence = Confidence.HINT
    many = "foreign keys refuse deletions that are declared"
    message = "A row that others refer to cannot be deleted, and nothing says what becomes of those."
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(_customers, _orders, link("orders.customer_id", "customers.id"), _forget)
    accepted = example(_customers, _orders, link("orders.customer_id", "customers.id", on_delete="restrict"), _forget)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
            if relationship.on_delete != "no action" or not relationship.enforced or child.id == parent.id:
                continue
            if child.partition_of is not None or _is_seen_to(facts, relationship):
                continue
            why = _deleted_by(facts, parent, child)
            if why is not None:
                yield _finding(self, facts, relationship, why)


def _finding(rule: Rule, facts: Facts, relationship: Relationship, why: tuple[str, str]) -> Finding:
    child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
    name, other = facts.name(child), facts.name(parent)
    kind, by = why
    return rule.finding(
        relationship,
        f"{name} refuses the deletion of rows of {other} that it refers to",
        f"Rows of {other} are deleted ({by}); a row of {name} stops that, and nothing says what becomes of it.",
        evidence=FrozenMap(
            {
                "foreign key": f"{name} ({', '.join(facts.schema.names(relationship.columns))}) to {other}",
                "on delete": "not said",
                kind: by,
            }
        ),
        fix=_cascade(facts, relationship, child),
    )


def _cascade(facts: Facts, relationship: Relationship, child: Entity) -> tuple[Change, ...]:
    """A row whose key holds the parent's is nothing without it; of all others a person has to decide."""
    key = child.primary_key.columns if child.primary_key else ()
    if not set(relationship.columns) <= set(key) or facts.schema.references_to(child.id):
        return ()
    if (child.rows or 0) >= facts.thresholds.large_table_rows:
        return ()
    return (edits.alter(facts.schema, relationship.id, on_delete="cascade"),)


def _deleted_by(facts: Facts, parent: Entity, child: Entity) -> tuple[str, str] | None:
    """What deletes rows of the parent, as the name and value of its evidence."""
    for parsed in facts.patterns_on(parent.id):
        for statement in parsed.statements:
            if statement.kind != "delete" or any(use.entity == child.id for use in statement.tables):
                continue
            if any(use.entity == parent.id and use.written for use in statement.tables):
                return "access pattern", f"“{parsed.pattern.name}”"
    days, kept = parent.retention_days, child.retention_days
    if days is not None and (kept is None or kept > days):
        return "retention", f"after {days:g} days"
    return None


def _is_seen_to(facts: Facts, relationship: Relationship) -> bool:
    """Whether some pattern deletes the rows below, or writes what they refer to."""
    for parsed in facts.patterns_on(relationship.child):
        for statement in parsed.statements:
            if not any(use.entity == relationship.child and use.written for use in statement.tables):
                continue
            if statement.kind == "delete":
                return True
            if statement.kind == "update" and statement.writes & set(relationship.columns):
                return True
    return False
