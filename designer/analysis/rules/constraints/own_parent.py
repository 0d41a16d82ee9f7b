"""CO041: a tree whose rows may be their own parents."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import check, quoted
from designer.schema.build import entity, link
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.words import singular, words

_ABOVE = frozenset(
    "parent manager supervisor boss superior predecessor previous successor next replaced replaces replacement "
    "superseded supersedes merged duplicate ancestor reply answered reports".split()
)
_columns = ("id bigint", "name text", "parent_id bigint")


class OwnParent(ListedRule):
    """Tree whose rows may be their own parents.

    The foreign key asks that the parent exists, and the row itself does. A folder that lies in itself is on no path
    from the root, a recursive query that follows it ends at a limit of the server or never, and a form that offers all
    folders as parents makes one with a single wrong click. A CHECK keeps the two apart. Longer circles (a in b, b in a)
    take a trigger, or a recursive query with a CYCLE clause that finds them.

    Only columns count whose names say above, before or instead (`parent_id`, `manager_id`, `replaced_by`), and that may
    be NULL: where every row needs a parent, the root is its own. A check or an exclusion that names both columns and a
    trigger on the table settle it. MySQL and MariaDB take no such check over a counted key, so there is no fix there.
    """

    code = "CO041"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/queries-with.html#QUERIES-WITH-CYCLE"
    many = "tables let a row be its own parent"
    message = "Nothing keeps a row from being its own parent, and a recursive query that meets one never ends."
    flagged = example(entity("folders", *_columns, pk="id"), link("folders.parent_id", "folders.id"))
    accepted = example(
        entity("folders", *_columns, pk="id", checks=("parent_id <> id",)),
        link("folders.parent_id", "folders.id"),
        entity("users", "id bigint", "created_by bigint", pk="id"),
        link("users.created_by", "users.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            for relationship in facts.schema.references_from(table.id):
                ends = _ends(facts, table, relationship)
                if ends is None or _is_guarded(facts, table, *ends):
                    continue
                column, key = ends
                yield self.finding(
                    relationship,
                    f"A row of {facts.name(table)} may be its own {_role(column)}",
                    f"{column.name} may hold the row's own {key.name}: no path leads there, and a walk never ends.",
                    evidence=FrozenMap({"column": column.name, "refers to": key.name, "kept apart by": "nothing"}),
                    fix=_fix(facts, table, column, key),
                )


def _ends(facts: Facts, table: Entity, relationship: Relationship) -> tuple[Attribute, Attribute] | None:
    """(column, key) of a reference of one column to another row of the same table that names what is above."""
    pairs = list(zip(relationship.columns, relationship.parent_columns, strict=False))
    apart = [(one, other) for one, other in pairs if one != other]
    if relationship.parent != table.id or len(apart) != 1:
        return None
    column, key = (facts.schema.attribute(one) for one in apart[0])
    named = _ABOVE & {singular(word) for word in words(column.name)}
    return (column, key) if named and not facts.is_required(table, column) else None


def _is_guarded(facts: Facts, table: Entity, column: Attribute, key: Attribute) -> bool:
    dialect, both = facts.schema.dialect.name, {column.name.lower(), key.name.lower()}
    texts = (one.expression for one in table.checks)
    if any(both <= {name.lower() for name in mentions(text, dialect)} for text in texts):
        return True
    return any(one.kind == "trigger" and table.id in one.requires for one in facts.schema.opaque)


def _role(column: Attribute) -> str:
    """`parent` of parent_id, as a title says it."""
    said = [word for word in words(column.name) if word not in ("id", "fk", "by", "to", "key", "no", "number")]
    return " ".join(said) or column.name


def _fix(facts: Facts, table: Entity, column: Attribute, key: Attribute) -> tuple[Change, ...]:
    if facts.schema.dialect.name in ("mysql", "mariadb"):
        return ()
    return (check(facts, table, [column], f"{quoted(facts, column)} <> {quoted(facts, key)}"),)
