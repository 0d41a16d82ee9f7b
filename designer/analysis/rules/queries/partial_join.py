"""QR012: a join on a part of a composite key."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.query_rule import QueryRule, Remark
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, link, pattern
from designer.schema.model import Relationship

_tables = (
    entity("orders", "tenant_id bigint", "number bigint", "status text", pk="tenant_id,number"),
    entity("lines", "tenant_id bigint", "order_number bigint", "line bigint", pk="tenant_id,order_number,line"),
    link("lines.(tenant_id, order_number)", "orders.(tenant_id, number)"),
)
_sql = "SELECT l.line, o.status FROM orders o JOIN lines l ON l.order_number = o.number{} WHERE o.status = $1"


class PartialJoin(QueryRule):
    """Join on a part of a composite key.

    The foreign key has several columns and the join compares only some of them, so that each row meets those of
    other tenants, years or versions too: the result holds rows that do not belong together, and sums count twice.

    A column that is fixed on both sides by a condition, or that is a key by itself, need not be joined.
    """

    code = "QR012"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/queries-table-expressions.html#QUERIES-JOIN"
    flagged = example(*_tables, pattern("lines of orders", _sql.format("")))
    accepted = example(*_tables, pattern("lines of orders", _sql.format(" AND l.tenant_id = o.tenant_id")))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        joined: dict[tuple[int, int], set[tuple[str, str]]] = {}
        for join in statement.joins:
            joined.setdefault((join.left_use, join.right_use), set()).add((join.left, join.right))
            joined.setdefault((join.right_use, join.left_use), set()).add((join.right, join.left))
        for (child_use, parent_use), pairs in joined.items():
            child_id, parent_id = statement.tables[child_use].entity, statement.tables[parent_use].entity
            for key in facts.schema.references_from(child_id) if child_id and parent_id else ():
                if key.parent != parent_id or len(key.columns) < 2:
                    continue
                missing = _missing(facts, statement, key, pairs, (child_use, parent_use))
                if missing:
                    child, parent = facts.schema.entity(key.child), facts.schema.entity(key.parent)
                    names = facts.schema.names(tuple(column for column, _ in missing))
                    yield Remark(
                        f"joins {facts.name(child)} with {facts.name(parent)} without {' and '.join(names)}",
                        f"The foreign key has {len(key.columns)} columns; rows that share only"
                        f" the others are joined as well.",
                        entity=child.id,
                        attributes=tuple(column for column, _ in missing),
                        shown={
                            "foreign key": f"({', '.join(facts.schema.names(key.columns))}) to {facts.name(parent)}"
                            f" ({', '.join(facts.schema.names(key.parent_columns))})",
                            "not joined": tuple(names),
                        },
                    )


def _missing(
    facts: Facts,
    statement: ParsedStatement,
    key: Relationship,
    pairs: set[tuple[str, str]],
    uses: tuple[int, int],
) -> list[tuple[str, str]]:
    """The column pairs of the foreign key that the join leaves out; none where it does not join along it at all."""
    whole = list(zip(key.columns, key.parent_columns, strict=True))
    given = [pair for pair in whole if pair in pairs]
    fixed = [{one.attribute for one in statement.filters("=", use=use)} for use in uses]
    missing = [pair for pair in whole if pair not in given and not (pair[0] in fixed[0] and pair[1] in fixed[1])]
    parent, child = facts.schema.entity(key.parent), facts.schema.entity(key.child)
    by_key = facts.is_unique(parent, tuple(two for _, two in pairs)) or facts.is_unique(
        child, tuple(one for one, _ in pairs)
    )
    if not given or by_key:
        return []
    # Joined by another foreign key between the two: this one is not what is meant.
    others = [one for one in facts.schema.references_from(key.child) if one.parent == key.parent and one is not key]
    if any(set(zip(one.columns, one.parent_columns, strict=True)) <= pairs for one in others):
        return []
    return missing
