"""Taking revisions back, one's own or another's, and doing them again. Each is a revision of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction

from designer.schema.changes import Add, Alter, Change, Drop, Move, flatten
from designer.schema.draft import Draft
from designer.schema.edits import drop
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.kinds import KINDS
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.conflicts import CannotUndo
from designer.store.editing import Actor, commit, history, lock
from designer.store.models import Design, Revision
from designer.store.rebase import subjects


@transaction.atomic
def undo(design: Design, actor: Actor, number: int) -> Revision:
    """Takes revision `number` back, if nothing later depends on it; returns the revision that does so.

    Undoing an undo does the first one again. Raises CannotUndo with the reason in words.
    """
    locked = lock(design)
    target = Revision.objects.filter(team_id=locked.team_id, design=locked, number=number).first()
    if target is None:
        raise CannotUndo(f"There is no revision {number}.")
    if number == 1:
        raise CannotUndo("The design begins with its first revision; it cannot be undone.")
    if target.undone_by is not None:
        raise CannotUndo(f"Revision {number} is already undone, by revision {target.undone_by}.", (target.undone_by,))
    revision = _take_back(locked, actor, target)
    _note(locked, target, revision)
    design.revision = locked.revision
    return revision


@transaction.atomic
def undo_last(design: Design, actor: Actor) -> Revision:
    """Takes the latest edit back that is still in effect. Raises CannotUndo."""
    found = history(lock(design)).filter(undone_by=None, undoes=None, number__gt=1).first()
    if found is None:
        raise CannotUndo("There is nothing to undo.")
    return undo(design, actor, found.number)


@transaction.atomic
def redo(design: Design, actor: Actor) -> Revision:
    """Does again what was undone last, unless something else was done since. Raises CannotUndo."""
    number = next_redo(lock(design))
    if number is None:
        raise CannotUndo("There is nothing to do again.")
    return undo(design, actor, number)


def next_redo(design: Design) -> int | None:
    """The undo that `redo` would take back, or None."""
    undos: dict[int, int] = dict(
        history(design).filter(undoes__isnull=False).values_list("number", "undoes")  # type: ignore[arg-type]
    )
    for number, undoes, undone_by in history(design).values_list("number", "undoes", "undone_by").iterator(200):
        if undone_by is not None or undoes in undos:  # an undo that was taken back, and what took it back
            continue
        return number if undoes is not None else None
    return None


def _take_back(design: Design, actor: Actor, target: Revision) -> Revision:
    schema = schema_of(design)
    label = f"Redo: {_original(design, target).label}" if target.undoes else f"Undo: {target.label}"
    try:
        changes = target.inverse_values()
        if target.number < design.revision:
            changes = tuple(_fitted(changes, schema))
        return commit(design, actor, schema, changes, label, undoes=target.number)
    except ChangeConflict as conflict:
        raise _blocked(design, target, {conflict.object_id}, str(conflict)) from conflict
    except DesignError as error:
        raise _blocked(design, target, set(), str(error)) from error


def _original(design: Design, revision: Revision) -> Revision:
    """The edit behind a chain of undos and redos."""
    while revision.undoes is not None:
        revision = Revision.objects.get(team_id=design.team_id, design=design, number=revision.undoes)
    return revision


def _note(design: Design, target: Revision, revision: Revision) -> None:
    """Marks what is now undone, and what is in effect again because its undo was taken back."""
    own = Revision.objects.filter(team_id=design.team_id, design=design)
    own.filter(number=target.number).update(undone_by=revision.number)
    if target.undoes is not None:
        own.filter(number=target.undoes).update(undone_by=None)


def _fitted(changes: Iterable[Change], schema: Schema) -> Iterator[Change]:
    """The changes with places that later edits have shifted, and without pins on what goes."""
    draft = Draft(schema)
    for change in flatten(changes):
        match change:
            case Add(position=int(place)):
                siblings = draft.siblings(KINDS[change.kind], change.parent) if _there(draft, change.parent) else []
                yield replace(change, position=min(place, len(siblings)))
            case Move() if _there(draft, change.id):
                located = draft.located(change.id)
                siblings = draft.siblings(located.kind, located.owner)
                yield replace(change, old=siblings.index(change.id), new=min(change.new, len(siblings) - 1))
            case Drop() if change.id in schema.located:
                loosened = drop(schema, change.id).cascades
                only_layout = all(isinstance(one, Alter) and one.kind == "layout" for one in loosened)
                yield replace(change, cascades=loosened) if only_layout else change
            case _:
                yield change


def _there(draft: Draft, object_id: str) -> bool:
    return not object_id or object_id in draft.ids()


def _blocked(design: Design, target: Revision, about: set[str], reason: str) -> CannotUndo:
    """The refusal, naming the later revisions that built on the one to be undone."""
    later = list(_in_effect_since(design, target.number))
    own = set(subjects((*target.change_values(), *target.inverse_values())))
    for wanted in (about & own, own, set(_texts(target))):
        found = [revision for revision in later if wanted & revision.touched()]
        if found:
            named = ", ".join(f"{one.number} (“{one.label}”{_by(one)})" for one in found[:3])
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            verb = "depends" if len(found) == 1 else "depend"
            revisions = "Revision" if len(found) == 1 else "Revisions"
            return CannotUndo(
                f"{revisions} {named}{more} {verb} on it and would have to be undone first.",
                tuple(one.number for one in found),
            )
    return CannotUndo(f"It cannot be taken back any more: {reason}.")


def _in_effect_since(design: Design, number: int) -> Iterator[Revision]:
    """Later revisions, the oldest first, without those that take each other back."""
    for revision in history(design).filter(number__gt=number, undone_by=None).order_by("number"):
        if revision.undoes is None or revision.undoes < number:
            yield revision


def _texts(revision: Revision) -> Iterator[Any]:
    """The names and texts that it would bring back."""
    for change in flatten(revision.inverse_values()):
        yield from (getattr(change, "new", None), getattr(getattr(change, "value", None), "name", None))


def _by(revision: Revision) -> str:
    return f" by {revision.actor.get_username()}" if revision.actor else ""
