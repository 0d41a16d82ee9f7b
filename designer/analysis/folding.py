"""One card for findings that one fix mends: the most important keeps its title, the others become further reasons.

Two rules that look at the same thing from two sides offer the same change, be it under another name. It is done once,
so it is said once. What a decision closes is a finding by its own rule: a reason whose card was dismissed is shown by
itself, since what was said against the one does not hold of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import count
from typing import Any

from designer.analysis.finding import Finding
from designer.schema.changes import Add, Alter, Change
from designer.schema.model import Index

_NAMELESS = frozenset({"index", "unique", "check", "relationship", "primary_key", "exclusion"})
"""Kinds whose name says nothing of what they do."""
_UNNAMED = frozenset({"id", "name", "comment"})
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class _Added:
    """An index that a fix adds: to which table, over which columns, and what it is apart from its keys where it may
    stand for another that it begins with; None where it may not."""

    table: str
    index: Index
    columns: tuple[str | None, ...]
    shape: tuple[Any, ...] | None

    @classmethod
    def by(cls, change: Add) -> _Added:
        index: Index = change.value
        is_plain = not index.unique and index.method == "btree"
        shape = _properties_of(Index, "keys", "include")(index) if is_plain else None
        return cls(str(change.parent), index, tuple(one.column for one in index.keys), shape)

    def finds_for(self, other: _Added) -> bool:
        """Whether it finds what the other finds: a plain one whose first keys are the other's."""
        number = len(other.columns)
        if self.table != other.table or self.columns[:number] != other.columns:
            return False
        if self.shape is None or self.shape != other.shape or other.index.include:
            return False
        return self.index.keys[:number] == other.index.keys


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a fix does: each thing by its number, the indexes it adds, and the one index where it adds no more."""

    numbers: frozenset[int] = frozenset()
    added: tuple[_Added, ...] = ()
    single: _Added | None = None

    def serves(self, wanted: _Parts) -> bool:
        """Whether it does what the other does, be it by an index that begins with the one wanted."""
        if wanted.numbers <= self.numbers:
            return True
        return wanted.single is not None and any(one.finds_for(wanted.single) for one in self.added)

    def is_wider(self, than: _Parts) -> bool:
        """Whether both add one index, and its own does the work of the other's and more."""
        if self.single is None or than.single is None or self.numbers == than.numbers:
            return False
        return self.single.finds_for(than.single)


_NOTHING = _Parts()


class _Known:
    """What each fix does, by the fix itself: after an edit nearly all findings are the ones before it. Things that are
    the same have the same number."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}
        self._next = count()  # rather than how many there are, which two threads may see at once
        self._parts: dict[int, tuple[tuple[Change, ...], _Parts]] = {}

    def parts_of(self, fix: tuple[Change, ...]) -> _Parts:
        held = self._parts.get(id(fix))
        if held is None or held[0] is not fix:  # the fix is held with its parts, so that its id stays its own
            held = self._parts[id(fix)] = fix, self._made_of(fix)
        return held[1]

    def _made_of(self, fix: tuple[Change, ...]) -> _Parts:
        parts = {part: change for change in fix for part in _parts(change)}
        numbers = frozenset(self._numbers.setdefault(part, next(self._next)) for part in parts)
        added = tuple(_Added.by(one) for one in parts.values() if isinstance(one, Add) and isinstance(one.value, Index))
        return _Parts(numbers, added, added[0] if len(parts) == 1 and added else None)

    @property
    def is_full(self) -> bool:
        return len(self._parts) > _MOST_KNOWN


_known = _Known()


def folded(ranked: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, most important first, as cards: each with the later ones that its fix mends as its `reasons`."""
    global _known
    if _known.is_full:
        _known = _Known()
    folding = _Folding(_known)
    for finding in ranked:
        folding.take(finding)
    return tuple(folding.cards)


