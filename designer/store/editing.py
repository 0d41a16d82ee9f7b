"""The one way to change a design: lock it, fit the changes to what it is now, apply, write, note.

Every function runs in a transaction of its own (or a savepoint of the caller's), and holds the design's row
locked meanwhile, so edits of one design queue and none is lost. Who may edit is decided before (`access`).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from designer.schema.apply import apply
from designer.schema.change_json import changes_to_json
from designer.schema.changes import Change, Rename, reverse
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.schema import Schema
from designer.sql.renames import RenameRefused, rename_with_rewrites
from designer.store import mapping
from designer.store.cache import CACHE, remember, schema_of
from designer.store.conflicts import EditConflict, FieldConflict
from designer.store.events import record_change
from designer.store.limits import refuse_unkeepable
from designer.store.live import tell_edit
from designer.store.models import Design, Revision, Source
from designer.store.prepared import Prepared
from designer.store.rebase import rebase
from designer.store.retiring import record_retired

Actor = Any
"""A user of Django, or None for the program itself."""


@transaction.atomic
def create_design(
    team_id: int, actor: Actor, schema: Schema, *, label: str, sources: Iterable[tuple[str, str, str]] = ()
) -> Design:
    """A new design of a team, with its first revision. sources: (name, kind, text) of what it was read from.

    Raises DesignError for what the database cannot keep.
    """
    design = mapping.save_new(team_id, schema)
    Revision.objects.create(team_id=team_id, design=design, number=1, actor=actor, label=label, changes=[], inverse=[])
    design.revision = 1
    design.save(update_fields=["revision"])
    add_sources(design, actor, sources)
    remember(design, schema)
    return design


def add_sources(design: Design, actor: Actor, sources: Iterable[tuple[str, str, str]]) -> None:
    """Keeps the texts that a design, or a part of it, was read from: (name, kind, text)."""
    first = Source.objects.filter(team_id=design.team_id, design=design).count() + 1
    for number, (name, kind, text) in enumerate(sources, first):
        refuse_unkeepable((name, text), f"source {name}")
        Source.objects.create(
            team_id=design.team_id, design=design, number=number, actor=actor, name=name, kind=kind, text=text
        )


@transaction.atomic
def edit(
    design: Design, actor: Actor, changes: Iterable[Change], *, opened_on: int | None = None, label: str
) -> Revision:
    """Applies changes that were made from revision `opened_on`, and returns the new revision.

    Where the design has moved on since, fields that nobody touched are set as asked; if any was changed by
    both, nothing is written and EditConflict lists each. opened_on None means the design as it is now. When
    everything is already as asked, the latest revision is returned.
    Raises EditConflict; DesignError for a result that is no design or cannot be kept.
    """
    locked = lock(design)
    schema = schema_of(locked)
    fitted = tuple(changes)
    if opened_on is not None and opened_on < locked.revision:
        fitted, conflicts = rebase(fitted, schema, rename_here)
        if conflicts:
            raise EditConflict(*(_attributed(locked, opened_on, conflict) for conflict in conflicts))
    try:
        revision = commit(locked, actor, schema, fitted, label)
    except ChangeConflict as conflict:
        raise EditConflict(*_from_change(conflict)) from conflict
    design.revision = locked.revision
    return revision


def rename_here(schema: Schema, object_id: str, new: str) -> Rename:
    """The rename with every text that mentions the old name. Raises ChangeConflict where one cannot be rewritten."""
    try:
        return rename_with_rewrites(schema, object_id, new)
    except RenameRefused as refused:
        raise ChangeConflict(f"it cannot be renamed any more: {refused}", object_id) from refused


def lock(design: Design) -> Design:
    """The design's row as it is now, kept from other edits until the transaction ends."""
    found = _LOCKED.first(design.team_id, design.id)
    if found is None:
        raise Design.DoesNotExist(f"There is no design {design.pk}.")
    return found


# Not its key: rows that refer to it may be written meanwhile.
_LOCKED = Prepared(lambda team, design: Design.objects.select_for_update(no_key=True).filter(team_id=team, id=design))


def commit(
    locked: Design,
    actor: Actor,
    schema: Schema,
    changes: tuple[Change, ...],
    label: str,
    undoes: int | None = None,
    *,
    event: bool = True,
) -> Revision:
    """Applies changes that fit, writes what they touch and notes them. The design's row is locked. event: whether it is
    one for those who review the proposal that the design may be; the caller may have an event of its own.

    Raises ChangeConflict, DesignError.
    """
    if locked.settled:
        raise DesignError("this proposal is merged or closed, and stays as it is")
    after = apply(changes, schema)
    if not changes or (undoes is None and after == schema):
        return Revision.objects.get(team_id=locked.team_id, design=locked, number=locked.revision)
    forth, back = changes_to_json(changes), changes_to_json(reverse(changes))
    refuse_unkeepable(forth, "this edit")
    mapping.write(locked, schema, after)
    locked.revision += 1
    Design.objects.filter(team_id=locked.team_id, id=locked.id).update(revision=locked.revision, changed_at=Now())
    revision = Revision.objects.create(
        team_id=locked.team_id,
        design=locked,
        number=locked.revision,
        actor=actor,
        label=label,
        changes=forth,
        inverse=back,
        undoes=undoes,
    )
    tell_edit(locked, revision.number, actor)
    record_retired(locked, actor, schema, after, revision.number)
    if event and locked.proposal_for_id is not None:
        record_change(locked, revision.number, actor)
    remember(locked, after)
    return revision


def history(design: Design) -> "QuerySet[Revision]":
    """A design's revisions, the latest first, with who made them."""
    return Revision.objects.filter(team_id=design.team_id, design=design).select_related("actor").order_by("-number")


def schema_at(design: Design, number: int) -> Schema:
    """The design as it was at a revision: what a form was opened on. Raises Revision.DoesNotExist."""
    found = CACHE.get(design.id, number)
    if found is not None:
        return found
    schema = schema_of(design)
    if number > design.revision or number < 1:
        raise Revision.DoesNotExist(f"There is no revision {number}.")
    later = history(design).filter(number__gt=number, number__lte=design.revision)
    return apply((change for revision in later for change in revision.inverse_values()), schema)


def _attributed(design: Design, since: int, conflict: FieldConflict) -> FieldConflict:
    """The conflict with who made the latest change of its object, and in which revision."""
    for revision in history(design).filter(number__gt=since):
        if conflict.object_id in revision.touched():
            actor = revision.actor.get_username() if revision.actor else None
            return replace(conflict, revision=revision.number, actor=actor)
    return conflict


def _from_change(conflict: ChangeConflict) -> list[FieldConflict]:
    fields = conflict.fields or {"": (None, None)}
    return [
        FieldConflict(conflict.object_id, "", field, base, theirs, None, str(conflict))
        for field, (base, theirs) in fields.items()
    ]
