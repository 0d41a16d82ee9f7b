"""What the page of a review shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from designer.planning import CannotPlan
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.events import events_of
from designer.store.meaning import has_worked_on, worked_on_by
from designer.store.models import Design, EventKind, Review
from designer.store.review_rows import reviews_of
from designer.store.threads import names_in_team
from designer.web.access import may_edit, may_review
from designer.web.bench import Bench
from designer.web.changes import Group, counts, groups_of
from designer.web.differences import ALL, TOUCHED, picture_of_difference
from designer.web.discussing import Forum, cards
from designer.web.markdown import markdown
from designer.web.migrating import Asked, is_quick, plan_of
from designer.web.migration_proofs import kept_proof
from designer.web.placing import entity_of
from designer.web.reviewing import blocks, merged_now, pair_of_review, standings_of, stopping
from designer.web.said_of_both import findings_between, first_rows, sql_of
from designer.web.sides import Pair

_EVENTS = 200
_SAYING = (EventKind.COMMENTED,)
"""Events whose text stands in a thread on the page already."""


def found_review(design: Design, number: int, reader: Any = None) -> Review:
    """The review, with its design and its proposal as the user may see and do with them. Raises Http404.

    reader: for whom it says as `worked` whether he made a part of what is proposed.
    """
    rows = reviews_of(design).filter(number=number)
    found = (rows if reader is None else rows.annotate(worked=worked_on_by(reader))).first()
    if found is None:
        raise Http404("There is no such review.")
    found.design = found.proposal.proposal_for = design
    found.proposal.team = design.team
    found.proposal.role = design.role  # type: ignore[attr-defined]
    return found


def to_review(review: Review, anchor: str = "") -> HttpResponse:
    """After something was done."""
    url = reverse("review", args=[review.design_id, review.number])
    return HttpResponseRedirect(f"{url}#{anchor}" if anchor else url, status=303)


def review_context(bench: Bench, review: Review) -> dict[str, Any]:
    """For reviews/review.html."""
    proposal = review.proposal
    schema = schema_of(proposal)
    pair = pair_of_review(review, schema)
    found = findings_between(proposal, pair)
    proof = proof_in_short(pair)
    (standing,) = standings_of(bench.design, [review])
    merged = None if review.settled else merged_now(review, bench.design)
    stops = blocks(standing, bench.design.team, found, merged, proof.get("verdict") == "failed")
    names = frozenset(names_in_team(review.team_id))
    here = reverse("review", args=[review.design_id, review.number])
    forum = Forum(proposal, review.design, review)
    threads = cards(forum, schema, here, before=pair.old.schema, names=names, reader=bench.request.user.pk)
    return {
        "review": review,
        "standing": standing,
        "blocks": stops,
        "stopping": () if review.settled else stopping(bench.design.team),
        "conflicts": len(merged.conflicts) if merged else 0,
        "behind": None if review.settled else bench.design.revision - pair.old.revision,
        "proof": proof,
        "description": markdown(review.description, names),
        "verdicts": [{"given": one, "html": markdown(one.verdict.text, names)} for one in standing.given],
        "events": _events(review, names),
        "talks": may_review(bench.design),
        "decides": may_review(bench.design) and review.state == "open",
        "edits": bench.may_edit,
        "edits_proposal": may_edit(proposal),
        "own": review.author_id == bench.request.user.pk,
        "may_approve": may_approve(bench, review),
        **found,
        **sql_of(pair),
        **_changes(bench, review, pair, threads, schema),
    }


def may_approve(bench: Bench, review: Review) -> bool:
    """Whether this user's approval would count: in some teams only of what others have made."""
    if bench.design.team.author_may_approve or review.state != "open" or not may_review(bench.design):
        return True
    user = bench.request.user
    if review.author_id == user.pk:
        return False
    worked = getattr(review, "worked", None)
    return not (has_worked_on(user, review.proposal) if worked is None else worked)


