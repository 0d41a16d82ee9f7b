"""What was worked out of a design, and what of it is still true after an edit."""

from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property
from typing import Any, Self, TypeVar

from designer.analysis.differences import Since, parents_of
from designer.analysis.directory import Directory
from designer.analysis.watched import BESIDE, Readings, Spoken, watched
from designer.analysis.workload import ParsedPattern
from designer.schema.model import Entity
from designer.schema.schema import Schema

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_MOST_SAID = 20_000
"""So much is kept of what was found, some of which no rule may hold any more."""


class Memory:
    """A design, and what functions said of it or of its parts. Each says it once, and after an edit only of what the
    edit can affect.

    schema: the design as rules read it, which tells what is read of its surroundings where it was made with readings.
    """

    def __init__(self, schema: Schema, readings: Readings | None = None) -> None:
        self._design = schema
        self.schema = schema if readings is None else watched(schema, readings)
        self._readings = readings or Readings()
        self.since: Since | None = None
        self.notes: dict[Callable[..., Any], Any] = {}
        self._earlier: tuple[dict[Callable[..., Any], Any], frozenset[str]] = {}, frozenset()
        self._kept: dict[str, dict[Callable[..., Any], Any]] = {}
        self._kept_of_patterns: dict[int, tuple[ParsedPattern, dict[Callable[..., Any], Any]]] = {}
        self._said: dict[tuple[Callable[..., Any], int], tuple[Any, Any, frozenset[str]]] = {}
        self._gists: dict[Callable[..., Any], tuple[Any, frozenset[str]]] = {}
        self._wholes: dict[Callable[..., Any], tuple[Any, frozenset[str], frozenset[str]]] = {}
        self._wholes_before: dict[Callable[..., Any], tuple[Any, frozenset[str], frozenset[str]]] = {}
        self._directories: dict[Callable[..., Any], Directory[Any]] = {}
        self._read_by: dict[Callable[..., Any], set[str]] = {}
        self._naming: set[Callable[..., Any]] = set()
        self._naming_others: set[Callable[..., Any]] = set()

    def kept(self, of: Callable[[Self, Entity], _Value], entity: Entity) -> _Value:
        """What a function says of one table, worked out once, and not again after an edit elsewhere.

        It may read the table, those it is a partition or an heir of, its own foreign keys (not what they lead to) and
        invariants, what types mean, and the surroundings that `watched` knows. What it says must not be changed by
        anybody.
        """
        known = self._kept.get(entity.id)
        if known is None:
            known = self._kept[entity.id] = {}
        if of not in known:
            read: set[str] = set()
            spoken = Spoken()
            with self.reading(read, own=(entity.id, *parents_of(entity)), spoken=spoken):
                known[of] = of(self, entity)
            if read:
                self._read_by[of] = self._read_by.get(of, set()) | read
            if spoken.named or spoken.ordered:
                self._naming.add(of)
            if spoken.ordered or not spoken.named.keys() <= {entity.schema}:
                self._naming_others.add(of)
        if of in self._naming_others:
            self._readings.look_at_name("")
        elif entity.schema and of in self._naming:
            self._readings.look_at_name(entity.schema)
        if of in self._read_by and self._readings.into is not None:
            self._readings.take(*self._read_by[of])
        value: _Value = known[of]
        return value

    def kept_of_pattern(self, of: Callable[[ParsedPattern], _Value], parsed: ParsedPattern) -> _Value:
        """What a function says of one parsed pattern alone, worked out once, as long as the pattern means the same."""
        _, known = self._kept_of_patterns.setdefault(id(parsed), (parsed, {}))
        if of not in known:
            known[of] = of(parsed)
        value: _Value = known[of]
        return value

    def said_of(self, of: Callable[[Self, _Key], _Value], found: _Key) -> _Value:
        """What a function says of something that a rule found, worked out once as long as the rule keeps that very
        value.

        It may read no more than what the tables and columns are called that the value is about: if one of them is
        renamed, the rule finds another value. What schemas are called it may read as well.
        """
        held = self._said.get((of, id(found)))
        if held is None or held[0] is not found:  # it is held, so that its id stays its own
            spoken = Spoken()
            with self._speaking(spoken):
                said = of(self, found)
            held = self._said[of, id(found)] = found, said, frozenset(spoken.named)
        self._readings.look_at_name(*held[2])
        value: _Value = held[1]
        return value

    def gist(self, of: Callable[[Self], _Value]) -> _Value:
        """What a function makes of nothing but the surroundings that `watched` knows. Who asks for it rests on what is
        made of them: as long as that is the same, it matters to nobody that they are not."""
        if of not in self._gists:
            read: set[str] = set()
            spoken = Spoken()
            with self.reading(read, spoken=spoken):
                made = of(self)
            if spoken.named:
                read.add("schemas")
            self._gists[of] = made, frozenset(read)
        self._readings.take(_place_of(of))
        value: _Value = self._gists[of][0]
        return value

    def whole(self, of: Callable[[Self], _Value]) -> _Value:
        """What a function makes of all tables together, worked out once for a design.

        A rule that `rests_on` it is asked again about all tables once it is another, so that nothing of what the
        function reads of tables has to be taken down.
        """
        if of not in self._wholes:
            read: set[str] = set()
            spoken = Spoken()
            with self.reading(read, spoken=spoken):
                found = of(self)
            before = self._wholes_before.get(of)  # the very same object, if it is equal, is compared at once
            same = before[0] if before and before[0] == found else found
            self._wholes[of] = same, frozenset(read), frozenset(spoken.named)
        value: _Value = self._wholes[of][0]
        self._readings.take(*self._wholes[of][1])
        if of not in self._readings.rested_on:
            self._readings.look_beside()
            self._readings.look_at_order()
            self._readings.look_at_name(*self._wholes[of][2])
        return value

    @contextmanager
    def reading(
        self,
        into: set[str],
        own: Container[str] | None = None,
        spoken: Spoken | None = None,
        rested_on: Container[Callable[..., Any]] = (),
    ) -> Iterator[Readings]:
        """While it lasts, what is read of the design's surroundings is taken down there, and whether any table is read
        but its own ones (see `watched`). spoken: takes down what the names of schemas matter to; else whoever does so
        already goes on. rested_on: what is asked for by `whole` and not taken down."""
        readings = self._readings
        before = readings.into, readings.own, readings.spoken, readings.judged, readings.loops, readings.rested_on
        readings.into, readings.own, readings.rested_on = into, None if BESIDE in into else own, rested_on
        if spoken is not None:
            readings.spoken, readings.judged, readings.loops = spoken, "", []
        try:
            yield readings
        finally:
            readings.into, readings.own, readings.spoken, readings.judged, readings.loops, readings.rested_on = before

    @contextmanager
    def _speaking(self, spoken: Spoken) -> Iterator[None]:
        """While it lasts, what the names of schemas matter to is taken down there."""
        before, self._readings.spoken = self._readings.spoken, spoken
        try:
            yield
        finally:
            self._readings.spoken = before

    def directory(self, of: Callable[[Self, Entity], tuple[tuple[Hashable, _Value], ...]]) -> Directory[_Value]:
        """What every table files of itself by a function, which may read no more than one that is `kept`."""
        self._readings.look_beside()
        self._readings.look_at_order()
        known = self._directories.get(of)
        if known is None:
            filed = {one.id: self.kept(of, one) for one in self._design.entities}
            known = self._directories[of] = Directory.of(filed)
        if of in self._naming:
            self._readings.look_at_name("")
        self._readings.take(*self._read_by.get(of, ()))
        return known

    def listed(self, of: Callable[[Self, Entity], tuple[_Value, ...]]) -> Sequence[_Value]:
        """What a function, which may read no more than one that is `kept`, makes of every table, one after another in
        the order of the design. It costs no more than what there is of it: nothing, of most tables."""
        found: Directory[_Value] = self.directory(_listing(of))
        return found.look("")

    def noted(self, by: Callable[..., Any]) -> tuple[Any, frozenset[str]]:
        """What a function put into the `notes` of the design that this one was made from, None where it put nothing;
        and the tables of which all that `kept` lets functions read is the same since, but for what schemas are called:
        it may not read that."""
        notes, steady = self._earlier
        return notes.get(by), steady

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each table stands in the order of the design."""
        return {one.id: place for place, one in enumerate(self._design.entities)}

    def take_over(self, earlier: Self, left: Since) -> Since:
        """Takes over what is still true of this design, which an edit made from the earlier one. left: what the edit
        left as it was; returned with the gists that are others now among the surroundings."""
        if left.followed:
            left = replace(left, around=left.around | self._follow_gists(earlier, left.around))
        self.since = left
        stale = {of for of, read in earlier._read_by.items() if not read.isdisjoint(left.around)}
        if left.homes:
            stale |= earlier._naming_others
        if left.followed:
            self._naming, self._naming_others = earlier._naming, earlier._naming_others
        spoken = stale | earlier._naming
        self._kept = {key: earlier._kept[key] for key in left.steady & earlier._kept.keys()}
        for key in list(self._kept) if stale else self._kept.keys() - left.lasting:
            self._kept[key] = _without(self._kept[key], stale if key in left.lasting else spoken)
        self._said = dict(earlier._said) if len(earlier._said) < _MOST_SAID else {}
        if left.homes:
            named = left.homes | {""}
            self._said = {key: held for key, held in self._said.items() if held[2].isdisjoint(named)}
        self._earlier = earlier.notes, left.steady
        self._wholes_before = earlier._wholes
        if left.followed:
            self._read_by = earlier._read_by
            self._follow_directories(earlier, stale, left)
        return left

    def take_over_patterns(self, earlier: Self, same: set[int]) -> None:
        """Takes over what is kept of those parsed patterns, told by their ids, that are the very same."""
        self._kept_of_patterns = {key: kept for key, kept in earlier._kept_of_patterns.items() if key in same}

    def forget_earlier(self) -> None:
        """Lets go of the design before this one, and of what was noted of it."""
        self.since = None
        self._earlier = {}, frozenset()
        self._wholes_before = {}

    def _follow_gists(self, earlier: Self, around: frozenset[str]) -> frozenset[str]:
        """Takes over those that are the same after these changes; what is called so that now is not."""
        changed: set[str] = set()
        for of, (value, read) in earlier._gists.items():
            if read.isdisjoint(around):
                self._gists[of] = value, read
            elif self.gist(of) != value:
                changed.add(_place_of(of))
        return frozenset(changed)

    def _follow_directories(self, earlier: Self, stale: set[Callable[..., Any]], left: Since) -> None:
        """Takes over what tables file, but of those that may file something else now, or elsewhere."""
        unsteady, others = (
            [one for one in self._design.entities if one.id not in those] for those in (left.steady, left.lasting)
        )
        for of, directory in earlier._directories.items():
            if of not in stale:
                again = unsteady if left.in_place and of not in self._naming else others
                filed = {one.id: self.kept(of, one) for one in again}
                self._directories[of] = directory.after(filed, self.places, in_place=left.in_place)


@cache
def _listing(of: Callable[[Any, Entity], tuple[Any, ...]]) -> Callable[[Any, Entity], tuple[tuple[Hashable, Any], ...]]:
    """Files all that a function makes of a table under one key."""
    return lambda facts, entity: tuple(("", one) for one in of(facts, entity))


def _without(kept: dict[_Key, _Value], stale: set[_Key]) -> dict[_Key, _Value]:
    return {key: value for key, value in kept.items() if key not in stale} if stale else kept


def _place_of(of: Callable[..., Any]) -> str:
    return f"{of.__module__}.{of.__qualname__}"
