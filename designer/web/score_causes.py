"""What a score has risen by since it was last looked at, as far as nothing was mended for it.

What somebody retired with a reason, and numbers and answers that are said otherwise than before, are each put back as
they were: what the score would then be less is what it owes to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from designer.analysis.restated import as_before, in_words, restated
from designer.analysis.withdrawn import PutBack, put_back
from designer.schema.changes import Alter
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.schema import Schema
from designer.web.withdrawing import Since, in_word

_SINGLY = 6
"""So many restatements are judged one by one; of more, what they do together is told."""
_NAMED = 12
_LEAST = 0.1
"""Points that are worth a line."""
ScoreOf = Callable[[Schema], float]
"""The score that the design would have with a schema that says more, or otherwise."""


def causes_of(schema: Schema, since: Since, whole: PutBack, now: float, score_of: ScoreOf) -> list[dict[str, Any]]:
    """[{why: `retired` or `restated`, what: sentences, points}], what was retired first, then the most first.

    whole: the design as it is judged. Nothing is looked for unless the score has risen.
    """
    if now - since.score < _LEAST:
        return []
    causes = [*_retired(schema, since, now, score_of), *_restated(schema, since, whole, now, score_of)]
    return sorted(
        (one for one in causes if one["points"] >= _LEAST),
        key=lambda one: (one["why"] != "retired", -float(one["points"])),
    )


def _retired(schema: Schema, since: Since, now: float, score_of: ScoreOf) -> list[dict[str, Any]]:
    new = since.newly_retired(schema)
    if not new:
        return []
    again = put_back(schema, since.silent, despite=new)
    what = [f"{in_word(schema, one)}: {decision.reason}" for one, decision in again.retired if one.id in new]
    return [_cause("retired", _first(what), now - score_of(again.schema))]


def _restated(schema: Schema, since: Since, whole: PutBack, now: float, score_of: ScoreOf) -> list[dict[str, Any]]:
    found = restated(schema, since.withdrawn, since.inverses)

    def points(changes: Sequence[Alter]) -> float:
        try:
            return now - score_of(as_before(whole.schema, changes))
        except (ChangeConflict, DesignError):
            return 0.0  # it was said of a state that is no more

    if not found:
        return []
    if len(found) <= _SINGLY:
        singly = [_cause("restated", [in_words(schema, one)], points([one])) for one in found]
        if any(one["points"] >= _LEAST for one in singly):
            return singly
    return [_cause("restated", _first([in_words(schema, one) for one in found]), points(found))]


def _first(what: list[str]) -> list[str]:
    """So many of the sentences, and how many more there are."""
    more = len(what) - _NAMED
    return what if more <= 0 else [*what[:_NAMED], f"and {more} more"]


def _cause(why: str, what: list[str], points: float) -> dict[str, Any]:
    return {"why": why, "what": what, "points": round(points, 1)}
