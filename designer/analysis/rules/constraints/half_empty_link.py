"""CO031: a foreign key of several columns that one NULL switches off."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.fixes import check, quoted
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Relationship

_rooms = entity("rooms", "building text", "number integer", pk="building, number")
_link = link("desks.(building, number)", "rooms.(building, number)")

_REFUSING = ("no action", "restrict")


class HalfEmptyLink(TableRule):
    """Foreign key of several columns that one NULL switches off.

    Unless MATCH FULL is said, a row with NULL in one of the columns is not checked at all: building 'nowhere' with
    number NULL is accepted, though no such building exists. MATCH FULL takes all or none. Only PostgreSQL acts on it:
    MySQL, MariaDB and SQLite read the words and pass over them, SQL Server and Oracle do not have them. A check that
    asks for all or none does the same everywhere.

    Counts where at least two of the columns may be NULL. With only one of them the others are required for a reason
    of their own (a tenant), and NULL in that one means no reference. A check that speaks of NULL in all of them settles
    it. It is a hint: the application may fill all or none. Where the key that is referred to may have NULL itself, such
    a parent can be referred to by no checked row, and no fix is offered.
    """

    code = "CO031"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(
        _rooms,
        entity("desks", "id bigint", "building text", "number integer", pk="id", index="building, number"),
        _link,
    )
    accepted = example(
        _rooms,
        entity("desks", "id bigint", "building text not null", "number integer", pk="id", index="building, number"),
        _link,
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            child = facts.schema.entity(relationship.child)
            columns = [facts.schema.attribute(one) for one in relationship.columns]
            empty = [column.name for column in columns if not facts.is_required(child, column)]
            matched = relationship.match == "full" and facts.schema.dialect.name == "postgres"
            if len(empty) < 2 or matched:
                continue
            if any("null" in one.expression.lower() and set(empty) <= mentions(one.expression) for one in child.checks):
                continue  # a check says which of them may be NULL together
            names = ", ".join(empty)
            parent = facts.schema.entity(relationship.parent)
            named = all(facts.is_required(parent, facts.schema.attribute(one)) for one in relationship.parent_columns)
            # A column of the key that another foreign key shares may be set for that one alone.
            shared = any(
                set(other.columns) & set(relationship.columns)
                for other in facts.schema.references_from(child.id)
                if other.id != relationship.id
            )
            if shared:
                continue
            yield self.finding(
                relationship,
                f"{facts.name(child)} ({names}) is not checked when one of them is NULL",
                "A row that fills one column and not the other refers to nothing, and is accepted.",
                evidence=FrozenMap({"foreign key": relationship.name, "may be NULL": tuple(empty)}),
                fix=_all_or_none(facts, relationship, columns) if len(empty) == len(columns) and named else (),
            )


def _all_or_none(facts: Facts, link: Relationship, columns: list[Attribute]) -> tuple[Change, ...]:
    dialect = facts.schema.dialect.name
    if dialect == "postgres":
        return (edits.alter(facts.schema, link.id, match="full"),)
    changed = link.on_update not in _REFUSING or link.on_delete in ("set null", "set default")
    if dialect in ("mysql", "mariadb") and changed:
        return ()  # no check may name a column that a foreign key's action sets
    names = [quoted(facts, one) for one in columns]
    none, every = (" AND ".join(f"{name} {word}" for name in names) for word in ("IS NULL", "IS NOT NULL"))
    return (check(facts, facts.schema.entity(link.child), columns, f"({none}) OR ({every})"),)
