"""QR003: paging by OFFSET."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.query_rule import QueryRule, Remark, is_small, rows_of
from designer.analysis.rewriting import Declined, rewrite_for
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("orders", "id bigint", "placed_at timestamptz not null", pk="id", rows=5_000_000)
_sql = "SELECT id, placed_at FROM orders ORDER BY placed_at DESC"


class OffsetPaging(QueryRule):
    """Paging by OFFSET.

    OFFSET 10000 reads ten thousand rows and throws them away, so that each page costs more than the one before; a
    row that is added meanwhile shifts the rest, and readers see rows twice or never. Going on from the last row
    seen costs the same on every page, given an index in that order. The evidence holds the query in that form.

    Tables declared to stay small are left alone.
    """

    code = "QR003"
    confidence = Confidence.CERTAIN
    reference = "https://www.postgresql.org/docs/18/queries-limit.html"
    flagged = example(_table, pattern("orders", f"{_sql} LIMIT 50 OFFSET $1", per_minute=40))
    accepted = example(
        _table,
        pattern(
            "orders",
            "SELECT id FROM orders WHERE (placed_at, id) < ($1, $2) ORDER BY placed_at DESC, id DESC LIMIT 50",
            per_minute=40,
        ),
    )

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        if not statement.offset or statement.kind != "select" or not statement.blocks:
            return
        entities = [statement.tables[use].entity for use in statement.blocks[0].uses]
        if not entities or all(is_small(facts, one) for one in entities):
            return
        largest = max(entities, key=lambda one: rows_of(facts, one) or 0)
        rows = rows_of(facts, largest)
        table = facts.name(facts.schema.entity(largest)) if largest else statement.tables[0].name
        shown = _other_form(facts, statement)
        limit = f", up to {rows:,} rows" if rows and not statement.blocks[0].filtered else ""
        unordered = "" if statement.sort else " Without ORDER BY the pages have no order at all."
        yield Remark(
            f"pages through {table} by OFFSET",
            f"Each page reads and discards all those before it{limit}.{unordered}",
            entity=largest,
            shown=shown,
            severity=None if rows is not None else Severity.INFO,
        )


def _other_form(facts: Facts, statement: ParsedStatement) -> dict[str, str]:
    """The query that goes on from the last row, or why there is none."""
    offer = rewrite_for(facts, statement, OffsetPaging.code)
    if isinstance(offer, Declined):
        return {"no form that goes on from the last row": offer.why}
    return {"going on from the last row": offer.sql} if offer else {}
