"""What a design no longer says of its use, from mark to mark of its score (`designer.analysis.withdrawn`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from designer.analysis.withdrawn import MOST, OBJECTS, VALUES, put_back, retired_in, taken_away
from designer.schema.change_json import changes_from_json
from designer.schema.changes import Add, Alter, Change, Drop
from designer.schema.schema import Schema
from designer.store.models import Design, Revision
from designer.web.models import Mark

_REVISIONS = 200
"""So many are looked through since the last mark; a program may make thousands between two looks."""
_KINDS = {("add", kind) for kind in (*OBJECTS, "entity", "decision")}
_KINDS |= {("alter", kind) for kind in (*VALUES, "decision")} | {("drop", "decision")}


@dataclass(frozen=True, slots=True)
class Since:
    """What was done since the last mark of a design's score. score: what it was; withdrawn: what would say again what
    the design had ceased to say by then; inverses: what takes back the edits since, the earliest first, as far as it
    tells of the design's use."""

    score: float
    withdrawn: tuple[Change, ...]
    inverses: tuple[Change, ...]

    @property
    def silent(self) -> tuple[Change, ...]:
        """What would say again what the design has ceased to say since the first mark, the latest last."""
        return (*self.withdrawn, *taken_away(self.inverses))[-MOST:]

    def newly_retired(self, schema: Schema) -> set[str]:
        """Ids of what is gone for good by a reason that was written down since."""
        gone = retired_in(schema)
        decided = {one.id for one in self.inverses if isinstance(one, Drop | Alter) and one.kind == "decision"}
        return {subject for subject, decision in gone.items() if decision.id in decided}


def since_last_mark(design: Design) -> Since | None:
    """None for a design that has no mark before this revision."""
    marks = Mark.objects.filter(team_id=design.team_id, design_id=design.id, revision__lt=design.revision)
    last = marks.order_by("-revision").values_list("revision", "score", "withdrawn").first()
    if last is None:
        return None
    revisions = (
        Revision.objects.filter(team_id=design.team_id, design_id=design.id)
        .filter(number__gt=max(last[0], design.revision - _REVISIONS), number__lte=design.revision)
        .order_by("number")
        .values_list("inverse", flat=True)
    )
    inverses = tuple(change for inverse in revisions for change in changes_from_json(_telling(inverse)))
    return Since(last[1], changes_from_json(last[2]), inverses)


def _telling(inverse: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that may say something of the use; an import holds thousands of others."""
    return [one for one in inverse if (one.get("change"), one.get("kind")) in _KINDS]


def silent_now(design: Design, schema: Schema) -> tuple[Change, ...]:
    """What a design no longer says, retired or not: by the mark of its revision, else by the one before that."""
    marks = Mark.objects.filter(team_id=design.team_id, design_id=design.id, revision=design.revision)
    kept = marks.values_list("withdrawn", flat=True).first()
    if kept is not None:
        return changes_from_json(kept)
    since = since_last_mark(design)
    return put_back(schema, since.silent).silent if since is not None else ()


def in_words(schema: Schema, said: Sequence[Change]) -> list[str]:
    """What a design no longer says, as a list for people: the names of patterns, else what kind of thing it is."""
    return list(dict.fromkeys(filter(None, (in_word(schema, one) for one in said))))


def in_word(schema: Schema, one: Change) -> str:
    """Of one change; "" for a decision, which goes with what it is about."""
    if isinstance(one, Add) and one.kind == "access_pattern":
        return f"the access pattern “{one.value.name}”"
    if isinstance(one, Add) and one.kind == "invariant":
        return f"the rule “{one.value.text or one.value.kind}”"
    if isinstance(one, Add) and one.kind != "decision":
        owner = schema.located.get(one.parent)
        return f"a dependency of {owner.value.name}" if owner else "a dependency of a table that is gone"
    return _properties(schema, one) if isinstance(one, Alter) else ""


def _properties(schema: Schema, change: Alter) -> str:
    names = ", ".join(name.replace("_", " ") for name in change.set)
    if change.kind == "requirements":
        return f"of the requirements {names}"
    located = schema.located.get(change.id)
    return f"{names} of {located.value.name}" if located else ""
