"""QR004: one query for each row of another (N+1)."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.implied_links import implied_links
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.selectivity import is_pinned
from designer.schema.build import entity, link, pattern
from designer.schema.model import AccessPattern

_tables = (
    entity("customers", "id bigint", "name text", pk="id"),
    entity("orders", "id bigint", "customer_id bigint", "placed_at timestamptz", pk="id", index="placed_at"),
    link("orders.customer_id", "customers.id"),
)
_list = pattern(
    "latest orders", "SELECT id, customer_id FROM orders ORDER BY placed_at DESC LIMIT 25", per_minute=100, rows=25
)
_name = "SELECT name FROM customers WHERE id = $1"


class RowAtATime(Rule):
    """One query for each row of another (N+1).

    A list is fetched, and then something more for each of its rows by a query of its own: the rate of the second
    pattern is the rate of the first times its rows. Each of them is fast and all of them together are slow, since
    every one is a round trip. A join, or one query for all keys (`IN`, or `= ANY ($1)` in PostgreSQL), does it in one.

    Flagged where a pattern looks up one row, or the children of one, by a parameter, a foreign key links its table
    with that of a list, and the two rates fit within a tenth. Where no foreign key is declared and a column is plainly
    called after the other table's key, it is a hint.
    """

    code = "QR004"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/functions-comparisons.html#FUNCTIONS-COMPARISONS-ANY-SOME"
    flagged = example(*_tables, _list, pattern("name of a customer", _name, per_minute=2_500))
    accepted = example(*_tables, _list, pattern("name of a customer", _name, per_minute=300))

    def check(self, facts: Facts) -> Iterator[Finding]:
        lists = [parsed.pattern for parsed in facts.patterns if _is_list(parsed.pattern)]
        for need in facts.needs:
            rate = need.pattern.frequency_per_minute
            if not rate or len(need.pattern.statements) != 1 or not _is_lookup(facts, need):
                continue
            for one in lists:
                product = (one.frequency_per_minute or 0) * (one.rows or 0)
                if one is need.pattern or abs(rate - product) > product * 0.1:
                    continue
                reason = _linked_by(facts, need, one)
                if reason is not None:
                    yield self._finding(facts, need, one, product, reason)
                    break

    def _finding(self, facts: Facts, need: Need, one: AccessPattern, product: float, reason: str) -> Finding:
        table = facts.name(need.entity)
        by = next(key for key in need.equal if key.operator == "=" and key.parameter)
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” runs once for each row of “{one.name}”",
            f"{one.frequency_per_minute:,.6g} times {one.rows} rows a minute is {product:,.6g}:"
            f" a join with {table} would save as many round trips."
            + (f" No foreign key links the two tables; {reason}." if reason else ""),
            entity=need.entity.id,
            confidence=Confidence.HINT if reason else None,
            evidence=evidence_table(
                ("pattern", "a minute", "each returns"),
                [
                    (one.name, one.frequency_per_minute, one.rows),
                    (need.pattern.name, need.pattern.frequency_per_minute, need.pattern.rows),
                ],
                **{"in one query": f"… WHERE {facts.schema.attribute(by.attribute).name} = ANY ($1)"},
            ),
        )


def _is_list(pattern: AccessPattern) -> bool:
    return bool(pattern.frequency_per_minute) and (pattern.rows or 0) > 1


def _is_lookup(facts: Facts, need: Need) -> bool:
    """Whether the statement is a SELECT that a parameter on a key or on a column leads; which column, the link says."""
    if need.statement.kind != "select" or need.use != 0:
        return False
    by = {one.attribute for one in need.equal if one.operator == "=" and one.parameter}
    return bool(by)


def _linked_by(facts: Facts, need: Need, one: AccessPattern) -> str | None:
    """What links the column sought with a table of the list: "" for a foreign key, else why a name says so; None for
    nothing."""
    parsed = next(parsed for parsed in facts.patterns if parsed.pattern is one)
    if need.entity.id in parsed.entities:
        return None
    by = {key.attribute for key in need.equal if key.operator == "=" and key.parameter}
    alone = is_pinned(facts, need)
    declared = (*facts.schema.references_from(need.entity.id), *facts.schema.references_to(need.entity.id))
    for tie in declared if alone or by & facts.foreign_columns(need.entity.id) else ():
        if by & {*tie.columns, *tie.parent_columns} and _meets(need, parsed.entities, tie.child, tie.parent):
            return ""
    for implied in implied_links(facts):
        columns = {column.id for column in (implied.columns if not alone else (*implied.columns, *implied.keys))}
        child, parent = implied.child, implied.parent
        sure = implied.confidence is not Confidence.HINT
        if sure and by & columns and _meets(need, parsed.entities, child.id, parent.id):
            named = ", ".join(column.name for column in implied.columns)
            return f"{facts.name(child)}.{named} is called after the key of {facts.name(parent)}"
    return None


def _meets(need: Need, listed: frozenset[str], child: str, parent: str) -> bool:
    """Whether a link leads from the table sought to one of the list, in either direction."""
    return need.entity.id in (child, parent) and bool({child, parent} & listed)
