"""All candidates of a workload: shaped need by need, merged, and cleared of what a key or index does already."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate, Shape, is_beginning, shape, turned
from designer.analysis.index_engine.costs import DEFAULT_FREQUENCY
from designer.analysis.index_engine.prices import columns_of
from designer.analysis.index_engine.shapes import Shaped, shapes_of
from designer.analysis.index_engine.special import special_of
from designer.analysis.needs import Need
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import TableVolume
from designer.schema.model import Entity, Index, IndexKey

SMALL_ROWS = 1_000
_MOST = 600
_MOST_PER_PATTERN = 12
_MOST_PER_NEED = 28
_MOST_MERGED = 12
_INCLUDED = 5


@dataclass(frozen=True, slots=True)
class Collected:
    """candidates: to be costed, in order of names. refused: (table, SQL, reason) of those that need no costing."""

    candidates: tuple[Candidate, ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()


def collect(
    facts: Facts, volumes: dict[str, TableVolume], max_width: int, taken: frozenset[str] = frozenset()
) -> Collected:
    """The candidates for all needs of the design's patterns. taken: names that they may not have."""
    return _Collecting(facts, volumes, max_width, taken).result()


class _Collecting:
    def __init__(self, facts: Facts, volumes: dict[str, TableVolume], width: int, taken: frozenset[str]) -> None:
        self.facts, self.volumes, self.width = facts, volumes, width
        self.found: dict[tuple[str, Shape], Candidate] = {}
        self.refused: dict[tuple[str, str], str] = {}
        self.weight: dict[str, float] = {}
        self.names = {
            one.name
            for table in facts.schema.entities
            for one in (table, *table.keys, *table.indexes, *table.exclusions)
            if one.name
        } | taken

    def result(self) -> Collected:
        for need in self.facts.needs:
            if need.entity.partition_of is None and self.volumes[need.entity.id].rows > SMALL_ROWS:
                self._of(need)
        for table in self.facts.schema.entities:
            self._merged(table)
        most = max(_MOST, _MOST_PER_PATTERN * len(self.facts.patterns))
        ranked = sorted(self.found.values(), key=self._importance)
        kept = ranked[:most]
        for one in ranked[most:]:
            self._refuse(one.entity, one.index, f"not tried: {most} other candidates have more to gain")
        named = tuple(self._named(one) for one in sorted(kept, key=lambda one: (one.entity, self._sql(one))))
        return Collected(named, tuple((table, sql, why) for (table, sql), why in self.refused.items()))

    def _of(self, need: Need) -> None:
        volume = self.volumes[need.entity.id]
        shaped = [*special_of(self.facts, need, volume), *shapes_of(self.facts, need, volume, self.width)]
        frequency = need.pattern.frequency_per_minute
        rate = DEFAULT_FREQUENCY if frequency is None else frequency
        for one in shaped[:_MOST_PER_NEED]:
            self._take(need.entity, one, frozenset((need.pattern.id,)), rate * volume.rows)

    def _take(self, table: Entity, one: Shaped, origins: frozenset[str], weight: float) -> None:
        key = table.id, shape(one.index)
        other = table.id, shape(turned(one.index))
        key = other if other in self.found else key
        if key in self.found:
            known = self.found[key]
            self.found[key] = replace(known, origins=known.origins | origins)
            self.weight[self._id(known)] = self.weight.get(self._id(known), 0) + weight
            return
        why = self._needless(table, one.index)
        if why:
            self._refuse(table.id, one.index, why)
            return
        made = Candidate(table.id, one.index, one.kind, origins)
        self.found[key] = made
        self.weight[self._id(made)] = weight

    def _id(self, one: Candidate) -> str:
        return f"{one.entity} {shape(one.index)}"

    def _importance(self, one: Candidate) -> tuple[float, str]:
        later = {"covering": 4.0, "merge": 8.0}.get(one.kind, 1.0)
        return -math.log1p(self.weight.get(self._id(one), 0.0)) * len(one.origins) / later, self._sql(one)

    def _refuse(self, entity: str, index: Index, why: str) -> None:
        table = self.facts.schema.entity(entity)
        text = create_index(self.facts.schema, table, index).rstrip(";")
        self.refused.setdefault((entity, text), why)

    def _sql(self, one: Candidate) -> str:
        return create_index(self.facts.schema, self.facts.schema.entity(one.entity), one.index)

    # What is there already

    def _needless(self, table: Entity, index: Index) -> str | None:
        for key in table.keys:
            whole = Index(keys=tuple(IndexKey(column=one) for one in key.columns), include=key.include)
            label = "primary key" if key is table.primary_key else f"unique constraint {key.name}"
            if is_beginning(replace(index, where=None), whole):
                return f"the {label} begins with the same columns and serves it already"
            led = {one.column for one in index.keys[: len(key.columns)]}
            if led == set(key.columns) and index.method == "btree" and not index.include and not index.where:
                return f"the {label} finds the one row by its first columns already"
        for other in table.indexes:
            if other.visible and (is_beginning(index, other) or shape(index) == shape(other)):
                return f"{other.name or 'an index of the design'} does the same already"
        return None

    # Merging

    def _merged(self, table: Entity) -> None:
        """One index for two patterns: the same keys with what both want included, or one's keys behind the other's."""
        mine = [one for one in self.found.values() if one.entity == table.id and one.index.method == "btree"]
        made = 0
        for one in mine:
            for other in mine:
                if made >= _MOST_MERGED or one is other or one.origins & other.origins:
                    continue
                for index in _merges(one.index, other.index, self.width):
                    before = len(self.found)
                    weight = self.weight.get(self._id(one), 0) + self.weight.get(self._id(other), 0)
                    self._take(table, Shaped(index, "merge"), one.origins | other.origins, weight)
                    made += len(self.found) - before

    # Names

    def _named(self, one: Candidate) -> Candidate:
        table = self.facts.schema.entity(one.entity)
        parts = []
        for key in one.index.keys:
            if key.column:
                parts.append(self.facts.schema.attribute(key.column).name)
            else:
                held = columns_of(self.facts, table, Index(keys=(key,)))
                parts += [*self.facts.schema.names(tuple(sorted(held)))[:1], "expr"]
        ending = "idx" if one.index.method == "btree" else one.index.method
        ending = "trgm" if one.kind == "infix search" else ending
        middle = [*(["partial"] if one.index.where else []), *(["covering"] if one.index.include else [])]
        stem = "_".join((table.name, *parts, *middle)).encode()[:54].decode(errors="ignore")
        name, number = f"{stem}_{ending}", 1
        while name in self.names:
            number += 1
            name = f"{stem}_{ending}{number}"
        self.names.add(name)
        return replace(one, index=replace(one.index, id=f"candidate {name}", name=name))


def _merges(one: Index, other: Index, width: int) -> Iterator[Index]:
    if one.where or other.where or any(key.expression for key in (*one.keys, *other.keys)):
        return
    if one.keys == other.keys:
        both = tuple(sorted({*one.include, *other.include}))
        if both not in (tuple(sorted(one.include)), tuple(sorted(other.include))) and len(both) <= _INCLUDED:
            yield Index(keys=one.keys, include=both)
    elif one.keys[0] == other.keys[0] and not (one.include or other.include):
        held = {key.column for key in one.keys}
        longer = (*one.keys, *(key for key in other.keys if key.column not in held))
        if len(one.keys) < len(longer) <= width:
            yield Index(keys=longer)
