"""CO004: a table that requires nothing."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute

FEWEST = 4
"""A table of fewer columns beside its key says too little."""


class NothingRequired(ListedRule):
    """Table that requires nothing.

    Beside the key every column may be NULL: a row of nothing but its number is accepted, and every query has to
    think of it. Most things have a few facts without which they are not that thing; those are NOT NULL.

    Tables with a default or a CHECK on any of these columns, and those of fewer than four, are left alone, as are
    tables that extend another by its key. Many such tables make one finding.
    """

    code = "CO004"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL"
    many = "tables accept rows with nothing but their key"
    message = "Every column beside the key may be NULL: a row that says nothing is accepted."
    flagged = example(entity("orders", "id bigint", "placed_at timestamptz", "a text", "b text", "c text", pk="id"))
    accepted = example(
        entity("orders", "id bigint", "placed_at timestamptz not null", "a text", "b text", "c text", pk="id")
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            key = table.primary_key.columns if table.primary_key else ()
            # A table without a key is another rule's, and one that extends another by its key is sparse by design.
            if not key or any(set(link.columns) == set(key) for link in facts.schema.references_from(table.id)):
                continue
            rest = [one for one in table.attributes if one.id not in key]
            if len(rest) < FEWEST or table.checks or any(_says_something(facts, column) for column in rest):
                continue
            if any(facts.is_required(table, column) for column in rest):
                continue
            yield self.finding(
                table,
                f"{facts.name(table)} accepts a row with nothing but its key",
                f"All {len(rest)} columns beside the key may be NULL.",
                evidence=FrozenMap({"nullable columns": tuple(column.name for column in rest)}),
            )


def _says_something(facts: Facts, column: Attribute) -> bool:
    return column.default is not None or column.generated is not None
