"""IX007: an order under a LIMIT that no index gives."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.index_advice import leading, proposed, proposed_index, selective_columns, shown_index, sort_path
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.selectivity import is_pinned, matching_rows
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Index, IndexKey

_columns = ("id bigint not null", "price numeric", "created_at timestamptz not null")
_listing = pattern(
    "newest of the dearest", "SELECT id FROM offers ORDER BY price DESC, created_at LIMIT 20", per_minute=100
)
_mixed = Index(
    name="offers_order_idx",
    keys=(IndexKey(column="price", descending=True), IndexKey(column="created_at")),
)


class UnservedSort(Rule):
    """Order under a LIMIT that no index gives.

    With an index in the right order, the first twenty rows are twenty entries. Without it every row that meets the
    conditions is read and sorted, and all but twenty are thrown away. An index can be read backwards, which turns
    all its directions at once: `ORDER BY a DESC, b` needs an index with just these directions.

    Flagged where more rows than are worth sorting meet the conditions, as far as the declared figures say; orders
    by an expression and over several tables are left alone.
    """

    code = "IX007"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-ordering.html"
    flagged = example(entity("offers", *_columns, pk="id", index="price,created_at", rows=2_000_000), _listing)
    accepted = example(entity("offers", *_columns, pk="id", indexes=(_mixed,), rows=2_000_000), _listing)

    def check(self, facts: Facts) -> Iterator[Finding]:
        told: set[str] = set()
        for need in facts.needs:
            if need.pattern.id in told or not _is_unserved(facts, need):
                continue
            told.add(need.pattern.id)
            near = sort_path(facts, need, ignoring_direction=True)
            index = proposed_index(facts, need)
            order = ", ".join(f"{key.expression}{' DESC' if key.descending else ''}" for key in need.sort)
            rows = matching_rows(facts, need)
            yield self.finding(
                need.pattern,
                f"“{need.pattern.name}” sorts {rows:,.0f} rows of {facts.name(need.entity)} to return a few"
                if rows is not None
                else f"“{need.pattern.name}” reads all {need.entity.rows:,} rows of {facts.name(need.entity)} to sort",
                f"No index gives ORDER BY {order}"
                + (f"; {near.name} has the columns, but not these directions." if near else "."),
                entity=need.entity.id,
                attributes=tuple(key.attribute for key in need.sort if key.attribute),
                evidence=FrozenMap(
                    {
                        "order": order,
                        "rows to sort": round(rows) if rows is not None else None,
                        "index": f"{facts.name(need.entity)} {shown_index(facts, index)}" if index else None,
                        "statement": need.statement.sql,
                    }
                ),
                fix=proposed(facts, need),
            )


def _is_unserved(facts: Facts, need: Need) -> bool:
    block = need.block
    if not block.limited or not need.sort or block.aggregated or block.distinct or len(block.uses) > 1 or block.derived:
        return False
    if any(key.attribute is None for key in need.sort) or is_pinned(facts, need) or need.ranges:
        return False
    if (block.limit or 0) > facts.thresholds.sorted_rows or need.joined:
        return False
    counted = {id(one) for one in need.equal}
    if any(one.use == need.use and id(one) not in counted for one in need.statement.predicates):
        return False
    rows = matching_rows(facts, need)
    looked_up = selective_columns(facts, need)
    if looked_up and (leading(facts, need, looked_up) is None or rows is None):
        return False  # IX001 offers an index that gives the order too, or nobody knows how many rows there are
    return (rows or need.entity.rows or 0) > facts.thresholds.sorted_rows and sort_path(facts, need) is None
