"""What a design no longer says of its use, from mark to mark of its score (`designer.analysis.withdrawn`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from designer.analysis.withdrawn import MOST, OBJECTS, VALUES, taken_away
from designer.schema.change_json import changes_from_json
from designer.schema.changes import Add, Alter, Change
from designer.schema.schema import Schema
from designer.store.models import Design, Revision
from designer.web.models import Mark

_REVISIONS = 200
"""So many are looked through since the last mark; a program may make thousands between two looks."""
_KINDS = {("add", kind) for kind in (*OBJECTS, "decision")} | {("alter", kind) for kind in VALUES}


def withdrawn_of(design: Design) -> tuple[Change, ...]:
    """What would say again what the design has ceased to say since the first mark of its score, the latest last."""
    marks = Mark.objects.filter(team_id=design.team_id, design_id=design.id, revision__lt=design.revision)
    last = marks.order_by("-revision").values_list("revision", "withdrawn").first()
    if last is None:
        return ()
    revisions = (
        Revision.objects.filter(team_id=design.team_id, design_id=design.id)
        .filter(number__gt=max(last[0], design.revision - _REVISIONS), number__lte=design.revision)
        .order_by("number")
        .values_list("inverse", flat=True)
    )
    found = list(changes_from_json(last[1]))
    for inverse in revisions:
        found += taken_away(changes_from_json(_telling(inverse)))
    return tuple(found[-MOST:])


def _telling(inverse: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that may say something of the use; an import holds thousands of others."""
    return [one for one in inverse if (one.get("change"), one.get("kind")) in _KINDS]


def in_words(schema: Schema, said: Sequence[Change]) -> list[str]:
    """What a design no longer says, as a list for people: the names of patterns, else what kind of thing it is."""
    words: list[str] = []
    for one in said:
        if isinstance(one, Add) and one.kind == "access_pattern":
            words.append(f"the access pattern “{one.value.name}”")
        elif isinstance(one, Add) and one.kind == "invariant":
            words.append(f"the rule “{one.value.text or one.value.kind}”")
        elif isinstance(one, Add) and one.kind != "decision":
            words.append(f"a dependency of {schema.get(one.parent).name}")
        elif isinstance(one, Alter):
            words.append(_properties(schema, one))
    return list(dict.fromkeys(words))


def _properties(schema: Schema, change: Alter) -> str:
    names = ", ".join(name.replace("_", " ") for name in change.set)
    if change.kind == "requirements":
        return f"of the requirements {names}"
    about = schema.get(change.id)
    return f"{names} of {about.name}"
