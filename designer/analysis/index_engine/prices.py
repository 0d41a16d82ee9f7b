"""What an index costs whoever writes and keeps it, in the planner's units a minute.

A page read at random is 4 units and one in sequence 1 (`random_page_cost`, `seq_page_cost`): an entry that lands
anywhere in a B-tree dirties a page of its own, one at the end shares it with its neighbours. Every byte is read by
backups and vacuum and takes the place of something else in memory: `PAGE_PER_MINUTE` says how dear that is.
"""

from dataclasses import dataclass

from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
from designer.lab.planner import Planned, TableVolume
from designer.schema.model import Entity, Index

PAGE = 8192
PAGE_PER_MINUTE = 0.002
RANDOM_ENTRY = 4.0
APPENDED_ENTRY = 0.5
_IN_ORDER = 0.9
_GIN_ENTRIES = 4.0
_BRIN_SHARE = 0.02
_ASSUMED_DAYS = 3 * 365.0
_DAY = 24 * 60.0


@dataclass(frozen=True, slots=True)
class Writes:
    """What happens to a table a minute. updates: (columns set, rate) of each pattern that updates it.

    other: declared updates that no pattern accounts for.
    """

    inserts: float
    updates: tuple[tuple[frozenset[str], float], ...]
    other: float


@dataclass(frozen=True, slots=True)
class Price:
    """bytes: the size at the declared volume; writes and keeping: cost units a minute."""

    bytes: int
    writes: float
    keeping: float

    @property
    def total(self) -> float:
        return self.writes + self.keeping


def writes_of(facts: Facts, table: Entity, volume: TableVolume) -> Writes:
    """Declared rates or those of the patterns, whichever is more; growth over three years where neither says."""
    inserts = 0.0
    updates: list[tuple[frozenset[str], float]] = []
    own = {one.id for one in table.attributes}
    for parsed in facts.patterns:
        frequency = parsed.pattern.frequency_per_minute
        rate = 1.0 if frequency is None else frequency
        for statement in parsed.statements:
            kinds = {
                statement.blocks[use.block].kind for use in statement.tables if use.entity == table.id and use.written
            }
            inserts += rate if kinds & {"insert", "merge"} else 0
            if kinds & {"update", "merge"}:
                updates.append((frozenset(statement.writes & own), rate))
    grown = table.rows_per_day
    declared = (volume.rows / _ASSUMED_DAYS if grown is None else grown) / _DAY
    counted = sum(rate for _, rate in updates)
    return Writes(max(inserts, declared), tuple(updates), max(0.0, (table.updates_per_day or 0) / _DAY - counted))


class Prices:
    """Prices of candidates on one planned design."""

    def __init__(self, facts: Facts, planned: Planned) -> None:
        self._facts = facts
        self._planned = planned
        self._writes = {one.id: writes_of(facts, one, planned.volumes[one.id]) for one in facts.schema.entities}
        self._known: dict[str, Price | None] = {}

    def of(self, candidate: Candidate) -> Price | None:
        """None for an index that the planner does not have."""
        if candidate.id not in self._known:
            self._known[candidate.id] = self._price(candidate)
        return self._known[candidate.id]

    def _price(self, candidate: Candidate) -> Price | None:
        size = self._planned.size(candidate.id)
        if size is None:
            return None
        table = self._facts.schema.entity(candidate.entity)
        volume = self._planned.volumes[table.id]
        writes = self._writes[table.id]
        index = candidate.index
        entry = self._entry(index, volume)
        share = min(1.0, size.rows / volume.rows) if index.where and volume.rows else 1.0
        mine = columns_of(self._facts, table, index)
        keyed = self._indexed(table)
        # A row often meets the predicate when it comes, and leaves the index when it is updated.
        enters = 1.0 if index.where and any(mine & set_ for set_, _ in writes.updates) else share
        total = writes.inserts * enters * entry
        for columns, rate in writes.updates:
            if columns & mine:
                total += rate * share * entry
                if not columns & keyed:  # until now the row was updated in place, and no index had to know
                    total += rate * RANDOM_ENTRY * max(1, len(table.keys) + len(table.indexes))
            elif columns & keyed:
                total += rate * share * entry
        total += writes.other * 0.5 * share * entry
        return Price(size.bytes, total, size.bytes / PAGE * PAGE_PER_MINUTE)

    def _entry(self, index: Index, volume: TableVolume) -> float:
        if index.method == "brin":
            return RANDOM_ENTRY * _BRIN_SHARE
        if index.method == "gin":
            return RANDOM_ENTRY * _GIN_ENTRIES
        first = index.keys[0].column
        held = volume.columns.get(self._facts.schema.attribute(first).name) if first else None
        return APPENDED_ENTRY if held and held.correlation >= _IN_ORDER else RANDOM_ENTRY

    def _indexed(self, table: Entity) -> frozenset[str]:
        found = {column for key in table.keys for column in key.columns}
        for index in table.indexes:
            found |= columns_of(self._facts, table, index)
        return frozenset(found)


def columns_of(facts: Facts, table: Entity, index: Index) -> frozenset[str]:
    """Every column that an index reads: keys, included ones, those of its expressions and predicate."""
    found = {key.column for key in index.keys if key.column} | set(index.include)
    dialect = facts.schema.dialect.name
    texts = [index.where or "", *(key.expression or "" for key in index.keys)]
    named = {name for text in texts if text for name in mentions(text, dialect)}
    return frozenset(found | {one.id for one in table.attributes if one.name in named})
