"""CO044: a column that may be empty, where no declared query would find the row."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.needs import Need
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.model import Attribute, Entity, NotNull

_OPERATORS = frozenset({"=", "in", "<", "<=", ">", ">=", "between", "like", "ilike", "is not null", "<>"})
"""True of no NULL."""
_today = pattern("today's visits", "SELECT id FROM visits WHERE day = $1", per_minute=30)
_week = pattern("a week's visits", "SELECT id, page FROM visits WHERE day BETWEEN $1 AND $2", per_minute=5)
_count = pattern("how many on a day", "SELECT count(*) FROM visits WHERE day = $1", per_minute=60)
_one = pattern("a visit", "SELECT page FROM visits WHERE id = $1", per_minute=60)


class RowsNeverFound(ColumnRule):
    """Column that may be NULL, where no declared query would find such a row.

    A comparison with NULL is never true. Where each query on a table compares a column, a row without a value is
    stored and never seen again, by nobody: either the column belongs under NOT NULL, so that the mistake shows when it
    is made, or a query for those rows is missing.

    Only tables that at least three declared patterns read, each of which compares the column in its WHERE. Columns
    that are declared to hold nulls, that a pattern sets to NULL or leaves out when it inserts, that are tested for
    NULL, and those that a deletion elsewhere sets to NULL are left alone.
    """

    code = "CO044"
    severity = Severity.INFO
    confidence = Confidence.HINT
    one = "may be NULL, and no declared query would find such a row"
    many = "may be NULL where no declared query would find the row"
    message = "Each pattern that reads the table compares the column, and a comparison with NULL is never true."
    reference = "https://www.postgresql.org/docs/18/functions-comparison.html"
    flagged = example(entity("visits", "id bigint", "day date", "page text", pk="id"), _today, _week, _count)
    accepted = example(entity("visits", "id bigint", "day date", "page text", pk="id"), _today, _week, _count, _one)

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table in facts.tables:
            reading = [need for need in facts.needs_on(table.id) if need.block.kind == "select"]
            patterns = tuple(dict.fromkeys(need.pattern.name for need in reading))
            if len(patterns) < facts.thresholds.patterns_to_judge:
                continue
            for column in facts.kept(own_of, table):
                if column.null_fraction or column.generated or facts.is_required(table, column):
                    continue
                if all(_requires(one, column) for one in reading) and not _may_be_emptied(facts, table, column):
                    yield Suspect(
                        table,
                        column,
                        fix=(edits.alter(facts.schema, column.id, not_null=NotNull()),),
                        shown={"patterns that compare it": patterns},
                    )


def _requires(need: Need, column: Attribute) -> bool:
    """Whether a statement keeps rows without a value out, and nowhere asks for them."""
    own = [one for one in need.statement.predicates if one.use == need.use and one.attribute == column.id]
    if any(one.operator in ("is null", "is not distinct from", "is distinct from") for one in own):
        return False
    return any(
        one.operator in _OPERATORS and one.clause == "where" and not (one.disjunct or one.negated or one.function)
        for one in own
    )


def _may_be_emptied(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether a pattern or a deletion leaves the column without a value, or asks whether it has one."""
    if any(
        column.id in link.columns and link.on_delete in ("set null", "set default")
        for link in facts.schema.references_from(table.id)
    ):
        return True
    for parsed in facts.patterns_on(table.id):
        for statement in parsed.statements:
            written = any(use.entity == table.id and use.written for use in statement.tables)
            added = written and statement.kind not in ("update", "delete")
            if added and column.default is None and column.id not in statement.writes:
                return True
            if any(one.attribute == column.id and "null" in one.value.lower() for one in statement.assignments):
                return True
            if any(one.attribute == column.id and one.operator == "is null" for one in statement.predicates):
                return True
    return False
