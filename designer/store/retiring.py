"""Taking an access pattern, a declared rule or a dependency out of a design for good, with the reason on record."""

from designer.analysis.score import WORDS, is_a_reason
from designer.analysis.withdrawn import OBJECTS, retirement
from designer.schema.changes import Change
from designer.schema.edits import drop
from designer.schema.errors import DesignError
from designer.schema.model import RETIRED
from designer.schema.schema import Schema
from designer.store.audit import entry_of, record_all
from designer.store.models import Action, Design

REASON = f"Say why in {WORDS} different words or more: whoever reads the score will ask."
LONGEST = 2000
"""Characters of a reason."""


def retiring(schema: Schema, object_id: str, reason: str) -> tuple[Change, ...]:
    """What retires an object: it goes, if the design still has it, and the reason is kept with the design.

    Raises DesignError for a text that is no reason, and for what is not retired but said otherwise, such as a table.
    """
    reason = reason.strip()
    if not is_a_reason(reason) or len(reason) > LONGEST:
        raise DesignError(REASON if len(reason) <= LONGEST else f"A reason has {LONGEST:,} characters at most.")
    told = retirement(schema, object_id, reason)
    located = schema.located.get(object_id)
    if located is None:
        return (told,)
    if located.kind.name not in OBJECTS:
        raise DesignError("Access patterns, declared rules and dependencies are retired; anything else is deleted.")
    return drop(schema, object_id), told


def record_retired(design: Design, actor: object, before: Schema, after: Schema, revision: int) -> None:
    """An entry of the team's record for each reason that an edit writes down, by whatever way it came. before, after:
    the design without and with the edit."""
    if after.decisions == before.decisions:
        return
    known = {(one.subject, one.reason) for one in before.decisions if one.finding == RETIRED}
    entries = []
    for one in after.decisions:
        if one.finding != RETIRED or (one.subject, one.reason) in known:
            continue
        gone = before.located.get(one.subject)
        called = str(getattr(gone.value, "name", "") or "") if gone and one.subject not in after.located else ""
        details = {"reason": one.reason, "revision": revision}
        name = called or design.name
        entries.append(entry_of(design.team_id, actor, Action.USE_RETIRED, name, design=design, details=details))
    if entries:
        record_all(entries)
