"""CO011: a column that names another table's key, without a foreign key."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.columns import enumerated, own_columns
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.fixes import foreign_key, parents_of
from designer.analysis.rule import Rule
from designer.analysis.vocabulary import means_record
from designer.analysis.words import singular, stem, words
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Attribute, Entity

_customers = entity("customers", "id bigint", "name text", pk="id")

_KEY_WORDS = frozenset({"id", "uuid", "guid", "key"})
_COMPARED = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint", "varchar": "text"}


@dataclass(frozen=True, slots=True)
class _Missing:
    child: Entity
    column: Attribute
    parent: Entity
    key: Attribute
    confidence: Confidence


class MissingForeignKey(Rule):
    """Column that names another table's key, without a foreign key.

    Without the constraint a row can refer to a parent that never was or is gone: joins drop it silently, counts
    differ between two reports, and nobody can say since when. The planner loses the estimate, diagrams the line.

    The name must be that of a table in the singular and then id (`customer_id` for customers.id), or that of
    another table's one-column key (`person_id` for person.person_id), and the types must be the same. Pairs like
    `owner_type` and `owner_id` are another rule's. Logs and archives may mean to outlive what they mention: there
    it is only a hint. A design that declares hardly any foreign keys gets one finding for all.
    """

    code = "CO011"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = schema_of(_customers, entity("orders", "id bigint", "customer_id bigint not null", pk="id"))
    accepted = schema_of(
        _customers,
        entity("orders", "id bigint", "customer_id bigint not null", "paid text", pk="id", index="customer_id"),
        link("orders.customer_id", "customers.id"),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        found = list(_missing(facts))
        declared = len(facts.schema.relationships)
        if len(found) > facts.thresholds.listed_singly and len(found) > declared:
            yield self._listed(facts, found, declared)
            return
        for one in found:
            yield self._single(facts, one)

    def _single(self, facts: Facts, one: _Missing) -> Finding:
        place, target = f"{facts.name(one.child)}.{one.column.name}", f"{facts.name(one.parent)}.{one.key.name}"
        likely = one.confidence is Confidence.LIKELY
        return self.finding(
            one.column,
            f"{place} names {target}, but no foreign key says so",
            f"Rows may refer to {facts.name(one.parent)} that are not there, and joins then lose them silently.",
            entity=one.child.id,
            confidence=one.confidence,
            severity=Severity.WARNING if likely else Severity.INFO,
            evidence=evidence_table(("column", "type"), [(place, one.column.type), (target, one.key.type)]),
            fix=(foreign_key(facts, one.child, (one.column.id,), one.parent, (one.key.id,)),),
        )

    def _listed(self, facts: Facts, found: list[_Missing], declared: int) -> Finding:
        rows = [
            (f"{facts.name(one.child)}.{one.column.name}", f"{facts.name(one.parent)}.{one.key.name}", one.column.type)
            for one in found
        ]
        likely = sum(one.confidence is Confidence.LIKELY for one in found) > 0.8 * len(found)
        return self.finding(
            facts.schema,
            f"{len(found)} columns name a key without a foreign key: {enumerated([row[0] for row in rows])}",
            f"The design declares {declared} foreign keys in all: rows may refer to rows that are not there.",
            confidence=Confidence.LIKELY if likely else Confidence.HINT,
            severity=Severity.WARNING if likely else Severity.INFO,
            evidence=evidence_table(("column", "names", "type"), rows),
            fix=tuple(foreign_key(facts, one.child, (one.column.id,), one.parent, (one.key.id,)) for one in found)
            if len(found) <= facts.thresholds.bulk_fix
            else (),
        )


def _missing(facts: Facts) -> Iterator[_Missing]:
    by_stem, by_key = _targets(facts)
    guarded = _guarded_in_parts(facts)
    for child, column in own_columns(facts):
        parts = words(column.name)
        if not parts or column.id in facts.foreign_columns(child.id) or (child.id, column.name) in guarded:
            continue
        if column.generated or facts.family(column) not in ("integer", "uuid", "text") or _is_polymorphic(child, parts):
            continue
        named = parts[-1] in _KEY_WORDS and len(parts) > 1
        candidates = by_stem.get((*parts[:-2], singular(parts[-2])), []) if named else []
        candidates = candidates + [one for one in by_key.get(column.name, []) if one not in candidates]
        chosen = _chosen(facts, child, column, candidates)
        if chosen is None:
            continue
        parent, key = chosen
        if child.primary_key and child.primary_key.columns == (column.id,) and not _is_detail(child, parent):
            continue
        doubtful = means_record(child.name) or facts.family(column) == "text"
        yield _Missing(child, column, parent, key, Confidence.HINT if doubtful else Confidence.LIKELY)


def _guarded_in_parts(facts: Facts) -> set[tuple[str, str]]:
    """(table, column name) of what the partitions or heirs of a table guard in its place."""
    return {
        (parent, facts.schema.attribute(column).name)
        for table in facts.schema.entities
        for parent in parents_of(table)
        for column in facts.foreign_columns(table.id)
    }


_Target = tuple[Entity, Attribute]


def _targets(facts: Facts) -> tuple[dict[tuple[str, ...], list[_Target]], dict[str, list[_Target]]]:
    """Tables with a key of one column: by the words of the table's name, and by the key's own telling name."""
    by_stem: dict[tuple[str, ...], list[_Target]] = defaultdict(list)
    by_key: dict[str, list[_Target]] = defaultdict(list)
    for table in facts.schema.entities:
        if table.partition_of or table.primary_key is None or len(table.primary_key.columns) != 1:
            continue
        key = facts.schema.attribute(table.primary_key.columns[0])
        parts, name = words(key.name), stem(table.name)
        own = parts[-1:] and parts[-1] in _KEY_WORDS and parts[:-1] in ((), name, name[-1:])
        if own:
            by_stem[name].append((table, key))
        if len(parts) > 1 and parts[-1] in _KEY_WORDS and parts[:-1] == name:
            by_key[key.name].append((table, key))
    return by_stem, by_key


def _chosen(facts: Facts, child: Entity, column: Attribute, candidates: list[_Target]) -> _Target | None:
    """The one table meant: of the same type, in the same schema before others, and no other like it."""
    fitting = [
        (parent, key)
        for parent, key in candidates
        if parent.id != child.id and _compared(facts, key) == _compared(facts, column)
    ]
    near = [one for one in fitting if one[0].schema == child.schema] or fitting
    return near[0] if len(near) == 1 else None


def _compared(facts: Facts, attribute: Attribute) -> str:
    base = facts.type_of(attribute).base
    return f"{_COMPARED.get(base, base)}{'[]' * facts.type_of(attribute).dimensions}"


def _is_polymorphic(child: Entity, parts: tuple[str, ...]) -> bool:
    front = parts[:-1]
    siblings = {words(attribute.name) for attribute in child.attributes}
    return bool(front) and any((*front, kind) in siblings for kind in ("type", "class", "kind", "table", "model"))


def _is_detail(child: Entity, parent: Entity) -> bool:
    """`user_settings` keyed by user_id is one row per user."""
    return stem(child.name)[: len(stem(parent.name))] == stem(parent.name) and child.id != parent.id
