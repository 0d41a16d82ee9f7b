"""IX011: a search in documents, arrays or ranges without an index that holds what is inside."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.fixes import free_name
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.workload import Predicate
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Index, IndexKey

_columns = ("id bigint", "tags text[]")
_tagged = pattern("posts with a tag", "SELECT id FROM posts WHERE tags @> ARRAY[$1]", per_minute=200)
_gin = Index(name="posts_tags_idx", method="gin", keys=(IndexKey(column="tags"),))
_METHODS = {"array": "gin", "json": "gin", "search": "gin", "range": "gist", "geometry": "gist"}
_OPERATORS = {
    "array": ("@>", "<@", "&&", "= any"),
    "json": ("@>", "?", "?|", "?&"),
    "search": ("@@",),
    "range": ("@>", "<@", "&&"),
    "geometry": ("@>", "<@", "&&"),
}


class ContainmentSearch(Rule):
    """Search in documents, arrays or ranges without an index on what is inside.

    A B-tree sorts whole values and cannot say which of them contain a tag, a key or a day. A GIN index holds the
    elements of arrays, documents and texts, a GiST index the bounds of ranges, and each finds the rows directly.

    Flagged for PostgreSQL on tables declared to be large. `$1 = ANY (tags)` means the same as `tags @> ARRAY[$1]`, but
    only the second can use a GIN index; where the pattern is written the first way there is nothing to fix in the
    design, and the finding says so.
    """

    code = "IX011"
    dialects = ("postgres",)
    confidence = Confidence.CERTAIN
    reference = "https://www.postgresql.org/docs/18/gin.html"
    flagged = example(entity("posts", *_columns, pk="id", rows=900_000), _tagged)
    accepted = example(entity("posts", *_columns, pk="id", indexes=(_gin,), rows=900_000), _tagged)

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
        method = _METHODS[facts.family(column) or ""]
        evidence = {
            "condition": f"{predicate.expression} {predicate.operator} {predicate.value}",
            "size": need.entity.rows,
            "statement": need.statement.sql,
        }
        if predicate.operator == "= any":
            evidence["condition"] = f"{predicate.value} = ANY ({predicate.expression})"
            evidence["written so that an index serves"] = f"{predicate.expression} @> ARRAY[{predicate.value}]"
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” looks inside {facts.name(need.entity)}.{column.name} by reading every row",
            f"Only a {method.upper() if method == 'gin' else 'GiST'} index knows which of {need.entity.rows:,} values"
            " contain what is sought"
            + (", and only the operator @> uses it." if predicate.operator == "= any" else "."),
            entity=need.entity.id,
            attributes=(column.id,),
            evidence=FrozenMap(evidence),
            fix=_fix(facts, need, predicate, method),
        )


def _fix(facts: Facts, need: Need, predicate: Predicate, method: str) -> tuple[Change, ...]:
    if predicate.operator == "= any":
        return ()
    column = facts.schema.attribute(predicate.attribute)
    name = free_name(facts.schema, need.entity, (column.name, method), "idx")
    index = Index(name=name, method=method, keys=(IndexKey(column=column.id),))
    return (edits.add(facts.schema, index, to=need.entity.id),)


def _is_unserved(facts: Facts, need: Need, predicate: Predicate) -> bool:
    column = facts.schema.attribute(predicate.attribute)
    family = facts.family(column) or ""
    if predicate.operator not in _OPERATORS.get(family, ()) or predicate.function or predicate.negated:
        return False
    if family == "json" and facts.type_of(column).base != "jsonb":
        return False
    if predicate.disjunct or (need.entity.rows or 0) <= facts.thresholds.small_table_rows:
        return False
    if leading(facts, need, selective_columns(facts, need)) or is_reached_by_join(facts, need):
        # Found through another column, or through the very index that is missing here: `leading` knows both.
        return False
    holding = [
        path
        for path in facts.index_paths(need.entity)
        if path.method in ("gin", "gist", "spgist") and any(key.column == column.id for key in path.keys)
    ]
    return not holding or predicate.operator == "= any"
