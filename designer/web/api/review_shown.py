"""A review as the API answers it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from designer.analysis.report import finding_json
from designer.store.cache import schema_of
from designer.store.models import Comment, Review, Thread
from designer.store.threads import comments_of, threads_of
from designer.web.api.versions import diff_json
from designer.web.findings import known
from designer.web.reports import findings_at
from designer.web.review_page import proof_in_short
from designer.web.reviewing import Standing, blocks, merged_now, pair_of_review, standings_of
from designer.web.said_of_both import findings_between
from designer.web.sides import Pair

_FINDINGS = 200


def shown(request: HttpRequest, review: Review, standing: Standing) -> dict[str, Any]:
    """A review in a list."""
    return {
        "number": review.number,
        "title": review.title,
        "description": review.description,
        "state": review.state,
        "standing": standing.word,
        "author": review.author_name,
        "key": review.key,
        "base_version": review.base,
        "proposal": review.proposal_id,
        "approvals": standing.approvals,
        "required_approvals": standing.required,
        "created_at": review.created_at.isoformat(),
        "opened_at": review.opened_at.isoformat() if review.opened_at else None,
        "settled_at": review.settled_at.isoformat() if review.settled_at else None,
        "merged_revision": review.merged_revision,
        "url": request.build_absolute_uri(reverse("review", args=[review.design_id, review.number])),
    }


def whole(request: HttpRequest, review: Review) -> dict[str, Any]:
    """A review with everything that its page shows."""
    schema = schema_of(review.proposal)
    pair = pair_of_review(review, schema)
    (standing,) = standings_of(review.design, [review])
    merged = None if review.settled else merged_now(review, review.design)
    brought = findings_between(review.proposal, pair)
    failed = proof_in_short(pair).get("verdict") == "failed"
    introduced, fixed = _findings(pair)
    return {
        **shown(request, review, standing),
        "proposal_revision": review.proposal.revision,
        "design_revision": review.design.revision,
        "diff": diff_json(pair.difference()),
        "introduced": introduced,
        "fixed": fixed,
        "verdicts": [
            {
                "opinion": one.verdict.opinion,
                "author": one.verdict.author_name,
                "revision": one.verdict.revision,
                "outdated": one.outdated,
                "text": one.verdict.text,
                "created_at": one.verdict.created_at.isoformat(),
            }
            for one in standing.given
        ],
        "threads": _threads(review),
        "blocks": blocks(standing, review.design.team, brought, merged, failed),
        "conflicts": len(merged.conflicts) if merged else 0,
    }


def _findings(pair: Pair) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the rules say now and did not say before, and the other way about; what was dismissed is neither."""
    old, new = (findings_at(one.of or pair.design, one.schema, one.revision) for one in (pair.old, pair.new))
    before, after = known(old), known(new)
    brings = [one for name, one in after.items() if one.decision is None and name not in before]
    mends = [one for name, one in before.items() if one.decision is None and name not in after]
    return (
        [{"id": one.id, **finding_json(one.finding, pair.new.schema)} for one in brings[:_FINDINGS]],
        [{"id": one.id, **finding_json(one.finding, pair.old.schema)} for one in mends[:_FINDINGS]],
    )


def _threads(review: Review) -> list[dict[str, Any]]:
    found = list(threads_of(review.design, review.number))
    said = comments_of(review.design, found)
    return [_thread(one, said[one.id]) for one in found]


def _thread(thread: Thread, said: list[Comment]) -> dict[str, Any]:
    return {
        "id": str(thread.id),
        "about": thread.kind,
        "subject": thread.subject,
        "label": thread.label,
        "resolved": thread.resolved_at is not None,
        "comments": [
            {
                "id": str(one.id),
                "author": one.signature,
                "text": one.text,
                "created_at": one.created_at.isoformat(),
                "changes": one.changes,
                "applied_revision": one.applied_revision,
            }
            for one in said
        ],
    }
