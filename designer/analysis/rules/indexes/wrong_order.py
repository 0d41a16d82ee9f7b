"""IX006: an index whose columns stand in the wrong order for a pattern."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.index_advice import is_reached_by_join, proposed, proposed_index, shown_index, usable_paths
from designer.analysis.needs import Need
from designer.analysis.paths import Path, shown_keys
from designer.analysis.rule import PatternRule
from designer.analysis.selectivity import is_pinned, is_selective
from designer.analysis.workload import ParsedPattern
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap

_columns = ("id bigint", "customer_id bigint", "placed_at timestamptz")
_recent = pattern(
    "orders of a customer since a day",
    "SELECT id FROM orders WHERE customer_id = $1 AND placed_at >= $2",
    per_minute=600,
)


class WrongOrder(PatternRule):
    """Index whose columns are in the wrong order for a pattern.

    An index is sorted by its first column. Where a range or an order comes first and the column compared for
    equality behind it, everything in the range is read and most of it thrown away; with the equality first, the
    entries wanted lie together, and the second column narrows or orders them.

    Flagged only where no other index begins with a column that the pattern compares for equality, on tables that
    are declared to be large.
    """

    code = "IX006"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-multicolumn.html"
    flagged = example(entity("orders", *_columns, pk="id", index="placed_at,customer_id", rows=5_000_000), _recent)
    accepted = example(entity("orders", *_columns, pk="id", index="customer_id,placed_at", rows=5_000_000), _recent)

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Finding]:
        for need in (one for statement in parsed.statements for one in facts.needs_in(statement)):
            path = _misordered(facts, need)
            if path is None:
                continue
            keys = ", ".join(shown_keys(facts.schema, path.keys))
            better = proposed_index(facts, need)
            yield self.finding(
                need.pattern,
                f"“{need.pattern.name}” finds its equality behind the range in {path.name}",
                f"{path.name} is sorted by {keys}: every entry of the range is read, and most are not wanted.",
                entity=need.entity.id,
                evidence=FrozenMap(
                    {
                        "index": f"{facts.name(need.entity)} ({keys})",
                        "better": f"{facts.name(need.entity)} {shown_index(facts, better)}" if better else None,
                        "statement": need.statement.sql,
                    }
                ),
                fix=proposed(facts, need),
            )
            return


def _misordered(facts: Facts, need: Need) -> Path | None:
    if (need.entity.rows or 0) <= facts.thresholds.small_table_rows or is_pinned(facts, need):
        return None
    equal = {one.attribute for one in need.equal if is_selective(facts, need.entity, one)}
    leads = {one.attribute for one in need.ranges} - equal
    paths = [path for path in usable_paths(facts, need) if path.method == "btree" and path.columns]
    if not equal or any(path.columns[0] in equal for path in paths) or is_reached_by_join(facts, need):
        return None
    return next((path for path in paths if path.columns[0] in leads and equal & set(path.columns[1:])), None)
