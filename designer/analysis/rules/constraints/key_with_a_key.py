"""CO029: a unique key that contains another."""

from collections.abc import Hashable, Iterator

from designer.analysis.carried_links import needed_by_carried
from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.paths import said_of
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, PrimaryKey, Unique


class KeyWithAKey(ListedRule):
    """Unique key that contains another.

    Where id alone is unique, (id, email) is unique whatever email holds: the constraint says nothing, and its index is
    written at every insert. Perhaps the shorter key was not meant, or the longer one was meant without it.

    A longer key that a foreign key refers to is needed for that (be it one in a statement that is only carried), one of
    a partitioned table for its partition key, and one that differs in deferring for its time: those are left alone.
    Where nothing else begins with the longer key's first column, rows may be looked up by it: a plain index on the
    columns before those of the shorter key then takes its place. That is likely rather than certain: the key may have
    been meant for the index.
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
            idle = _idle(facts, table)
            leads = _leads(facts, table, idle) if idle else {}
            for key, inner in idle:
                names, short = (", ".join(facts.schema.names(one.columns)) for one in (key, inner))
                longer, shorter = (said_of(facts.schema, one) for one in (key, inner))
                lead = leads.get(key.id, ())
                first, instead = names.split(", ")[0], ", ".join(facts.schema.names(lead))
                kept = f" Nothing else begins with {first}: an index on ({instead}) stands in." if lead else ""
                yield self.finding(
                    key,
                    f"{facts.name(table)} ({names}) is unique since ({short}) already is",
                    f"{longer} says nothing that {shorter} does not, and its index is written at every insert.{kept}",
                    entity=table.id,
                    attributes=key.columns,
                    confidence=Confidence.LIKELY if lead else Confidence.CERTAIN,
                    evidence=FrozenMap({"longer key": longer, "shorter key": shorter}),
                    # The index first: MySQL refuses to drop the last one that a foreign key can use.
                    fix=(
                        *((edits.index(facts.schema, table.id, lead),) if lead else ()),
                        edits.drop(facts.schema, key.id),
                    ),
                )


def _idle(facts: Facts, table: Entity) -> list[tuple[Unique, PrimaryKey | Unique]]:
    """The unique keys of a table that contain another, each with that one."""
    if table.partition_by is not None:
        return []
    referred = [set(one.parent_columns) for one in facts.schema.references_to(table.id)]
    found: list[tuple[Unique, PrimaryKey | Unique]] = []
    for key in table.uniques:
        inner = next((one for one in table.keys if _holds(facts, table, key, one)), None)
        meant = set(key.columns) in referred or _is_needed(facts, table, key)
        if inner is not None and not (meant or key.include or key.deferrable or key.without_overlaps):
            found.append((key, inner))
    return found


def _leads(facts: Facts, table: Entity, idle: list[tuple[Unique, PrimaryKey | Unique]]) -> dict[str, tuple[str, ...]]:
    """By the id of a key: the columns before those of the shorter one, at least one, where nothing that stays begins
    with the first. Of several keys that begin alike the one with the most such columns."""
    going = {key.id for key, _ in idle}
    staying = {
        one.columns[0]
        for one in facts.access_paths(table.id)
        if one.object_id not in going and one.where is None and one.columns
    }
    longest: dict[str, tuple[str, tuple[str, ...]]] = {}
    for key, inner in idle:
        first = key.columns[0]
        lead = key.columns[: max(1, min(key.columns.index(one) for one in inner.columns))]
        if first not in staying and len(lead) > len(longest.get(first, ("", ()))[1]):
            longest[first] = key.id, lead
    return dict(longest.values())


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
