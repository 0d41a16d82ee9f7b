"""Applying changes to a design."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import singledispatch
from typing import Any

from designer.schema.changes import Add, Alter, Change, Drop, Move, Rename, flatten
from designer.schema.draft import Draft
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.kinds import KINDS, SINGLETONS
from designer.schema.schema import Schema
from designer.schema.validity import problems


def apply(changes: Iterable[Change], schema: Schema) -> Schema:
    """The design after `changes`, in order.

    A change states what it expects to find, and refuses anything else. References and names are
    checked once, at the end, so that two names can be swapped and objects moved in any order; of `schema`
    it is known that it holds together, so only what changed is looked at.
    Raises ChangeConflict for a change that does not fit, DesignError for a result that is no design.
    """
    flat = flatten(changes)
    if not flat:
        return schema
    draft = Draft(schema)
    for change in flat:
        step(change, draft)
    result = draft.freeze()
    found = problems(result, since=schema)
    if found:
        raise DesignError(*found)
    return result


@singledispatch
def step(change: Any, draft: Draft) -> None:
    """Applies one elementary change to a draft. Raises ChangeConflict where it does not fit."""
    raise TypeError(f"no way to apply {type(change).__name__}")


@step.register
def _(change: Add, draft: Draft) -> None:
    draft.add(KINDS[change.kind], change.parent, change.value, change.position)


@step.register
def _(change: Drop, draft: Draft) -> None:
    draft.find(change.kind, change.id)
    current = draft.whole(change.id)
    if current != change.value:
        raise ChangeConflict(f"{change.kind} changed since: it is not dropped", change.id)
    draft.drop(KINDS[change.kind], change.id)


@step.register
def _(change: Alter, draft: Draft) -> None:
    current = draft.properties(change.kind, change.id)
    _expect(change.id, {field: (was, getattr(current, field)) for field, was in change.was.items()})
    draft.alter(change.kind, change.id, dict(change.set))


@step.register
def _(change: Rename, draft: Draft) -> None:
    label = KINDS[change.kind].label
    if label is None:
        raise ChangeConflict(f"a {change.kind} has no name", change.id)
    found = draft.find(change.kind, change.id)
    _expect(change.id, {label: (change.old, getattr(found.value, label))})
    draft.alter(change.kind, change.id, {label: change.new})
    for one in change.rewrites:
        _rewrite(draft, one.object, one.field, one.old, one.new)


def _rewrite(draft: Draft, object_id: str, field: str, old: str, new: str) -> None:
    """Replaces one text; `statements.0` is the first of a tuple of texts, `generated.expression` is inside."""
    name, _, inside = field.partition(".")
    kind = object_id if object_id in SINGLETONS else draft.located(object_id).kind.name
    held = getattr(draft.properties(kind, object_id), name)
    read, write = text_at(held, inside)
    _expect(object_id, {field: (old, read())})
    draft.alter(kind, object_id, {name: write(new)})


def text_at(held: Any, inside: str) -> tuple[Callable[[], Any], Callable[[str], Any]]:
    """Read and write access to a text: `held` itself, an item of a tuple, or a field of a part of it."""
    if not inside:
        return lambda: held, lambda new: new
    step, _, rest = inside.partition(".")
    if isinstance(held, tuple):
        index = int(step)
        read, write = text_at(held[index], rest)
        return read, lambda new: (*held[:index], write(new), *held[index + 1 :])
    read, write = text_at(getattr(held, step), rest)
    return read, lambda new: replace(held, **{step: write(new)})


@step.register
def _(change: Move, draft: Draft) -> None:
    located = draft.find(change.kind, change.id)
    draft.move(located.kind, change.id, change.old, change.new)


def _expect(object_id: str, fields: dict[str, tuple[Any, Any]]) -> None:
    differing = {field: pair for field, pair in fields.items() if pair[0] != pair[1]}
    if differing:
        raise ChangeConflict(f"changed since by someone else: {', '.join(differing)}", object_id, differing)
