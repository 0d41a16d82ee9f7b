"""IX009: a search by prefix that the index cannot serve."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.fixes import free_name
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.search import shape_of
from designer.analysis.workload import Predicate
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Index, IndexKey

_search = pattern("complete a name", "SELECT id, name FROM cities WHERE name LIKE $1 || '%' LIMIT 10", per_minute=300)
_pattern_index = Index(name="cities_name_like", keys=(IndexKey(column="name", operator_class="text_pattern_ops"),))
_BYTEWISE = frozenset({"c", "posix", "ucs_basic", "c.utf-8", "c.utf8", "pg_c_utf8"})


class PrefixSearch(Rule):
    """Search by prefix that the index cannot serve.

    `name LIKE 'Lis%'` can be read from an index only where the index is sorted byte by byte. In every collation but C
    and its like an ordinary one is sorted as people sort, and PostgreSQL reads the whole table beside it; the operator
    class text_pattern_ops makes an index that serves both equality and prefixes.

    Flagged for PostgreSQL on tables declared to be large. Columns and indexes in the C collation are left alone, and
    so is a pattern whose text is a parameter as a whole, which may hold anything.
    """

    code = "IX009"
    dialects = ("postgres",)
    reference = "https://www.postgresql.org/docs/18/indexes-opclass.html"
    flagged = example(entity("cities", "id bigint", "name text", pk="id", index="name", rows=400_000), _search)
    accepted = example(
        entity("cities", "id bigint", "name text", pk="id", indexes=(_pattern_index,), rows=400_000), _search
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "postgres":
            return
        told: set[str] = set()
        for need in facts.needs:
            for one in need.statement.predicates:
                if one.use != need.use or need.pattern.id in told or not _is_unserved(facts, need, one):
                    continue
                told.add(need.pattern.id)
                yield self._finding(facts, need, one)

    def _finding(self, facts: Facts, need: Need, predicate: Predicate) -> Finding:
        column = facts.schema.attribute(predicate.attribute)
        operator_class = "varchar_pattern_ops" if facts.type_of(column).base == "varchar" else "text_pattern_ops"
        beside = next((p for p in facts.index_paths(need.entity) if p.columns[:1] == (column.id,)), None)
        index = Index(
            name=free_name(facts.schema, need.entity, (column.name, "pattern"), "idx"),
            keys=(IndexKey(column=column.id, operator_class=operator_class),),
        )
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” looks for how {facts.name(need.entity)}.{column.name} begins, and no index says",
            (f"{beside.name} is sorted by the language's rules, which LIKE cannot use: " if beside else "")
            + f"all {need.entity.rows:,} rows are read.",
            entity=need.entity.id,
            attributes=(column.id,),
            evidence=FrozenMap(
                {
                    "condition": f"{predicate.expression} LIKE {predicate.value}",
                    "operator class": operator_class,
                    "statement": need.statement.sql,
                }
            ),
            fix=(edits.add(facts.schema, index, to=need.entity.id),),
        )


def _is_unserved(facts: Facts, need: Need, predicate: Predicate) -> bool:
    column = facts.schema.attribute(predicate.attribute)
    if predicate.operator != "like" or predicate.function or predicate.negated or predicate.disjunct:
        return False
    if shape_of(predicate) != "prefix" or facts.family(column) != "text" or facts.type_of(column).base == "citext":
        return False
    if (need.entity.rows or 0) <= facts.thresholds.small_table_rows or is_bytewise(column.collation):
        return False
    if leading(facts, need, selective_columns(facts, need)) or is_reached_by_join(facts, need):
        return False
    for path in facts.index_paths(need.entity):
        for place, key in enumerate(path.keys):
            if key.column != column.id:
                continue
            by_bytes = "pattern_ops" in (key.operator_class or "") or is_bytewise(key.collation)
            if (place == 0 and by_bytes) or (key.operator_class or "").endswith("trgm_ops"):
                return False
    return True


def is_bytewise(collation: str | None) -> bool:
    """Whether a collation sorts byte by byte."""
    return collation is not None and collation.rpartition(".")[2].strip('"').lower() in _BYTEWISE
