"""Index shapes for one need: equality, then the order or one range; covering and partial forms of those.

Ways of finding rows that are no plain columns (expressions, containment, text search, BRIN) are in `special`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.index_advice import condition_text, sort_keys
from designer.analysis.needs import Need
from designer.analysis.selectivity import is_pinned, share
from designer.analysis.workload import Predicate
from designer.lab.planner import TableVolume
from designer.schema.model import Index, IndexKey

_INCLUDED = 4
_INCLUDED_BYTES = 64.0
_STATES = 20
_RARE = 0.1
_COVERED = 2
"""Covering forms of so many indexes of one kind: of the first, which are the most likely."""
_CONSTANT = ("=", "in", "is null", "is not null", "<>")

Keys = tuple[IndexKey, ...]


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shape without name and id, and what it is for."""

    index: Index
    kind: str


def shapes_of(facts: Facts, need: Need, volume: TableVolume, width: int) -> Iterator[Shaped]:
    """The B-trees that could serve a need, the plainest first."""
    if is_pinned(facts, need):
        return
    asked = _Asked(facts, need, volume, width)
    plain = tuple(asked.sequences())
    for keys, kind in plain:
        yield Shaped(Index(keys=keys), kind)
    yield from asked.partial()
    kinds: dict[str, int] = {}
    for keys, kind in plain:
        included = asked.included(keys)
        kinds[kind] = kinds.get(kind, 0) + bool(included)
        if included and kinds[kind] <= _COVERED:
            yield Shaped(Index(keys=keys, include=included), "covering")


