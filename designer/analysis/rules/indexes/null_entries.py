"""IX017: an index that is mostly entries of rows without a value."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.needs import Need
from designer.analysis.part_indexes import PARTIAL, is_whole, mentioned
from designer.analysis.paths import path_of, shown_keys
from designer.schema import edits
from designer.schema.build import attribute, entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index
from designer.sql.identifiers import shown_identifier

_coupon = attribute("coupon_code text", null_fraction=0.97)
_by_coupon = pattern("orders with a coupon", "SELECT id FROM orders WHERE coupon_code = $1", per_minute=60)
_without = pattern("without a coupon", "SELECT id FROM orders WHERE coupon_code IS NULL LIMIT 9", per_minute=6)


class NullEntries(ListedRule):
    """Index that is mostly entries of rows without a value.

    PostgreSQL, SQLite and SQL Server keep an entry for every row, NULL or not. Where most rows have no value and no
    query looks for those, most of the index is written, cached and backed up for nothing. With IS NOT NULL as its
    predicate it holds the others, and every search by a value or join can still use it.

    Only where the declared share of rows without a value is at least a half, on tables that are declared to be large,
    and where each declared pattern that mentions the column looks for values. Unique indexes are left alone.
    """

    code = "IX017"
    dialects = ("postgres", "sqlite", "tsql")
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "indexes are mostly entries without a value"
    message = "No declared pattern looks for the rows without a value, and those are most of the entries."
    reference = "https://www.postgresql.org/docs/18/indexes-partial.html"
    flagged = example(entity("orders", "id bigint", _coupon, pk="id", index="coupon_code", rows=9_000_000), _by_coupon)
    accepted = example(
        entity("orders", "id bigint", _coupon, pk="id", index="coupon_code", rows=9_000_000), _by_coupon, _without
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in PARTIAL:
            return
        for table in own_tables(facts):
            if (table.rows or 0) <= facts.thresholds.small_table_rows:
                continue
            for index in table.indexes:
                empty = _empty_share(facts, table, index)
                users = _users(facts, table, index) if empty else []
                if empty and users:
                    yield self._finding(facts, table, index, users, empty)

    def _finding(self, facts: Facts, table: Entity, index: Index, users: list[str], empty: float) -> Finding:
        path = path_of(facts.schema, index)
        column = facts.schema.attribute(path.columns[0])
        return self.finding(
            index,
            f"{path.name} on {facts.name(table)}: {empty:.0%} of its entries have no {column.name}",
            "No declared pattern looks for rows without one; an index of the others serves as well and is smaller.",
            entity=table.id,
            attributes=path.columns,
            evidence=FrozenMap(
                {
                    "index": f"{facts.name(table)} ({', '.join(shown_keys(facts.schema, path.keys))})",
                    "share without a value": empty,
                    "entries for nothing": round(empty * (table.rows or 0)),
                    "patterns that use it": tuple(users),
                }
            ),
            fix=(
                edits.alter(
                    facts.schema,
                    index.id,
                    where=f"{shown_identifier(column.name, facts.schema.dialect.name)} IS NOT NULL",
                ),
            ),
        )


def _empty_share(facts: Facts, table: Entity, index: Index) -> float | None:
    """The share of its entries whose first column is NULL, from a half on; None for less, or where nobody said."""
    if not is_whole(facts, index):
        return None
    column = facts.schema.attribute(path_of(facts.schema, index).columns[0])
    empty = column.null_fraction or 0
    return empty if empty >= 0.5 and not facts.is_required(table, column) else None


def _users(facts: Facts, table: Entity, index: Index) -> list[str]:
    """The patterns that look for values of the first column; none where one of them may want rows without."""
    first = path_of(facts.schema, index).columns[0]
    users = [need for need in facts.needs_on(table.id) if first in mentioned(need)]
    return list(dict.fromkeys(need.pattern.name for need in users)) if all(_seeks(one, first) for one in users) else []


def _seeks(need: Need, column: str) -> bool:
    """Whether a statement compares the column with a value, and nowhere asks whether it has none."""
    own = [one for one in need.statement.predicates if one.use == need.use and one.attribute == column]
    if any(one.operator in ("is null", "is not distinct from", "is distinct from") or one.disjunct for one in own):
        return False
    wanted = {one.attribute for one in (*need.equal, *need.ranges) if not one.negated}
    return column in wanted or column in need.joined or any(one.operator == "is not null" for one in own)
