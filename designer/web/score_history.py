"""The score of a design from look to look, what it rose by without anything mended, and what is no longer said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from designer.analysis.engine import Report
from designer.analysis.withdrawn import OBJECTS, retired_in
from designer.schema.changes import Add, Alter, Change
from designer.schema.edits import add
from designer.schema.model import RETIRED, Decision
from designer.schema.schema import Schema
from designer.store.audit import called
from designer.store.models import Design, Revision
from designer.web.models import Mark
from designer.web.withdrawing import in_word, silent_now

_MOST = 60
"""Looks that are listed."""


@dataclass(frozen=True, slots=True)
class Look:
    """The score at a revision that somebody looked at. change: since the look before, None for the first listed;
    revisions: how many edits lie between; causes: see `designer.web.score_causes`."""

    revision: int
    score: float
    made_at: datetime
    label: str
    actor: str
    change: float | None
    revisions: int
    causes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """Something that the design once said. object_id: what to retire, "" for a value, which is said anew instead; at:
    the object whose form says it; given: a reason that is written down but does not count."""

    what: str
    object_id: str = ""
    at: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Retired:
    """Something that is gone for good, and why. decision: the id of what says so."""

    what: str
    object_id: str
    reason: str
    decision: str


def looks_of(design: Design) -> tuple[list[Look], int]:
    """The latest first, and how many earlier ones are left out. For a design whose findings have been looked at."""
    marks = Mark.objects.filter(team_id=design.team_id, design_id=design.id, revision__lte=design.revision)
    rows = list(marks.order_by("-revision").values_list("revision", "score", "made_at", "causes")[: _MOST + 1])
    numbers = [row[0] for row in rows]
    edits = Revision.objects.filter(team_id=design.team_id, design_id=design.id, number__in=numbers)
    told = {one.number: one for one in edits.select_related("actor").defer("changes", "inverse")}
    found = []
    for place, (number, value, made_at, causes) in enumerate(rows[:_MOST]):
        before = rows[place + 1] if place + 1 < len(rows) else None
        change = None if before is None else round(value - before[1], 1)
        between = 0 if before is None else number - before[0]
        edit = told.get(number)
        actor = called(edit.actor) if edit and edit.actor else ""
        found.append(Look(number, value, made_at, edit.label if edit else "", actor, change, between, tuple(causes)))
    return found, marks.count() - _MOST if len(rows) > _MOST else 0


def no_longer_said(design: Design, schema: Schema, report: Report) -> tuple[list[Silent], list[Retired]]:
    """What the design once said: what counts on because nobody said why it is gone, and what is retired.

    report: of this revision, which knows what was put back for it.
    """
    gone = retired_in(schema)
    names = {one.id: in_word(schema, one) for one in silent_now(design, schema) if isinstance(one, Add)}
    decided = {one.subject: one for one in schema.decisions if one.finding == RETIRED}
    retired = [
        Retired(names.get(one.subject) or "something that is gone", one.subject, one.reason, one.id)
        for one in decided.values()
        if one.subject in gone or not (one.subject in schema.located or one.subject in names)
    ]
    return [found for one in report.withdrawn if (found := _silent(schema, one, decided))], retired


def _silent(schema: Schema, change: Change, decided: dict[str, Decision]) -> Silent | None:
    what = in_word(schema, change)
    if not what:
        return None
    if isinstance(change, Alter):
        return Silent(what, at="requirements" if change.kind == "requirements" else change.id)
    assert isinstance(change, Add)
    given = decided.get(change.id)
    return Silent(what, object_id=change.id, given=given.reason if given else "")


def to_retire(design: Design, schema: Schema, name: str) -> dict[str, str]:
    """What goes by a name or an id and can be retired, id to words: of the design, else of what it once said."""
    name = name.strip()
    wanted = name.casefold()
    here = [add(schema, one) for one in (*schema.access_patterns, *schema.invariants)]
    gone = [one for one in silent_now(design, schema) if isinstance(one, Add) and one.kind in OBJECTS]
    for changes in (here, gone):
        found = {one.id: in_word(schema, one) for one in changes if one.id == name or (wanted and _name(one) == wanted)}
        if found:
            return found
    located = schema.located.get(name)
    return {name: f"a {located.kind.name.replace('_', ' ')}"} if located and located.kind.name in OBJECTS else {}


def _name(change: Add) -> str:
    """An access pattern's name, a declared rule's text."""
    return str(getattr(change.value, "name", "") or getattr(change.value, "text", "") or "").casefold()
