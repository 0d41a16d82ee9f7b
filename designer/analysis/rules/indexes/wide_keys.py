"""IX019: an index whose every entry holds hundreds of bytes."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.paths import Path
from designer.analysis.widths import width_of
from designer.schema.build import attribute, entity
from designer.schema.model import Entity


class WideKeys(ListedRule):
    """Index whose every entry holds hundreds of bytes.

    An index is fast because a page holds hundreds of entries and few pages have to be read. With keys of hundreds of
    bytes a page holds a dozen: the tree grows deeper, less of it stays in memory, and each insert writes more. Longer
    values yet are refused (PostgreSQL takes 2,704 bytes, MySQL 3,072, SQL Server 1,700). Index a hash of the value
    where it is only ever compared for equality, its beginning where that tells rows apart, or a short key in its place.

    Counts the declared average width of the keys, and says nothing where a text's width is not declared, nor of
    tables that are declared to stay small.
    """

    code = "IX019"
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "indexes hold hundreds of bytes in every entry"
    message = "Few such entries fit on a page: the index is large, deep and slow to write."
    reference = "https://www.postgresql.org/docs/18/btree.html"
    flagged = example(
        entity("pages", "id bigint", attribute("url text", average_width=620.0), pk="id", index="url", rows=5_000_000)
    )
    accepted = example(
        entity("pages", "id bigint", attribute("url text", average_width=60.0), pk="id", index="url", rows=5_000_000)
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            if (table.rows or 0) <= facts.thresholds.small_table_rows:
                continue
            for path in facts.index_paths(table):
                widths = _widths(facts, path)
                if sum(widths) > facts.thresholds.wide_index_bytes:
                    yield self._finding(facts, table, path, widths)

    def _finding(self, facts: Facts, table: Entity, path: Path, widths: list[float]) -> Finding:
        names = facts.schema.names(path.columns)
        total = sum(widths)
        return self.finding(
            facts.schema.get(path.object_id),
            f"{path.name} on {facts.name(table)} holds {total:,.0f} bytes in every entry",
            f"That makes {total * (table.rows or 0) / 1e9:,.1f} GB for {table.rows:,} rows, beside the table itself.",
            entity=table.id,
            attributes=path.columns,
            evidence=evidence_table(("column", "bytes"), list(zip(names, widths, strict=True))),
        )


def _widths(facts: Facts, path: Path) -> list[float]:
    """Bytes of each key of a B-tree; none where one of them is not known or is an expression."""
    if path.method != "btree" or len(path.columns) != len(path.keys):
        return []
    widths = [width_of(facts, facts.schema.attribute(column)) for column in path.columns]
    return [] if None in widths else [width for width in widths if width is not None]
