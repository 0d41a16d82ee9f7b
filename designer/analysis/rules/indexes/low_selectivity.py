"""IX012: an index on a column of few values."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.paths import path_of
from designer.analysis.selectivity import distinct_values
from designer.schema import edits
from designer.schema.build import attribute, entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Index, ValueShare

_half = (ValueShare(value=True, frequency=0.55), ValueShare(value=False, frequency=0.45))
_rare = (ValueShare(value=True, frequency=0.01), ValueShare(value=False, frequency=0.99))


class LowSelectivity(ListedRule):
    """Index on a column of few values.

    Where each value is shared by a large part of the table, reading the table is cheaper than going through the
    index, and the planner ignores it; every write still keeps it up. Where one value is rare and the one sought, a
    partial index on just those rows is small and serves.

    Only B-trees on one boolean column, or one declared to hold few values, are flagged; not those with a predicate
    or a rare value, unique ones, foreign keys, and tables that stay small. Without declared shares it is a hint.
    """

    code = "IX012"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/indexes-partial.html"
    many = "indexes are on a column of few values"
    message = "Each value leads to a large part of the table, which is read faster without the index."
    flagged = example(
        entity("users", "id bigint", attribute("is_active boolean", values=_half), pk="id", index="is_active")
    )
    accepted = example(
        entity("users", "id bigint", attribute("is_blocked boolean", values=_rare), pk="id", index="is_blocked")
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            for index in table.indexes:
                column = _poor_column(facts, table, index)
                if column is None:
                    continue
                path = path_of(facts.schema, index)
                values = distinct_values(facts, table, column)
                yield self.finding(
                    index,
                    f"{path.name} is on {facts.name(table)}.{column.name}, which holds {values:.0f} values",
                    "Unless one of them is rare and the one sought, the planner has no use for it.",
                    entity=table.id,
                    attributes=(column.id,),
                    evidence=FrozenMap(
                        {
                            "column": f"{facts.name(table)}.{column.name}",
                            "distinct values": values,
                            "largest share": max((one.frequency for one in column.values), default=None),
                        }
                    ),
                    fix=(edits.drop(facts.schema, index.id),) if column.values else (),
                    confidence=Confidence.LIKELY if column.values else None,
                )


def _poor_column(facts: Facts, table: Entity, index: Index) -> Attribute | None:
    path = path_of(facts.schema, index)
    if index.unique or index.where or index.include or path.method != "btree" or len(path.columns) != 1:
        return None
    if len(path.keys) > 1 or index.attached_to or path.columns[0] in facts.foreign_columns(table.id):
        return None
    if table.rows is not None and table.rows <= facts.thresholds.small_table_rows:
        return None
    column = facts.schema.attribute(path.columns[0])
    if column.distinct is None and facts.family(column) != "boolean":
        return None
    values = distinct_values(facts, table, column)
    if values is None or values > facts.thresholds.few_values:
        return None
    rare = any(one.frequency <= facts.thresholds.selective_share for one in column.values)
    mostly_null = (column.null_fraction or 0) >= 1 - facts.thresholds.selective_share
    return None if rare or mostly_null else column
