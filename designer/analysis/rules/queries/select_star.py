"""QR001: SELECT * in a declared pattern."""

from collections.abc import Iterator

from sqlglot import exp

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_columns = ("id bigint", "customer_id bigint", "status text", "notes text", "total numeric")
_table = entity("orders", *_columns, pk="id")


class SelectStar(QueryRule):
    """SELECT * in a declared pattern.

    It fetches columns that nobody asked for, among them those that will be added later: wide ones are read from
    elsewhere on disk, an index that holds the columns needed cannot answer alone, and a renamed column breaks the
    caller instead of the query.

    The same goes for a view, which computes what nobody reads, too. Tables and views with up to three columns, EXISTS,
    RETURNING, and a `*` over a subquery that names its columns are left alone.
    """

    code = "QR001"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/tutorial-select.html"
    flagged = example(_table, pattern("an order", "SELECT * FROM orders WHERE id = $1", per_minute=60))
    accepted = example(_table, pattern("an order", "SELECT status, total FROM orders WHERE id = $1", per_minute=60))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if not statement.star:
            yield from _of_views(facts, statement)
            return
        tables = [facts.schema.entity(one) for one in _starred(statement)]
        widest = max(tables, key=lambda table: len(table.attributes), default=None)
        if widest is None or len(widest.attributes) <= facts.thresholds.few_columns:
            return
        heavy = [one.name for one in widest.attributes if facts.family(one) in ("json", "binary", "array", "search")]
        yield Remark(
            f"selects every column of {facts.name(widest)}",
            f"That is {len(widest.attributes)} columns now"
            + (f", {', '.join(heavy)} among them" if heavy else "")
            + ", and whatever is added later.",
            entity=widest.id,
            shown={"columns": tuple(one.name for one in widest.attributes)},
        )


def _of_views(facts: Facts, statement: ParsedStatement) -> Iterator[Remark]:
    """The widest view whose columns a star brings."""
    if not isinstance(statement.tree, exp.Select) or not statement.blocks:
        return
    stars = [one for one in statement.tree.expressions if one.is_star]
    before = {one.table.lower() if isinstance(one, exp.Column) else "" for one in stars}
    views = {one.name.rpartition(".")[2].strip('"`[]').casefold(): one for one in facts.schema.opaque
             if one.kind in ("view", "materialized view")}  # fmt: skip
    uses = [statement.tables[use] for use in statement.blocks[0].uses]
    brought = [one for one in uses if one.entity is None and ("" in before or one.alias.lower() in before)]
    found = [views[one.name.casefold()] for one in brought if one.name.casefold() in views]
    widest = max(found, key=lambda view: len(view.columns), default=None)
    if widest is None or len(widest.columns) <= facts.thresholds.few_columns:
        return
    yield Remark(
        f"selects every column of {widest.name}",
        f"The view has {len(widest.columns)} columns, and a star has every one of them computed.",
        shown={"columns": widest.columns},
    )


def _starred(statement: ParsedStatement) -> list[str]:
    """The tables whose columns the stars of a query bring: those named before a star where each has a name."""
    every = sorted(statement.entities)
    if not isinstance(statement.tree, exp.Select) or not statement.blocks:
        return every
    stars = [one for one in statement.tree.expressions if one.is_star]
    before = {one.table.lower() for one in stars if isinstance(one, exp.Column) and one.table}
    if not before or len(before) < len(stars):
        return every
    uses = [statement.tables[use] for use in statement.blocks[0].uses]
    named = {one.entity for one in uses if one.entity and one.alias.lower() in before}
    return sorted(named) or every
