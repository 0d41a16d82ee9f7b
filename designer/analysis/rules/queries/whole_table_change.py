"""QR009: an UPDATE or DELETE of all rows."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("products", "id bigint", "price numeric", pk="id", rows=180_000)


class WholeTableChange(QueryRule):
    """UPDATE or DELETE of all rows.

    Without WHERE every row is written anew or removed, one transaction long: all rows are locked until its end, and
    what they were is kept until then: in PostgreSQL the table takes twice its space until it is vacuumed. Where it is a
    slip it is the costly kind; where all rows are meant, TRUNCATE or batches by key are what is wanted.

    Small, temporary and unlogged tables are left alone.
    """

    code = "QR009"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/sql-delete.html"
    flagged = example(_table, pattern("raise prices", "UPDATE products SET price = price * $1"))
    accepted = example(_table, pattern("raise a price", "UPDATE products SET price = price * $1 WHERE id = $2"))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for block in statement.blocks:
            if block.kind not in ("update", "delete") or block.filtered or block.limited or len(block.uses) > 1:
                continue
            entity_id = statement.tables[block.uses[0]].entity if block.uses else None
            if entity_id is None or block.derived:
                continue
            table = facts.schema.entity(entity_id)
            if table.persistence != "permanent" or (table.rows or 10**9) <= facts.thresholds.reference_table_rows:
                continue
            verb = "updates" if block.kind == "update" else "deletes"
            count = f" of {table.rows:,} rows" if table.rows else ""
            yield Remark(
                f"{verb} every row of {facts.name(table)}",
                f"It has no WHERE: one transaction over the whole table{count}.",
                entity=table.id,
            )
