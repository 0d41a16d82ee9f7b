"""QR006: a function or a cast around the filtered column."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.index_advice import is_reached_by_join, leading, selective_columns
from designer.analysis.paths import same_expression
from designer.analysis.query_rule import QueryRule, Remark, is_small, written
from designer.analysis.rewrites import bare_caveat, bare_form
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.analysis.workload.text import in_own_spelling
from designer.schema.build import entity, pattern
from designer.schema.model import Entity

_table = entity("orders", "id bigint", "placed_at timestamptz", pk="id", index="placed_at", rows=5_000_000)
_sql = "SELECT count(*) FROM orders WHERE {}"
_OPERATORS = frozenset({"=", "<", "<=", ">", ">=", "between", "in"})

_REVERSIBLE = frozenset("add sub mul div date_add date_sub datediff age unix_timestamp".split())


class WrappedColumn(QueryRule):
    """Function or cast around the filtered column.

    An index on a column is sorted by the column, and `date(placed_at) = $1` asks for something else, so that every
    row is read. Written as a range of the bare column it means the same and finds its rows: the evidence holds that
    form.

    Flagged where such a form is known and no index on the expression exists; where other conditions of the pattern
    already narrow the rows by an index, and on tables declared to stay small, nothing is said. What is computed with
    the column (`placed_at + interval '30 days' > now()`, a month written out by `to_char`) is flagged on tables
    declared to be large: there the value can likely be computed with instead, and no form is given.
    """

    code = "QR006"
    confidence = Confidence.CERTAIN
    reference = "https://www.postgresql.org/docs/18/indexes-expressional.html"
    flagged = example(_table, pattern("revenue of a day", _sql.format("date(placed_at) = $1"), per_minute=2))
    accepted = example(
        _table,
        pattern("revenue of a day", _sql.format("placed_at >= $1 AND placed_at < $1 + interval '1 day'"), per_minute=2),
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for one in statement.predicates:
            entity_id = statement.tables[one.use].entity
            if one.function is None or one.operator not in _OPERATORS or entity_id is None:
                continue
            if one.negated or one.disjunct or one.clause == "having" or is_small(facts, entity_id):
                continue
            table = facts.schema.entity(entity_id)
            form = bare_form(facts, one)
            computed = form is None and _is_computed_with(facts, statement, one)
            if (form is None and not computed) or _is_served(facts, statement, table, one):
                continue
            column = facts.schema.attribute(one.attribute)
            dialect = facts.schema.dialect.name
            yield Remark(
                f"wraps {facts.name(table)}.{column.name} so that no index on it serves",
                f"All rows{f', {table.rows:,} of them,' if table.rows else ''} are read and computed with."
                + (" Computed with the value instead, the column stands alone." if computed else ""),
                entity=table.id,
                attributes=(column.id,),
                shown={
                    "condition": written(facts, statement, one),
                    **({"written as a range": in_own_spelling(form, statement, dialect)} if form else {}),
                    **({"it rests on": caveat} if (caveat := bare_caveat(facts, one)) else {}),
                },
                severity=None if table.rows is not None else Severity.INFO,
                confidence=Confidence.LIKELY if computed else None,
            )


def _is_computed_with(facts: Facts, statement: ParsedStatement, one: Predicate) -> bool:
    """Whether what is done to the column of a large table can be done to the value instead, and undone: a sum, a
    distance from now, a time written out from its year on."""
    use = statement.tables[one.use]
    rows = facts.schema.entity(use.entity).rows if use.entity else None
    if (rows or 0) <= facts.thresholds.small_table_rows or statement.blocks[use.block].limited:
        return False
    if one.function == "time_to_str":
        return any(f"'{year}" in one.expression.upper() for year in ("%Y", "YYYY"))
    return one.function in _REVERSIBLE


def _is_served(facts: Facts, statement: ParsedStatement, table: Entity, predicate: Predicate) -> bool:
    dialect = facts.schema.dialect.name
    for path in facts.index_paths(table):
        for key in path.keys[:1]:
            if key.expression and same_expression(predicate.expression, key.expression, dialect):
                return True
    need = next((one for one in facts.needs_in(statement) if one.use == predicate.use), None)
    if need is None:
        return True
    return leading(facts, need, selective_columns(facts, need)) is not None or is_reached_by_join(facts, need)
