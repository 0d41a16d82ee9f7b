"""What an edit left alone: the parts of two designs, one made from the other, that are the very same values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from designer.schema.model import Entity
from designer.schema.schema import Schema

_ELSEWHERE = frozenset({"name", "comment", "decisions", "layout", "x"})
"""What no table rule reads."""
_FOLLOWED = frozenset({"entities", "relationships", "access_patterns", "invariants"})
"""Whose changes are followed to the tables near them. A change of anything else may reach every table."""


def parents_of(entity: Entity) -> tuple[str, ...]:
    """The ids of the tables it is a partition of or inherits from: its columns are theirs."""
    return entity.inherits + ((entity.partition_of.parent,) if entity.partition_of else ())


def is_followed(before: Schema, after: Schema) -> bool:
    """Whether the designs differ only in what reaches no further than the tables near it."""
    for one in fields(before):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if one.name not in _ELSEWHERE | _FOLLOWED and old != new:
            return False
    same = unchanged(before, after)
    links = [[link for link in design.relationships if link.child in same] for design in (before, after)]
    return not _reordered(*links) and not any(
        _reordered(getattr(before, name), getattr(after, name)) for name in _FOLLOWED - {"relationships"}
    )


def _reordered(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether what both designs have stands in another order; what changed, and the foreign keys of a table that was
    renamed, may stand anywhere."""
    if before is after:
        return False
    here, there = {id(one) for one in before}, {id(one) for one in after}
    return [id(one) for one in before if id(one) in there] != [id(one) for one in after if id(one) in here]


def unchanged(before: Schema, after: Schema) -> frozenset[str]:
    """The ids of the entities that are the very same in both."""
    earlier = {one.id: one for one in before.entities}
    return frozenset(one.id for one in after.entities if earlier.get(one.id) is one)


def only_in_one(before: Iterable[Any], after: Iterable[Any]) -> list[Any]:
    """What only one of two designs has, told by identity: what an edit leaves alone is the very same value."""
    here, there = {id(one): one for one in before}, {id(one): one for one in after}
    return [one for key, one in chain(here.items(), there.items()) if (key in here) != (key in there)]


@dataclass(frozen=True, slots=True)
class Since:
    """What an edit left as it was.

    followed: see `is_followed`; same: the entities that are the very same, if it is; lasting: those of them of which
    the parents and their own foreign keys are, too.
    """

    before: Schema
    followed: bool
    same: frozenset[str]
    lasting: frozenset[str]


def since(before: Schema, after: Schema) -> Since:
    """What is left of one design in another."""
    if not is_followed(before, after):
        return Since(before, False, frozenset(), frozenset())
    same = unchanged(before, after)
    linked = {one.child for one in only_in_one(before.relationships, after.relationships)}
    lasting = frozenset(
        one.id
        for one in after.entities
        if one.id in same and one.id not in linked and all(parent in same for parent in parents_of(one))
    )
    return Since(before, True, same, lasting)


def renamed(before: Schema, after: Schema) -> frozenset[str]:
    """The names, in lower case, that tables came to or left."""
    here, there = ({(one.id, one.name, one.schema) for one in design.entities} for design in (before, after))
    return frozenset(name.lower() for _, name, _ in here ^ there)
