"""IX007: an order under a LIMIT that no index gives."""

from collections.abc import Iterator
from dataclasses import replace
from math import prod
from typing import NamedTuple

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.index_advice import leading, proposed, proposed_index, selective_columns, shown_index, sort_path
from designer.analysis.needs import Need
from designer.analysis.rule import Rule
from designer.analysis.selectivity import distinct_values, is_pinned, matching_rows
from designer.schema.build import attribute, entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Index, IndexKey

_stars = attribute("stars smallint not null", distinct=5)
_columns = ("id bigint not null", _stars, "created_at timestamptz not null")
_listing = pattern(
    "oldest of the best", "SELECT id FROM offers ORDER BY stars DESC, created_at LIMIT 20", per_minute=100
)
_mixed = Index(
    name="offers_order_idx",
    keys=(IndexKey(column="stars", descending=True), IndexKey(column="created_at")),
)
_SORTING_IN_GROUPS = ("postgres", "sqlite")
_FIRST_IN_GROUPS = 13
"""PostgreSQL sorts so from here on."""


class _Work(NamedTuple):
    """rows: to be sorted, where that is known. begun: the index that gives the beginning of the order, where nothing
    says how many rows agree on that."""

    rows: float | None
    begun: str = ""


class UnservedSort(Rule):
    """Order under a LIMIT that no index gives.

    With an index in the right order, the first twenty rows are twenty entries. Without it every row that meets the
    conditions is read and sorted, and all but twenty are thrown away. An index can be read backwards, which turns
    all its directions at once: `ORDER BY a DESC, b` needs an index with just these directions. MySQL before 8.0 and
    MariaDB before 10.8 read past DESC in an index, and have none of mixed directions.

    PostgreSQL (from 13 on) and SQLite take from an index what it gives of the order, and sort only rows that agree on
    that: with an index that begins with a, `ORDER BY a DESC, b` sorts the rows of one a. What counts there is how many
    those are by the declared number of values of a; where that is not declared, it is a hint.

    Flagged where more rows than are worth sorting meet the conditions, as far as the declared figures say; orders
    by an expression and over several tables are left alone.
    """

    code = "IX007"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/indexes-ordering.html"
    flagged = example(entity("offers", *_columns, pk="id", index="stars,created_at", rows=2_000_000), _listing)
    accepted = example(entity("offers", *_columns, pk="id", indexes=(_mixed,), rows=2_000_000), _listing)

    def check(self, facts: Facts) -> Iterator[Finding]:
        told: set[str] = set()
        for need in facts.needs:
            if need.pattern.id in told or not _is_unserved(facts, need):
                continue
            told.add(need.pattern.id)
            work = _work(facts, need)
            if work is not None:
                yield self._finding(facts, need, work)

    def _finding(self, facts: Facts, need: Need, work: _Work) -> Finding:
        near = sort_path(facts, need, ignoring_direction=True)
        index = proposed_index(facts, need)
        order = ", ".join(f"{key.expression}{' DESC' if key.descending else ''}" for key in need.sort)
        begun = f" {work.begun} gives its beginning: how many agree on that is not said." if work.begun else ""
        return self.finding(
            need.pattern,
            f"“{need.pattern.name}” {_said_of_work(facts, need, work)}",
            f"No index gives ORDER BY {order}"
            + (f"; {near.name} has the columns, but not these directions." if near else ".")
            + begun,
            severity=Severity.INFO if work.begun else None,
            confidence=Confidence.HINT if work.begun else None,
            entity=need.entity.id,
            attributes=tuple(key.attribute for key in need.sort if key.attribute),
            evidence=FrozenMap(
                {
                    "order": order,
                    "rows to sort": round(work.rows) if work.rows is not None else None,
                    "index": f"{facts.name(need.entity)} {shown_index(facts, index)}" if index else None,
                    "statement": need.statement.sql,
                }
            ),
            fix=proposed(facts, need),
        )


def _said_of_work(facts: Facts, need: Need, work: _Work) -> str:
    table = facts.name(need.entity)
    if work.begun:
        return f"sorts rows of {table} that begin alike to return a few"
    if work.rows is None:
        return f"reads all {need.entity.rows:,} rows of {table} to sort"
    return f"sorts {work.rows:,.0f} rows of {table} to return a few"


def _work(facts: Facts, need: Need) -> _Work | None:
    """What is sorted; None where that is little, as only rows that begin alike are."""
    rows, part = matching_rows(facts, need), _begun(facts, need)
    if part is None:
        return _Work(rows)
    values = _values(facts, need, part[1])
    if not values:
        return _Work(None, begun=part[0])
    alike = (rows if rows is not None else float(need.entity.rows or 0)) / values
    return _Work(alike) if alike > facts.thresholds.sorted_rows else None


def _begun(facts: Facts, need: Need) -> tuple[str, int] | None:
    """The index that gives the beginning of the order, and how many of its keys; None where none does, or where the
    server sorts all rows all the same."""
    dialect = facts.schema.dialect
    version = (dialect.version or str(_FIRST_IN_GROUPS)).split(".")[0]
    late = not version.isdecimal() or int(version) >= _FIRST_IN_GROUPS
    if dialect.name not in _SORTING_IN_GROUPS or (dialect.name == "postgres" and not late):
        return None
    for many in range(len(need.sort) - 1, 0, -1):
        path = sort_path(facts, replace(need, sort=need.sort[:many]))
        if path is not None:
            return path.name, many
    return None


def _values(facts: Facts, need: Need, many: int) -> float | None:
    """In how many different ways the rows begin; None where that is not declared."""
    columns = [key.attribute for key in need.sort[:many] if key.attribute and key.attribute not in need.single]
    each = [distinct_values(facts, need.entity, facts.schema.attribute(one)) for one in columns]
    known = [one for one in each if one]
    return prod(known) if len(known) == len(each) else None


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
