"""CO013: a foreign key to columns that are no key."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Relationship

_child = entity("orders", "id bigint", "country text", pk="id", index="country")
_link = link("orders.country", "countries.code")
_ANSWERS = {
    "mysql": "MySQL refuses the foreign key from 8.4 on; before, two parents with one value both are the parent",
    "mariadb": "MariaDB takes it, and both parents with the same value are the parent",
    "sqlite": "SQLite refuses every insert into the child",
}


class LinkToNoKey(TableRule):
    """Foreign key to columns that are no key.

    A reference must mean one row. PostgreSQL refuses a foreign key to columns without a unique constraint of exactly
    those columns, as SQL Server and Oracle do. MariaDB, and MySQL before 8.4, ask only for an index that begins with
    them: two parents with the same value then both are the parent. SQLite takes the foreign key and refuses the rows.

    A unique index serves, a partial one or one with expressions does not. Where the columns are a part of a key whose
    others the child has too, by the same names, the foreign key forgot them, and the fix makes it refer to the whole.
    """

    code = "CO013"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK"
    flagged = example(entity("countries", "id bigint", "code text", pk="id"), _child, _link)
    accepted = example(entity("countries", "id bigint", "code text", pk="id", unique="code"), _child, _link)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            wanted = set(relationship.parent_columns)
            paths = facts.access_paths(relationship.parent)
            if not wanted or any(path.unique and path.where is None and set(path.columns) == wanted for path in paths):
                continue
            parent = facts.schema.entity(relationship.parent)
            child = facts.name(facts.schema.entity(relationship.child))
            columns = ", ".join(facts.schema.names(relationship.parent_columns))
            said = _answer(facts, relationship)
            yield self.finding(
                relationship,
                f"{child} refers to {facts.name(parent)} ({columns}), no key",
                f"Nothing says that at most one row has these values: {said}.",
                evidence=FrozenMap(
                    {"foreign key": relationship.name, "parent": facts.name(parent), "columns": columns}
                ),
                fix=(
                    _widened(facts, relationship) or edits.unique(facts.schema, parent.id, relationship.parent_columns),
                ),
            )


def _widened(facts: Facts, link: Relationship) -> Change | None:
    """The foreign key to the whole of a key of which it names a part, where the child has the other columns. A number
    that the server gives is a key by itself: beside it the others mean something else in the child."""
    if any(_is_counted(facts, facts.schema.attribute(one)) for one in link.parent_columns):
        return None
    parent, own = facts.schema.entity(link.parent), dict(zip(link.parent_columns, link.columns, strict=False))
    called = {(one.name, facts.type_of(one)): one.id for one in facts.schema.entity(link.child).attributes}
    for key in (parent.primary_key, *parent.uniques):
        if key is None or not set(link.parent_columns) < set(key.columns):
            continue
        rest = [facts.schema.attribute(one) for one in key.columns if one not in own]
        theirs = {one.id: called.get((one.name, facts.type_of(one))) for one in rest}
        columns = tuple((own | theirs)[one] for one in key.columns)
        if all(columns):
            return edits.alter(facts.schema, link.id, columns=columns, parent_columns=key.columns)
    return None


def _is_counted(facts: Facts, column: Attribute) -> bool:
    return column.identity is not None or "serial" in facts.type_of(column).base


def _answer(facts: Facts, link: Relationship) -> str:
    """What the server says to the foreign key."""
    dialect, wanted = facts.schema.dialect.name, link.parent_columns
    if dialect in ("mysql", "mariadb") and not any(
        path.columns[: len(wanted)] == wanted for path in facts.access_paths(link.parent)
    ):
        return "InnoDB refuses the foreign key, which wants an index that begins with them"
    return _ANSWERS.get(dialect, "the server refuses the foreign key")
