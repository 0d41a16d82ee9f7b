"""CO032: a row that refers to itself."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap


class RefersToItself(TableRule):
    """Foreign key from a column to itself.

    Every row has the value that it refers to, so the constraint is always true: it costs a look-up at each write and
    guards nothing. Another column was meant as one of its ends.

    A reference to another row of the same table, from another column, is a tree and left alone.
    """

    code = "CO032"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(entity("folders", "id bigint", pk="id"), link("folders.id", "folders.id"))
    accepted = example(
        entity("folders", "id bigint", "parent_id bigint", pk="id", index="parent_id"),
        link("folders.parent_id", "folders.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            if relationship.child == relationship.parent and relationship.columns == relationship.parent_columns:
                name = facts.name(facts.schema.entity(relationship.child))
                columns = ", ".join(facts.schema.names(relationship.columns))
                yield self.finding(
                    relationship,
                    f"{name} ({columns}) refers to itself, in the same row",
                    "The constraint is always true, guards nothing and is looked up at every write.",
                    evidence=FrozenMap({"foreign key": relationship.name, "columns": columns}),
                    fix=(edits.drop(facts.schema, relationship.id),),
                )
