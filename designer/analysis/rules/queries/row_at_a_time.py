"""QR004: one query for each row of another (N+1)."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
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
    with that of a list, and the two rates fit within a tenth.
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
                if one is need.pattern or abs(rate - product) > product * 0.1 or not _is_linked(facts, need, one):
                    continue
                yield self._finding(facts, need, one, product)
                break

    def _finding(self, facts: Facts, need: Need, one: AccessPattern, product: float) -> Finding:
        table = facts.name(need.entity)
        by = next(key for key in need.equal if key.operator == "=" and key.parameter)
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” runs once for each row of “{one.name}”",
            f"{one.frequency_per_minute:,.6g} times {one.rows} rows a minute is {product:,.6g}:"
            f" a join with {table} would save as many round trips.",
            entity=need.entity.id,
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
    """Whether the statement is a SELECT that a parameter on a key or a foreign key column leads."""
    if need.statement.kind != "select" or need.use != 0:
        return False
    by = {one.attribute for one in need.equal if one.operator == "=" and one.parameter}
    return bool(by) and (is_pinned(facts, need) or bool(by & facts.foreign_columns(need.entity.id)))


def _is_linked(facts: Facts, need: Need, one: AccessPattern) -> bool:
    """Whether a foreign key on the column sought links the table with one of the list's."""
    parsed = next(parsed for parsed in facts.patterns if parsed.pattern is one)
    by = {key.attribute for key in need.equal if key.operator == "=" and key.parameter}
    links = [
        (link.child, link.parent)
        for link in (*facts.schema.references_from(need.entity.id), *facts.schema.references_to(need.entity.id))
        if by & {*link.columns, *link.parent_columns}
    ]
    others = {end for ends in links for end in ends if end != need.entity.id}
    return bool(others & parsed.entities) and need.entity.id not in parsed.entities
