"""Bringing the names of three designs in line before they are merged, with the texts that mention them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from designer.schema.apply import apply, step
from designer.schema.changes import Rename
from designer.schema.draft import Draft
from designer.schema.edits import rename
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.kinds import Kind
from designer.schema.merging.conflict import OURS, THEIRS, Choices, Conflict, key_of
from designer.schema.naming import path_in
from designer.schema.schema import Schema

Renamer = Callable[[Schema, str, str], Rename]
"""(design, id, new name) to the rename with the texts that mention the old name, or ChangeConflict."""


@dataclass(slots=True)
class Aligned:
    """The three designs with the same names for what all of them have."""

    base: Schema
    ours: Schema
    theirs: Schema
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def with_shared_names(base: Schema, ours: Schema, theirs: Schema, choices: Choices, renamer: Renamer) -> Aligned:
    """Gives every object the name that it will have, in all three."""
    final, conflicts = _names(base, ours, theirs, choices)
    known: list[str] = []
    problems: list[str] = []
    renamed_base = _renamed(base, final, renamer, known)
    renamed_ours = _renamed(ours, final, renamer, problems)
    renamed_theirs = _renamed(theirs, final, renamer, problems)
    # A text that stood against the rename from the start was dealt with by whoever renamed.
    return Aligned(renamed_base, renamed_ours, renamed_theirs, conflicts, [one for one in problems if one not in known])


def _names(base: Schema, ours: Schema, theirs: Schema, choices: Choices) -> tuple[dict[str, str], list[Conflict]]:
    """The names that change, by id, and those that both sides changed differently."""
    final: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for object_id, located in base.located.items():
        kind = located.kind
        here, there = ours.located.get(object_id), theirs.located.get(object_id)
        if kind.label is None or here is None or there is None or not here.kind == there.kind == kind:
            continue
        was, mine, other = (_label(kind, one.value) for one in (located, here, there))
        if mine == other == was:
            continue
        chosen = mine if mine != was else other
        if was not in (mine, other) and mine != other:
            choice = choices.get(key_of(object_id, "", kind.label))
            conflicts.append(
                Conflict(
                    object_id=object_id, kind=kind.name, field=kind.label, base=was, ours=mine, theirs=other,
                    choice=choice if choice in (OURS, THEIRS) else None,
                )
            )  # fmt: skip
            chosen = other if choice == THEIRS else mine
        if chosen is not None:
            final[object_id] = chosen
    return final, conflicts


def _label(kind: Kind, value: object) -> str | None:
    name: str | None = getattr(value, kind.label or "name")
    return name


def _renamed(schema: Schema, final: dict[str, str], renamer: Renamer, refusals: list[str]) -> Schema:
    """The design with these names. A name that another object still has is given once that one has its own."""
    waiting = {
        object_id: new
        for object_id, new in final.items()
        if _label(schema.located[object_id].kind, schema.located[object_id].value) not in (new, None)
    }
    aside: set[str] = set()
    while waiting:
        ready = next((one for one in waiting if _is_free(schema, one, waiting[one])), None)
        if ready is not None:
            schema = _one_renamed(schema, ready, waiting.pop(ready), renamer, refusals)
            continue
        first = next(iter(waiting))
        if first in aside:  # not a swap: another object has the name for good
            schema = _forced(schema, first, waiting.pop(first))
        else:
            schema = _one_renamed(schema, first, f"{waiting[first]} {first}", renamer, refusals)
            aside.add(first)
    return schema


def _is_free(schema: Schema, object_id: str, new: str) -> bool:
    try:
        apply((rename(schema, object_id, new),), schema)
    except DesignError:
        return False
    return True


def _one_renamed(schema: Schema, object_id: str, new: str, renamer: Renamer, refusals: list[str]) -> Schema:
    try:
        return apply((renamer(schema, object_id, new),), schema)
    except ChangeConflict as conflict:
        refusals.append(f"{path_in(schema, object_id)} is {new} on one side: {conflict}")
        return _forced(schema, object_id, new)


def _forced(schema: Schema, object_id: str, new: str) -> Schema:
    """The name given even if another has it, and no text changed: who merges is told of that."""
    draft = Draft(schema)
    step(rename(schema, object_id, new), draft)
    return draft.freeze()
