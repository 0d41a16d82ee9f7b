"""Renames that two texts without ids can only suggest: something gone, something alike that came."""

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from designer.schema.changes import Add, Change, Drop
from designer.schema.model import Entity
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class LikelyRename:
    """kind, qualified names, and a score from 0 to 1; the ids of what goes and of what comes."""

    kind: str
    old: str
    new: str
    score: float
    old_id: str = field(default="", compare=False)
    new_id: str = field(default="", compare=False)


def likely_renames(changes: tuple[Change, ...], old: Schema, new: Schema) -> tuple[LikelyRename, ...]:
    """Pairs of a drop and an addition that look like one rename, the likeliest first; each object once."""
    drops = [change for change in changes if isinstance(change, Drop) and change.kind in ("entity", "attribute")]
    adds = [change for change in changes if isinstance(change, Add) and change.kind in ("entity", "attribute")]
    scored = sorted(
        (
            (_score(gone.value, came.value, gone.position == came.position), gone, came)
            for gone in drops
            for came in adds
            if gone.kind == came.kind and (gone.kind == "entity" or gone.parent == came.parent)
        ),
        key=lambda item: (-item[0], item[1].id, item[2].id),
    )
    used: set[str] = set()
    found = []
    for score, gone, came in scored:
        if score >= _ENOUGH and not {gone.id, came.id} & used:
            used |= {gone.id, came.id}
            paths = path_in(old, gone.id), path_in(new, came.id)
            found.append(LikelyRename(gone.kind, *paths, round(score, 2), gone.id, came.id))
    return tuple(found)


def _score(gone: Any, came: Any, same_place: bool) -> float:
    names = SequenceMatcher(None, gone.name, came.name).ratio()
    if isinstance(gone, Entity):
        before = {(one.name, str(parse_type(one.type))) for one in gone.attributes}
        after = {(one.name, str(parse_type(one.type))) for one in came.attributes}
        alike = len(before & after) / max(1, len(before | after))
        return 0.3 * names + 0.7 * alike
    if parse_type(gone.type) != parse_type(came.type):
        return 0.5 * names
    # A source may say nothing of comments; then they speak neither for nor against it.
    same_rest = (gone.not_null, gone.default, came.comment and gone.comment) == (
        came.not_null, came.default, came.comment,
    )  # fmt: skip
    return min(1.0, 0.6 * names + (0.4 if same_rest else 0.25) + (0.1 if same_place else 0.0))
