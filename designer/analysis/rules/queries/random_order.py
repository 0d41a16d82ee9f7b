"""QR013: ORDER BY random()."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern

_table = entity("products", "id bigint", "name text", pk="id", rows=180_000)
_RANDOM = frozenset({"random()", "rand()", "newid()", "gen_random_uuid()", "uuid()", "dbms_random.value()"})


class RandomOrder(QueryRule):
    """ORDER BY random().

    To return three rows at random, every row is read, given a number and sorted. A sample of the table (TABLESAMPLE;
    SAMPLE in Oracle; MySQL, MariaDB and SQLite have none), a start at a random key, or a stored random column with an
    index costs next to nothing.

    Tables that hold few rows are left alone.
    """

    code = "QR013"
    reference = "https://www.postgresql.org/docs/18/sql-select.html#SQL-FROM"
    flagged = example(_table, pattern("suggestions", "SELECT id FROM products ORDER BY random() LIMIT 3"))
    accepted = example(_table, pattern("suggestions", "SELECT id FROM products WHERE id >= $1 ORDER BY id LIMIT 3"))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        for block in statement.blocks:
            if not any(key.attribute is None and key.expression.lower() in _RANDOM for key in block.sort):
                continue
            tables = [facts.schema.entity(one) for use in block.uses if (one := statement.tables[use].entity)]
            largest = max(tables, key=lambda table: table.rows or 0, default=None)
            if largest is None or (largest.rows or 10**9) <= facts.thresholds.reference_table_rows:
                continue
            yield Remark(
                f"sorts {facts.name(largest)} in random order",
                "Every row that meets the conditions is read and sorted each time, to return a few."
                if block.filtered
                else "Every row is read and sorted each time, to return a few.",
                entity=largest.id,
            )
