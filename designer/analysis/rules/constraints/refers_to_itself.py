"""CO032: a row that refers to itself."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.implied_targets import same_type
from designer.analysis.rule import TableRule
from designer.analysis.slips import column_named
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Relationship


class RefersToItself(TableRule):
    """Foreign key from a column to itself.

    Every row has the value that it refers to, so the constraint is always true: it costs a look-up at each write and
    guards nothing. Another column was meant as one of its ends: the one that it is named after, where it is.

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
                table = facts.schema.entity(relationship.child)
                name, meant = facts.name(table), _meant(facts, table, relationship)
                columns = ", ".join(facts.schema.names(relationship.columns))
                yield self.finding(
                    relationship,
                    f"{name} ({columns}) refers to itself, in the same row",
                    "The constraint is always true, guards nothing and is looked up at every write."
                    + (f" It is named after {meant.name}, which nothing guards." if meant else ""),
                    evidence=FrozenMap({"foreign key": relationship.name, "columns": columns}),
                    fix=_fix(facts, relationship, meant),
                )


def _meant(facts: Facts, table: Entity, link: Relationship) -> Attribute | None:
    """The column without a foreign key that this one is named after."""
    name = column_named(table, link.name, facts.schema.names(link.columns))
    guarded = facts.foreign_columns(table.id)
    return next((one for one in table.attributes if one.name == name and one.id not in guarded), None)


def _fix(facts: Facts, link: Relationship, meant: Attribute | None) -> tuple[Change, ...]:
    """The foreign key from the column that was meant; without it where none is known; none where another type is in
    the way."""
    if meant is None:
        return (edits.drop(facts.schema, link.id),)
    key = facts.schema.attribute(link.parent_columns[0])
    if len(link.columns) > 1 or not same_type(facts, meant, key):
        return ()
    return (edits.alter(facts.schema, link.id, columns=(meant.id,)),)
