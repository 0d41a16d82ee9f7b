"""CO029: a unique key that contains another."""

from collections.abc import Hashable, Iterator

from designer.analysis.carried_links import needed_by_carried
from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.paths import said_of
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Unique


class KeyWithAKey(ListedRule):
    """Unique key that contains another.

    Where id alone is unique, (id, email) is unique whatever email holds: the constraint says nothing, and its index is
    written at every insert. Perhaps the shorter key was not meant, or the longer one was meant without it.

    A longer key that a foreign key refers to is needed for that (be it one in a statement that is only carried), one of
    a partitioned table for its partition key, and one that differs in deferring for its time: those are left alone.
    """

    code = "CO029"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS"
    many = "unique keys contain another"
    message = "Each says nothing that the shorter key does not, and its index is written at every insert."
    flagged = example(entity("users", "id bigint", "email text not null", pk="id", unique="id, email"))
    accepted = example(entity("users", "id bigint", "email text not null", pk="id", unique="email"))

    def surroundings(self, facts: Facts) -> Hashable:
        return needed_by_carried(facts)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            referred = [set(one.parent_columns) for one in facts.schema.references_to(table.id)]
            for key in table.uniques if table.partition_by is None else ():
                inner = next((one for one in table.keys if _holds(facts, table, key, one)), None)
                if (
                    inner is None
                    or set(key.columns) in referred
                    or _is_needed(facts, table, key)
                    or key.include
                    or key.deferrable
                    or key.without_overlaps
                ):
                    continue
                names, short = (", ".join(facts.schema.names(one.columns)) for one in (key, inner))
                longer, shorter = (said_of(facts.schema, one) for one in (key, inner))
                yield self.finding(
                    key,
                    f"{facts.name(table)} ({names}) is unique since ({short}) already is",
                    f"{longer} says nothing that {shorter} does not, and its index is written at every insert.",
                    entity=table.id,
                    attributes=key.columns,
                    evidence=FrozenMap({"longer key": longer, "shorter key": shorter}),
                    fix=(edits.drop(facts.schema, key.id),),
                )


def _is_needed(facts: Facts, table: Entity, key: Unique) -> bool:
    names = frozenset(name.lower() for name in facts.schema.names(key.columns))
    return (table.name.lower(), names) in needed_by_carried(facts)


def _holds(facts: Facts, table: Entity, key: Unique, other: object) -> bool:
    """Whether `other` is a smaller key inside `key`, over columns that are never null."""
    columns: tuple[str, ...] = getattr(other, "columns", ())
    if not set(columns) < set(key.columns) or getattr(other, "deferrable", None) or not columns:
        return False
    if getattr(other, "without_overlaps", False):
        return False
    return all(facts.is_required(table, facts.schema.attribute(one)) for one in columns)