class _Asked:
    def __init__(self, facts: Facts, need: Need, volume: TableVolume, width: int) -> None:
        self.facts, self.need, self.volume, self.width = facts, need, volume, width
        self.exact = self._by_distinct(one.attribute for one in need.equal if one.operator != "in")
        self.listed = self._by_distinct(one.attribute for one in need.equal if one.operator == "in")
        self.ranges = tuple(dict.fromkeys(one.attribute for one in need.ranges))
        self.order = () if need.block.aggregated else tuple(sort_keys(need))
        self.joined = tuple(dict.fromkeys(need.joined))
        own = {one.id for one in need.entity.attributes}
        self.group = tuple(one for one in dict.fromkeys(need.block.group) if one in own)
        self.rows = tuple(one.row for one in need.ranges if len(one.row) > 1)

    def _by_distinct(self, columns: Iterator[str]) -> tuple[str, ...]:
        """The columns that tell rows apart best first."""
        return tuple(sorted(dict.fromkeys(columns), key=lambda one: (-self._distinct(one), one)))

    def _distinct(self, column: str) -> float:
        held = self.volume.columns.get(self.facts.schema.attribute(column).name)
        return held.distinct if held else 1.0

    def sequences(self, without: frozenset[str] = frozenset()) -> Iterator[tuple[Keys, str]]:
        """Keys in the order of an index, and what they are for. without: columns that a predicate takes care of."""
        seen: set[Keys] = set()
        for columns, kind in self._sequences(without):
            keys = tuple(one for one in _once(columns) if one.column not in without)[: self.width]
            if kind == "order" and not self._gives_order(keys, without):
                continue
            if keys and keys not in seen:
                seen.add(keys)
                yield keys, kind

    def _gives_order(self, keys: Keys, without: frozenset[str]) -> bool:
        held = {key.column for key in keys}
        return all(key.column in held | without for key in self.order)

    def _sequences(self, without: frozenset[str]) -> Iterator[tuple[Keys, str]]:
        exact = tuple(one for one in self.exact if one not in without)
        for lead in _rotations(exact):
            if self.order:
                room = max(0, self.width - len(self.order))
                yield (*_plain(lead[:room]), *self.order), "order"
            for row in self.rows:
                yield (*_plain(lead[: max(0, self.width - len(row))]), *_plain(row)), "keyset"
            for column in self.ranges:
                yield (*_plain(lead[: self.width - 1]), *_plain((column,))), "range"
            yield _plain((*lead, *self.listed)), "lookup"
        if self.order and exact:
            yield self.order, "order"
        for column in self.ranges:
            yield _plain((column,)), "range"
        if self.listed:
            yield _plain(self.listed), "lookup"
            yield _plain((*self.listed[:1], *exact)), "lookup"
            yield from (((*_plain(self.listed[:1]), *_plain((one,))), "range") for one in self.ranges[:1])
        yield from self._joins(exact)
        if self.group and not self.order:
            yield _plain((*exact, *self.group)), "group"

    def _joins(self, exact: tuple[str, ...]) -> Iterator[tuple[Keys, str]]:
        for column in self.joined:
            yield _plain((column,)), "join"
            if exact:
                yield _plain((column, *exact)), "join"
                yield _plain((*exact[:1], column)), "join"
            if self.listed:
                yield _plain((column, *self.listed[:1])), "join"
            if self.ranges:
                yield _plain((column, *self.ranges[:1])), "join"
                yield _plain((*exact[:1], *self.ranges[:1], column)), "join"
            if self.order:
                yield (*_plain((column,)), *self.order), "order"
        if len(self.joined) > 1:
            yield _plain(self.joined), "join"
            yield _plain(tuple(reversed(self.joined))), "join"

    # Covering

    def included(self, keys: Keys) -> tuple[str, ...]:
        """The other columns that the statement reads of the table, where they are few and narrow."""
        need = self.need
        if need.block.star or need.block.kind != "select" or need.block.lock:
            return ()
        held = {key.column for key in keys}
        names = {one.id: one.name for one in need.entity.attributes}
        rest = tuple(one for one in names if one in need.statement.reads and one not in held)
        widths = [self.volume.columns[names[one]].width for one in rest if names[one] in self.volume.columns]
        return rest if len(rest) <= _INCLUDED and sum(widths) <= _INCLUDED_BYTES else ()

    # Partial

    def partial(self) -> Iterator[Shaped]:
        """Indexes over just the rows that a written-out condition names, where those are not most of them."""
        if self.facts.schema.dialect.name != "postgres":
            return
        constant = [one for one in self._constants() if self._narrows(one)]
        chosen: list[tuple[Predicate, ...]] = [tuple(constant)] if constant else []
        chosen += [(one,) for one in constant] if len(constant) > 1 else []
        for parts in chosen:
            where = " AND ".join(dict.fromkeys(condition_text(self.facts, one) for one in parts))
            exact = frozenset(one.attribute for one in parts if one.operator in ("=", "is null"))
            found = list(self.sequences(exact)) or [(self._stand_in(parts), "lookup")]
            for keys, _ in found:
                yield Shaped(Index(keys=keys, where=where), "partial")
                included = self.included(keys)
                taken = frozenset(one for one in included if one not in exact)
                if included and taken:
                    yield Shaped(Index(keys=keys, include=tuple(sorted(taken)), where=where), "covering")

    def _constants(self) -> list[Predicate]:
        return [
            one
            for one in self.need.statement.predicates
            if one.use == self.need.use
            and one.constant
            and one.operator in _CONSTANT
            and (not one.negated or one.operator == "in")
            and not (one.disjunct or one.function or one.row or one.clause == "having")
        ]

    def _narrows(self, one: Predicate) -> bool:
        """Whether the condition is one of the design and not of this call alone: a state, a flag, a mark of deletion.

        Of a column with many values the one written out is an example, and an index over its rows serves no other.
        """
        if one.operator in ("is null", "is not null"):
            return True
        column = self.facts.schema.attribute(one.attribute)
        held = self.volume.columns.get(column.name)
        if held is None or held.distinct > _STATES:
            return False
        known = share(self.facts, self.need.entity, one)
        if one.operator == "<>" or one.negated:
            return True
        return (known is not None and known <= _RARE) or self._recurs(one)

    def _recurs(self, one: Predicate) -> bool:
        patterns = {
            need.pattern.id
            for need in self.facts.needs_on(self.need.entity.id)
            for other in need.statement.predicates
            if other.use == need.use
            and (other.attribute, other.operator, other.value) == (one.attribute, one.operator, one.value)
        }
        return len(patterns) > 1

    def _stand_in(self, parts: Sequence[Predicate]) -> Keys:
        key = self.need.entity.primary_key
        return _plain((key.columns if key else (parts[0].attribute,))[: self.width])


def _plain(columns: Sequence[str]) -> Keys:
    return tuple(IndexKey(column=column) for column in columns)


def _once(keys: Keys) -> Iterator[IndexKey]:
    seen: set[str | None] = set()
    for key in keys:
        if key.column not in seen:
            seen.add(key.column)
            yield key


def _rotations(columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each of the first three in front once, the others behind it as they are."""
    if not columns:
        yield ()
    for column in columns[:3]:
        yield (column, *(one for one in columns if one != column))