def unfolded(cards: Iterable[Finding]) -> tuple[Finding, ...]:
    """Every finding of the cards by itself, each card before its reasons; one that stands for these alone is none."""
    return tuple(replace(one, reasons=()) if one.reasons else one for card in cards for one in card.told)


class _Folding:
    """Cards as they are made, found again by what their fixes consist of."""

    def __init__(self, known: _Known) -> None:
        self.cards: list[Finding] = []
        self._known = known
        self._parts: list[_Parts] = []
        self._by_part: dict[int, list[int]] = {}
        self._indexes: dict[str, list[int]] = {}
        self._by_condition: dict[tuple[Any, ...], int] = {}

    def take(self, finding: Finding) -> None:
        """Puts the finding to a card, or makes it one."""
        parts = self._known.parts_of(finding.fix) if finding.fix else _NOTHING
        condition = _condition(finding)
        at = None if finding.stays_open else self._card_for(condition, parts)
        if at is None:
            self._make(finding, parts, condition)
            return
        card = self.cards[at]
        self.cards[at] = replace(card, reasons=(*card.reasons, replace(finding, reasons=())))
        if not card.fix or parts.is_wider(self._parts[at]):
            self.cards[at] = replace(self.cards[at], fix=finding.fix)
            self._know(at, parts)

    def _card_for(self, condition: tuple[Any, ...] | None, parts: _Parts) -> int | None:
        about = None if condition is None else self._by_condition.get(condition)
        if about is not None and not (parts.numbers and self._parts[about].numbers):
            return about
        if not parts.numbers:
            return None
        if parts.single is not None:
            return self._with_index(parts.single.table, parts)
        alike = self._by_part.get(next(iter(parts.numbers)), ())
        return next((at for at in alike if parts.numbers <= self._parts[at].numbers), None)

    def _with_index(self, table: str, parts: _Parts) -> int | None:
        """A card that adds the index, or one of the two that does the other's work too."""
        near = self._indexes.get(table, ())
        return next((at for at in near if self._parts[at].serves(parts) or parts.is_wider(self._parts[at])), None)

    def _make(self, finding: Finding, parts: _Parts, condition: tuple[Any, ...] | None) -> None:
        self.cards.append(replace(finding, reasons=()) if finding.reasons else finding)
        self._parts.append(_NOTHING)
        if finding.stays_open:
            return
        at = len(self.cards) - 1
        self._know(at, parts)
        if condition is not None:
            self._by_condition.setdefault(condition, at)

    def _know(self, at: int, parts: _Parts) -> None:
        self._parts[at] = parts
        for number in parts.numbers:
            self._by_part.setdefault(number, []).append(at)
        for one in parts.added:
            if at not in self._indexes.get(one.table, ()):
                self._indexes.setdefault(one.table, []).append(at)


def _parts(change: Change) -> tuple[Any, ...]:
    """What a change does, one thing each, whatever it calls what it adds and wherever it puts it."""
    if isinstance(change, Alter):
        return tuple((change.kind, change.id, name, value) for name, value in change.set.items())
    if not isinstance(change, Add):
        return (change,)
    if change.kind not in _NAMELESS:
        return (replace(change, position=None),)
    return ((Add, change.kind, change.parent, _properties_of(change.value.__class__)(change.value)),)


@cache
def _properties_of(kind: Any, *but: str) -> Callable[[Any], tuple[Any, ...]]:
    """Tells the properties of an object of this kind that say what it does, those left out that are named."""
    names = [one.name for one in fields(kind) if one.name not in _UNNAMED and one.name not in but]
    return lambda value: tuple([getattr(value, name) for name in names])


def _condition(finding: Finding) -> tuple[Any, ...] | None:
    """What tells one condition of one statement from all others, where the finding is about one."""
    if not finding.subject.access_pattern:
        return None
    condition, statement = finding.evidence.get("condition"), finding.evidence.get("statement")
    if not condition or not statement or "also" in finding.evidence:
        return None
    return finding.subject.access_pattern, finding.subject.attributes, statement, str(condition).casefold()
