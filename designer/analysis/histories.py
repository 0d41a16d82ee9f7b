"""Tables that keep what other tables hold no longer, and the tables whose rows come and go: told from names.

Such a table must outlive the rows that it tells of, so it has no foreign key to where they lived. `order_history` says
so by a plain word. An abbreviation (`act_hi_task`) is believed where several tables have a counterpart that is called
the same but for it (`act_ru_task`); what stands in its place there then marks what is only there for the moment.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from itertools import chain

from designer.analysis.vocabulary import means_record
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.schema.words import singular, stem

_PLAIN = frozenset("history hist historical archive archived audit log journal old deleted version snapshot".split())
_SHORT = frozenset("hi his hst h arc arch aud".split())
_FEWEST = 2
"""How many tables with a counterpart it takes for an abbreviation, or a word for what is there for the moment."""

_Place = tuple[tuple[str, ...], str]
"""The words before a word, and the word."""
_Gaps = dict[tuple[tuple[str, ...], tuple[str, ...]], set[str]]
"""By the words before and behind a gap, the words that stand in it."""


class Histories:
    """Of one design: which tables keep the past, and which are emptied into them."""

    def __init__(self, schema: Schema) -> None:
        by_name: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for table in schema.entities:
            by_name[stem(table.name)].append(table.id)
        by_gap = _by_gap(by_name)
        self._marks = _marks(by_gap)
        self._moment = self._counterparts(by_gap)
        self._followed: set[str] = set()
        for name in by_name:
            for place, word in enumerate(name):
                if singular(word) in _PLAIN or word in self._marks:
                    self._followed.update(by_name.get(_without(name, place), ()))

    def keeps_the_past(self, table: Entity) -> bool:
        """Whether the rows of a table are records of what was."""
        return means_record(table.name) or bool(self._marks & set(stem(table.name)))

    def is_for_the_moment(self, table: Entity) -> bool:
        """Whether the rows of a table go, and something is kept of them elsewhere."""
        if self.keeps_the_past(table):
            return False
        return table.id in self._followed or bool(_places(stem(table.name)) & self._moment)

    def outlives(self, child: Entity, parent: Entity) -> bool:
        """Whether the child's rows must stay when the parent's go."""
        return self.keeps_the_past(child) and self.is_for_the_moment(parent)

    def _counterparts(self, by_gap: _Gaps) -> set[_Place]:
        """The words that stand where an abbreviation of history does, in tables called the same otherwise."""
        counted: Counter[_Place] = Counter()
        for (before, _), words in by_gap.items():
            if words & self._marks:
                counted.update((before, word) for word in words - self._marks)
        return {place for place, number in counted.items() if number >= _FEWEST}


def _without(name: tuple[str, ...], place: int) -> tuple[str, ...]:
    """A table's stem without one of its words."""
    rest = name[:place] + name[place + 1 :]
    return (*rest[:-1], singular(rest[-1])) if rest else ()


def _by_gap(names: Collection[tuple[str, ...]]) -> _Gaps:
    """The words that stand in each place of names that are the same otherwise; nothing where no name of the design has
    an abbreviation that may mean history."""
    found: _Gaps = defaultdict(set)
    if _SHORT.isdisjoint(chain.from_iterable(names)):
        return found
    for name in names:
        for place, word in enumerate(name):
            found[name[:place], name[place + 1 :]].add(word)
    return found


def _marks(by_gap: _Gaps) -> set[str]:
    """The abbreviations that mean history in this design."""
    counted = Counter(
        word for (_, after), words in by_gap.items() if after and len(words) > 1 for word in words & _SHORT
    )
    return {word for word, number in counted.items() if number >= _FEWEST}


def _places(name: tuple[str, ...]) -> set[_Place]:
    return {(name[:place], word) for place, word in enumerate(name)}
