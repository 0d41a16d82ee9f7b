"""IX010: a search inside texts without a trigram index."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import free_name
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.search import shape_of
from designer.analysis.workload import Predicate
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Extension, Index, IndexKey

_columns = ("id bigint", "name text")
_search = pattern(
    "search products", "SELECT id, name FROM products WHERE name ILIKE '%' || $1 || '%' LIMIT 20", per_minute=200
)
_trigram = Index(
    name="products_name_trgm", method="gin", keys=(IndexKey(column="name", operator_class="gin_trgm_ops"),)
)


class InfixSearch(Rule):
    """Search inside texts without a trigram index.

    A B-tree knows how texts begin. What stands in the middle is found only by reading every row, unless an index
    holds the texts' trigrams: pg_trgm serves LIKE and ILIKE with wildcards at both ends, and regular expressions.

    Flagged for PostgreSQL on tables declared to be large, where no other condition of the pattern narrows the rows
    by an index. Searching for words rather than characters is the work of full-text search.
    """

    code = "IX010"
    dialects = ("postgres",)
    confidence = Confidence.CERTAIN
    reference = "https://www.postgresql.org/docs/18/pgtrgm.html#PGTRGM-INDEX"
    flagged = example(entity("products", *_columns, pk="id", rows=180_000), _search)
    accepted = example(
        Extension(name="pg_trgm"), entity("products", *_columns, pk="id", indexes=(_trigram,), rows=180_000), _search
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "postgres":
            return
        told: set[str] = set()
        for need in facts.needs:
            found = [one for one in need.statement.predicates if one.use == need.use]
            unserved = [one for one in found if _is_unserved(facts, need, one)]
            if unserved and need.pattern.id not in told:
                told.add(need.pattern.id)
                yield self._finding(facts, need, list({one.attribute: one for one in unserved}.values()))

    def _finding(self, facts: Facts, need: Need, unserved: list[Predicate]) -> Finding:
        ids = tuple(one.attribute for one in unserved)
        names = " and ".join(f"{facts.name(need.entity)}.{name}" for name in facts.schema.names(ids))
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” searches inside {names} by reading every row",
            f"{need.entity.rows:,} texts are compared each time; a trigram index finds those that can match.",
            entity=need.entity.id,
            attributes=ids,
            evidence=FrozenMap(
                {
                    "conditions": tuple(f"{one.expression} {one.operator} {one.value}" for one in unserved),
                    "size": need.entity.rows,
                    "statement": need.statement.sql,
                }
            ),
            fix=tuple(_fix(facts, need, unserved)),
            severity=_severity(facts, need),
        )


def _fix(facts: Facts, need: Need, unserved: list[Predicate]) -> Iterator[Change]:
    if not any(one.name == "pg_trgm" for one in facts.schema.extensions):
        yield edits.add(facts.schema, Extension(name="pg_trgm"))
    for one in unserved:
        column = facts.schema.attribute(one.attribute)
        key = IndexKey(column=column.id, operator_class="gin_trgm_ops")
        if one.function:
            key = IndexKey(expression=one.expression.lower(), operator_class="gin_trgm_ops")
        name = free_name(facts.schema, need.entity, (column.name, "trgm"), "idx")
        yield edits.add(facts.schema, Index(name=name, method="gin", keys=(key,)), to=need.entity.id)


def _severity(facts: Facts, need: Need) -> Severity:
    rate = need.pattern.frequency_per_minute
    return Severity.INFO if rate is not None and rate <= facts.thresholds.rare_per_minute else Severity.WARNING


def _is_unserved(facts: Facts, need: Need, predicate: Predicate) -> bool:
    column = facts.schema.attribute(predicate.attribute)
    infix = predicate.operator in ("like", "ilike") and shape_of(predicate) in ("infix", "suffix")
    prefix = predicate.operator == "ilike" and shape_of(predicate) == "prefix"
    regular = predicate.operator in ("~", "~*") and not predicate.value.startswith("'^")
    if not (infix or prefix or regular) or predicate.negated or predicate.function not in (None, "lower", "upper"):
        return False
    if facts.family(column) != "text" or (need.entity.rows or 0) <= facts.thresholds.small_table_rows:
        return False
    if leading(facts, need, selective_columns(facts, need)) or is_reached_by_join(facts, need):
        return False
    return not any(
        (key.operator_class or "").endswith("trgm_ops") and (key.column == column.id or column.name in key.expression)
        for path in facts.index_paths(need.entity)
        for key in path.keys
    )
