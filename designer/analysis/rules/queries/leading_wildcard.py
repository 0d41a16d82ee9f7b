"""QR007: a LIKE that begins with a wildcard."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.query_rule import QueryRule, Remark, written
from designer.analysis.rule import all_but
from designer.analysis.search import shape_of
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern
from designer.schema.model import Dialect

_table = entity("products", "id bigint", "name varchar(200)", pk="id", index="name", rows=400_000)
_mysql = Dialect(name="mysql")


class LeadingWildcard(QueryRule):
    """LIKE that begins with a wildcard.

    An index is sorted by how texts begin, and `LIKE '%lamp'` says nothing of that: the whole table is read. For
    what ends in something, an index on the reversed text serves; for what contains it, a full-text index; often the
    wildcard in front is not wanted at all.

    Tables declared to stay small are left alone, as well as patterns that other conditions narrow by an index. In
    PostgreSQL, where a trigram index serves such a search as it is, IX010 says so instead.
    """

    code = "QR007"
    dialects = all_but("postgres")
    reference = "https://www.postgresql.org/docs/18/indexes-types.html#INDEXES-TYPES-BTREE"
    flagged = example(
        _table, pattern("search", "SELECT id FROM products WHERE name LIKE CONCAT('%', ?, '%')"), dialect=_mysql
    )
    accepted = example(
        _table, pattern("search", "SELECT id FROM products WHERE name LIKE CONCAT(?, '%')"), dialect=_mysql
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if facts.schema.dialect.name == "postgres":
            return
        for need in facts.needs_in(statement):
            if (need.entity.rows or 0) <= facts.thresholds.small_table_rows:
                continue
            if leading(facts, need, selective_columns(facts, need)) or is_reached_by_join(facts, need):
                continue
            for one in statement.predicates:
                if one.use != need.use or one.operator not in ("like", "ilike") or one.negated:
                    continue
                if shape_of(one) in ("suffix", "infix"):
                    column = facts.schema.attribute(one.attribute)
                    yield Remark(
                        f"begins its search of {facts.name(need.entity)}.{column.name} with a wildcard",
                        f"No index says how a text ends: all {need.entity.rows:,} rows are read.",
                        entity=need.entity.id,
                        attributes=(column.id,),
                        shown={"condition": written(facts, statement, one)},
                        severity=Severity.WARNING,
                    )
