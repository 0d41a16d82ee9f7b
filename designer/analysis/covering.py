"""Rows that an index leads to and that are fetched one by one, for columns that it could carry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.index_advice import usable_paths
from designer.analysis.needs import Need
from designer.analysis.paths import Path
from designer.analysis.selectivity import is_pinned, matching_rows
from designer.analysis.widths import width_of
from designer.schema.model import Entity

_WITH_KEY = frozenset({"mysql", "mariadb", "tsql", "sqlite"})
"""Systems whose indexes hold the primary key of the row."""
_IN_ORDER = 0.9
_FEWEST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Visit:
    """A pattern that fetches rows by an index for columns which it lacks. rows: of one run; missing: attribute ids."""

    need: Need
    path: Path
    rows: float
    missing: frozenset[str]

    @property
    def per_minute(self) -> float:
        """Rows fetched from the table each minute."""
        return self.rows * (self.need.pattern.frequency_per_minute or 0)


def visits(facts: Facts, table: Entity) -> Iterator[Visit]:
    """What declared patterns fetch from a large table through an index that lacks a few short columns."""
    limits = facts.thresholds
    rows, updates = table.rows or 0, table.updates_per_day or 0
    if rows <= limits.small_table_rows or updates > rows * limits.updated_share_per_day:
        return
    for need in facts.needs_on(table.id):
        rate = need.pattern.frequency_per_minute or 0
        if rate < limits.frequent_per_minute or not need.equal or not _is_plain(need) or is_pinned(facts, need):
            continue
        found = _rows_of(facts, need)
        if found is None or found < _FEWEST_ROWS:
            continue
        path = _path_of(facts, need)
        if path is not None:
            missing = _lacking(facts, table, path, need)
            if missing and _is_narrow(facts, missing):
                yield Visit(need, path, found, missing)


def together(facts: Facts, found: list[Visit]) -> list[Visit]:
    """Those that one wider index would serve and that make enough visits: all, else the busiest alone; or none."""
    table = found[0].need.entity
    busiest = max(found, key=lambda one: one.per_minute)
    for chosen in (found, [busiest]):
        missing = frozenset(missing_of(table, chosen))
        number = sum(one.per_minute for one in chosen)
        enough = number >= facts.thresholds.covered_visits_per_minute
        pays = number >= facts.thresholds.covered_reads_per_write * writes_of(facts, table, missing)
        if enough and pays and _is_narrow(facts, missing):
            return chosen
    return []


def missing_of(table: Entity, chosen: Iterable[Visit]) -> tuple[str, ...]:
    """The ids of the columns that would have to be carried for all of them, in the order of the table."""
    wanted = frozenset().union(*(one.missing for one in chosen))
    return tuple(one.id for one in table.attributes if one.id in wanted)


def _is_plain(need: Need) -> bool:
    """Whether a statement reads single columns of one use of the table, without a lock."""
    uses = [one for one in need.statement.tables if one.entity == need.entity.id]
    starred = any(block.star for block in need.statement.blocks)
    return need.statement.kind == "select" and len(uses) == 1 and not starred and not need.block.lock


def _rows_of(facts: Facts, need: Need) -> float | None:
    """Rows that one run fetches: as declared where the statement reads this table alone, else by the shares."""
    declared = need.pattern.rows
    alone = len(need.statement.tables) == 1 and len(need.pattern.statements) == 1
    if declared is not None and alone and not need.block.aggregated:
        return float(declared)
    found = matching_rows(facts, need)
    limit = need.block.limit
    return found if found is None or limit is None or need.block.aggregated else min(found, float(limit))


def _path_of(facts: Facts, need: Need) -> Path | None:
    """The index that finds the rows: led by most of the columns that are compared for equality."""
    best, most = None, 0
    for path in usable_paths(facts, need):
        if path.constraint or path.method != "btree":
            continue
        led = 0
        while led < len(path.columns) and path.columns[led] in need.single:
            led += 1
        if led > most:
            best, most = path, led
    if best is None:
        return None
    order = facts.schema.attribute(best.columns[0]).correlation
    return None if order is not None and abs(order) >= _IN_ORDER else best


def _lacking(facts: Facts, table: Entity, path: Path, need: Need) -> frozenset[str]:
    """The columns of the table that the statement reads and the index does not hold."""
    held = {key.column for key in path.keys} | set(path.include)
    if facts.schema.dialect.name in _WITH_KEY and table.primary_key:
        held |= set(table.primary_key.columns)
    own = {one.id for one in table.attributes if one.name not in path.where}
    return frozenset((need.statement.reads & own) - held)


def _is_narrow(facts: Facts, missing: frozenset[str]) -> bool:
    widths = [width_of(facts, facts.schema.attribute(one)) for one in missing]
    limits = facts.thresholds
    known = sum(one for one in widths if one is not None)
    return len(missing) <= limits.covered_columns and None not in widths and known <= limits.covered_bytes


def writes_of(facts: Facts, table: Entity, columns: frozenset[str]) -> float:
    """How often a minute declared patterns write one of the columns of rows that are there."""
    return sum(
        need.pattern.frequency_per_minute or 0
        for need in facts.needs_on(table.id)
        if need.statement.kind == "update" and need.statement.tables[need.use].written
        if need.statement.writes & columns
    )
