"""What a review's page knows: where it stands, and in sentences what keeps it from being merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from designer.exporters.diagram.kept import Kept
from designer.exporters.wording import counted, legible
from designer.schema.changes import Alter
from designer.schema.describe import altered, names_in
from designer.schema.frozen import FrozenMap
from designer.schema.merging import Conflict, Merged
from designer.schema.schema import Schema
from designer.store.models import BlockingSeverity, Design, Opinion, Review, ReviewState, Team, Verdict
from designer.store.review_merging import merged_with
from designer.store.reviews import verdicts_of
from designer.web.forms.registry import word
from designer.web.sides import NOW, Pair, Side, base_side

TONES = {
    "draft": "", "open": "accent", "approved": "good", "changes requested": "warning", "merged": "good", "closed": "",
}  # fmt: skip
_merges: Kept[Merged] = Kept(16)
_SEVERITIES = ("error", "warning", "info")
_NOUNS = {"error": "error", "warning": "warning", "info": "note"}
_NAMED = 3
"""Findings that the sentence about them names."""


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict that counts. outdated: the proposal has changed since, so an approval does not."""

    verdict: Verdict
    outdated: bool

    @property
    def approves(self) -> bool:
        """Whether it is one of the approvals that a merge takes."""
        return self.verdict.opinion == Opinion.APPROVED and not self.outdated


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a review stands. word: its state as people say it, a key of TONES."""

    review: Review
    given: tuple[Given, ...]
    required: int

    @property
    def approvals(self) -> int:
        """How many count."""
        return sum(one.approves for one in self.given)

    @property
    def against(self) -> tuple[Given, ...]:
        """Whose last word is that something has to change, even if it did since: they look again themselves."""
        return tuple(one for one in self.given if one.verdict.opinion == Opinion.CHANGES)

    @property
    def word(self) -> str:
        """`draft`, `open`, `changes requested`, `approved`, `merged`, `closed`."""
        if self.review.state != ReviewState.OPEN:
            return str(self.review.state)
        if self.against:
            return "changes requested"
        return "approved" if self.given and self.approvals >= self.required else "open"

    @property
    def tone(self) -> str:
        """The class of its tag."""
        return TONES[self.word]


def standings_of(design: Design, reviews: Iterable[Review]) -> list[Standing]:
    """Of some reviews of a design, in one query however many there are."""
    asked = list(reviews)
    found = verdicts_of(design, (one.number for one in asked))
    return [
        Standing(
            review,
            tuple(Given(one, one.changed_since) for one in found.get(review.number, ())),  # type: ignore[attr-defined]
            design.team.required_approvals,
        )
        for review in asked
    ]


def pair_of_review(review: Review, schema: Schema) -> Pair:
    """The base and the proposal, whose value `schema` is."""
    revision = review.proposal.revision
    return Pair(review.proposal, base_side(review.proposal, review), Side(NOW, "the proposal", revision, schema))


def merged_now(review: Review, design: Design) -> Merged:
    """What a merge would come to while nothing is chosen, computed once per pair of states."""
    key = f"{review.proposal_id}/{review.proposal.revision}/{review.base}/{design.pk}/{design.revision}"
    made = design.created_at.isoformat()
    return _merges.get(f"{key}/{made}", lambda: merged_with(review, design))


def blocks(
    standing: Standing, team: Team, brought: Mapping[str, Any], merged: Merged | None, proof_failed: bool = False
) -> list[str]:
    """Why it cannot be merged, a sentence each; empty where it can.

    brought: the findings it brings, as `said_of_both.findings_between` counts and names them.
    """
    review = standing.review
    if review.settled:
        return []
    found: list[str] = []
    if review.state == ReviewState.DRAFT:
        found.append("It is a draft: open the review when it is ready to be looked at.")
    found += [_against(one) for one in standing.against]
    missing = standing.required - standing.approvals
    if missing > 0:
        outdated = sum(one.outdated and one.verdict.opinion == Opinion.APPROVED for one in standing.given)
        also = f"; {counted(outdated, 'approval')} of an earlier state no longer counts" if outdated else ""
        found.append(
            f"It takes {counted(standing.required, 'approval')}, and {standing.approvals or 'none'} is there{also}."
        )
    found += _findings(team, brought)
    if proof_failed:
        found.append("The proof of its migration failed.")
    if merged is not None:
        found += [f"Together with the design as it is now it would be no design: {one}." for one in merged.problems[:5]]
    return found


def _against(given: Given) -> str:
    since = " The proposal has changed since: ask for another look." if given.outdated else ""
    return f"{given.verdict.author_name} asked for changes at revision {given.verdict.revision}.{since}"


def stopping(team: Team) -> Sequence[str]:
    """The severities of findings that a team merges nothing with, the worst first."""
    least = team.blocking_severity
    return () if least == BlockingSeverity.NONE else _SEVERITIES[: _SEVERITIES.index(least) + 1]


def _findings(team: Team, brought: Mapping[str, Any]) -> list[str]:
    severities, stops = brought["severities"], stopping(team)
    said = [counted(severities[one], f"new {_NOUNS[one]}") for one in stops if severities.get(one)]
    if not said:
        return []
    titles = [f"“{one['title']}”" for one in brought["introduced"] if one["severity"] in stops][:_NAMED]
    more = sum(severities.get(one, 0) for one in stops) - len(titles)
    named = ", ".join(titles) + (f" and {more} more" if more else "")
    return [
        f"It brings {' and '.join(said)}: {named}. Mend what is found in the proposal, or dismiss it there with a "
        "reason: this team merges nothing with it."
    ]


def conflicts_in_words(conflicts: Iterable[Conflict], *schemas: Schema) -> list[dict[str, Any]]:
    """For reviews/conflicts.html. schemas: the designs that the ids are of, the one that names win from last."""
    names = names_in((), schemas)
    return [_in_words(one, names) for one in conflicts]


def _in_words(conflict: Conflict, names: Mapping[str, str]) -> dict[str, Any]:
    field = conflict.field
    thing = "The design" if conflict.object_id == "design" else f"{word(conflict.kind).capitalize()}"
    name = "" if conflict.object_id == conflict.kind else names.get(conflict.object_id, conflict.object_id)
    if field == "order":
        thing, what = "Order", f"of the {word(conflict.kind)}s"
    else:
        what = field.replace("_", " ")
    return {
        "conflict": conflict,
        "thing": thing,
        "name": legible(name),
        "what": what,
        "base": _value(conflict, conflict.base, names),
        "ours": _value(conflict, conflict.ours, names),
        "theirs": _value(conflict, conflict.theirs, names),
        "needed_by": [legible(names.get(one, one)) for one in conflict.needed_by[:5]],
    }


def _value(conflict: Conflict, value: Any, names: Mapping[str, str]) -> str:
    """What one side says, in words."""
    if not conflict.field:
        if value is None:
            return "dropped" if conflict.base is not None else "not there"
        return "as it was" if value == conflict.base else "changed" if conflict.base is not None else "added"
    if conflict.field == "order":
        return ", ".join(legible(names.get(one, one).rpartition(".")[2]) for one in value)
    if value is None:
        return "nothing"
    change = Alter(
        kind=conflict.kind, id=conflict.object_id, set=FrozenMap({conflict.field: value}),
        was=FrozenMap({conflict.field: None}),
    )  # fmt: skip
    return legible("; ".join(becomes for _, _, becomes in altered(change, names)))