def stops_of(review: Review) -> list[str]:
    """Why a review cannot be merged as it is now, a sentence each; what both sides changed is no reason."""
    pair = pair_of_review(review, schema_of(review.proposal))
    (standing,) = standings_of(review.design, [review])
    brought = findings_between(review.proposal, pair)
    failed = proof_in_short(pair).get("verdict") == "failed"
    return blocks(standing, review.design.team, brought, None, failed)


def proof_in_short(pair: Pair) -> dict[str, Any]:
    """What is known of the proof of the migration, as `versions/proof.html` shows it; nothing where there is none."""
    asked = Asked.read(pair, {})
    if not is_quick(asked, asked.strategy):
        return {}
    try:
        made = plan_of(asked)
    except CannotPlan:
        return {}
    return kept_proof(asked, made) or {}


def _changes(bench: Bench, review: Review, pair: Pair, threads: list[dict[str, Any]], schema: Schema) -> dict[str, Any]:
    groups = groups_of(pair.difference())
    shown, left_out = first_rows(list(groups))
    number, reach = review.number, ALL if bench.request.GET.get("tables") == ALL else TOUCHED
    numbers = counts(groups)
    here = reverse("review", args=[bench.design.id, number])
    placed, rest = _placed(shown, threads, schema, pair.old.schema)
    talk = f"{reverse('thread_new', args=[review.proposal_id])}?" if may_review(bench.design) else ""
    proposal = review.proposal_id
    return {
        "pair": pair,
        "total": sum(numbers.values()),
        "numbers": numbers,
        "groups": [_group(one, placed, talk, here, schema) for one in shown],
        "left_out": left_out,
        "threads": rest,
        "open_threads": sum(not one["resolved"] for one in threads),
        "thread_count": len(threads),
        "talk_url": talk + urlencode({"about": "review", "next": here}) if talk and not review.settled else "",
        "finding_talk": talk + "about=finding&" + urlencode({"next": here}) if talk and not review.settled else "",
        "picture": picture_of_difference(review.proposal, pair, groups, reach) if numbers else None,
        "reaches": [
            {"label": label, "url": f"{here}?tables={key}#diagram-title", "current": key == reach}
            for key, label in ((TOUCHED, "What changed, and beside it"), (ALL, "Everything"))
        ],
        "compare_url": f"{reverse('compare', args=[proposal])}?from=base&to=now",
        "plan_url": f"{reverse('plan', args=[proposal])}?from=base&to=now",
    }


def _placed(
    groups: Iterable[Group], threads: list[dict[str, Any]], schema: Schema, before: Schema
) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """The threads by the changed thing that they stand beside: by the id of a row, else of a group; and the others."""
    rows = {row.id for group in groups for row in group.rows if row.id}
    entities = {group.entity for group in groups if group.entity}
    placed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rest = []
    for one in threads:
        subject = one["thread"].subject
        entity = entity_of(schema, subject) or entity_of(before, subject)
        if subject in rows:
            placed[subject].append(one)
        elif entity in entities and entity is not None:
            placed[entity].append(one)
        else:
            rest.append(one)
    return placed, rest


def _group(
    group: Group, placed: dict[str, list[dict[str, Any]]], talk: str, here: str, schema: Schema
) -> dict[str, Any]:
    rows = []
    for row in group.rows:
        url = talk + urlencode({"on": row.id, "next": here}) if talk and row.id in schema.located else ""
        rows.append({"row": row, "talk_url": url, "threads": placed.pop(row.id, [])})
    return {"group": group, "rows": rows, "threads": placed.pop(group.entity, [])}


def _events(review: Review, names: frozenset[str]) -> list[dict[str, Any]]:
    found = events_of(review.design, review.number)[:_EVENTS]
    return [
        {
            "event": one,
            "html": markdown(one.text, names) if one.text and one.kind not in _SAYING else "",
            "about": one.details.get("about", "") if isinstance(one.details, dict) else "",
        }
        for one in found
    ]
