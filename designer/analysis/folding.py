"""One card for findings that one fix mends: the most important keeps its title, the others become further reasons.

Two rules that look at the same thing from two sides offer the same change, be it under another name. It is done once,
so it is said once. What a decision closes is a finding by its own rule: a reason whose card was dismissed is shown by
itself, since what was said against the one does not hold of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from designer.analysis.finding import Finding
from designer.schema.changes import Add, Alter, Change
from designer.schema.model import Index

_NAMELESS = frozenset({"index", "unique", "check", "relationship", "primary_key", "exclusion"})
"""Kinds whose name says nothing of what they do."""
_UNNAMED = {"id": "", "name": None, "comment": None}

Parts = frozenset[Any]
_known: dict[int, tuple[tuple[Change, ...], Parts]] = {}
"""By a fix's id: the fix, which keeps the id its own, and what it does."""
_MOST_KNOWN = 20_000


def folded(ranked: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, most important first, as cards: each with the later ones that its fix mends as its `reasons`."""
    folding = _Folding()
    for finding in ranked:
        folding.take(finding)
    return tuple(folding.cards)


def unfolded(cards: Iterable[Finding]) -> tuple[Finding, ...]:
    """Every finding of the cards by itself, each card before its reasons."""
    return tuple(one for card in cards for one in (replace(card, reasons=()), *card.reasons))


class _Folding:
    """Cards as they are made, found again by what their fixes consist of."""

    def __init__(self) -> None:
        self.cards: list[Finding] = []
        self._parts: list[Parts] = []
        self._by_part: dict[Any, list[int]] = {}
        self._indexes: dict[str, list[int]] = {}
        self._by_condition: dict[tuple[Any, ...] | None, int] = {}

    def take(self, finding: Finding) -> None:
        """Puts the finding to a card, or makes it one."""
        parts = _parts_of(finding.fix)
        at = None if finding.stays_open else self._card_for(finding, parts)
        if at is None:
            self._make(finding, parts)
            return
        card = self.cards[at]
        self.cards[at] = replace(card, reasons=(*card.reasons, replace(finding, reasons=())))
        if not card.fix or _is_wider(parts, self._parts[at]):
            self.cards[at] = replace(self.cards[at], fix=finding.fix)
            self._know(at, parts)

    def _card_for(self, finding: Finding, parts: Parts) -> int | None:
        about = self._by_condition.get(_condition(finding))
        if about is not None and not (parts and self._parts[about]):
            return about
        if not parts:
            return None
        same = (at for at in self._by_part.get(next(iter(parts)), ()) if parts <= self._parts[at])
        return next(same, None) if (index := _one_index(parts)) is None else self._with_index(index[0], parts)

    def _with_index(self, entity: str, parts: Parts) -> int | None:
        """A card that adds the index, or one of the two that does the other's work too."""
        near = self._indexes.get(entity, ())
        return next((at for at in near if _serves(self._parts[at], parts) or _is_wider(parts, self._parts[at])), None)

    def _make(self, finding: Finding, parts: Parts) -> None:
        self.cards.append(replace(finding, reasons=()) if finding.reasons else finding)
        self._parts.append(frozenset())
        if finding.stays_open:
            return
        at = len(self.cards) - 1
        self._know(at, parts)
        condition = _condition(finding)
        if condition is not None:
            self._by_condition.setdefault(condition, at)

    def _know(self, at: int, parts: Parts) -> None:
        self._parts[at] = parts
        for part in parts:
            self._by_part.setdefault(part, []).append(at)
            if _is_index(part) and at not in self._indexes.get(part.parent, ()):
                self._indexes.setdefault(part.parent, []).append(at)


def _parts_of(fix: tuple[Change, ...]) -> Parts:
    """What a fix does. Remembered by the fix itself: after an edit nearly all findings are the ones before it."""
    held = _known.get(id(fix))
    if held is None or held[0] is not fix:
        if len(_known) > _MOST_KNOWN:
            _known.clear()
        held = _known[id(fix)] = fix, frozenset(part for change in fix for part in _parts(change))
    return held[1]


def _parts(change: Change) -> tuple[Any, ...]:
    """What a change does, one thing each, whatever it calls what it adds and wherever it puts it."""
    if isinstance(change, Alter):
        return tuple((change.kind, change.id, name, value) for name, value in change.set.items())
    if not isinstance(change, Add):
        return (change,)
    if change.kind not in _NAMELESS:
        return (replace(change, position=None),)
    known = {one.name for one in fields(change.value)}
    value = replace(change.value, **{name: none for name, none in _UNNAMED.items() if name in known})
    return (Add(kind=change.kind, id="", parent=change.parent, value=value),)


def _is_index(part: Any) -> bool:
    return isinstance(part, Add) and isinstance(part.value, Index)


def _one_index(parts: Parts) -> tuple[str, Index] | None:
    """(table, index) where a fix adds one index and does nothing else."""
    if len(parts) != 1:
        return None
    (part,) = parts
    return (part.parent, part.value) if _is_index(part) else None


def _serves(held: Parts, wanted: Parts) -> bool:
    """Whether what a fix does is done by another, be it by an index that begins with the one wanted."""
    if wanted <= held:
        return True
    found = _one_index(wanted)
    others = [part for part in held if _is_index(part)]
    return found is not None and any(one.parent == found[0] and _begins_with(one.value, found[1]) for one in others)


def _is_wider(parts: Parts, than: Parts) -> bool:
    """Whether both add one index, and the first one's does the work of the second's and more."""
    return _one_index(parts) is not None and _one_index(than) is not None and parts != than and _serves(parts, than)


def _begins_with(index: Index, other: Index) -> bool:
    """Whether an index finds what the other finds: a plain one whose first keys are the other's."""
    if index.unique or other.unique or index.method != "btree" or other.include:
        return False
    alike = replace(index, keys=other.keys, include=()) == other
    return alike and index.keys[: len(other.keys)] == other.keys


def _condition(finding: Finding) -> tuple[Any, ...] | None:
    """What tells one condition of one statement from all others, where the finding is about one."""
    condition, statement = finding.evidence.get("condition"), finding.evidence.get("statement")
    if not finding.subject.access_pattern or not condition or not statement or "also" in finding.evidence:
        return None
    return finding.subject.access_pattern, finding.subject.attributes, statement, str(condition).casefold()
