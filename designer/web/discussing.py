"""Threads as pages show them, and what a new one can be about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from designer.analysis.mending import fix_sql
from designer.schema.apply import apply
from designer.schema.change_json import changes_from_json
from designer.schema.describe import describe
from designer.schema.errors import ChangeConflict, DesignError
from designer.schema.schema import Schema
from designer.store.models import Comment, Design, Review, Thread
from designer.store.review_rows import review_of_proposal
from designer.store.threads import About, comments_of, names_in_team, threads_of
from designer.web.access import may_edit, may_review
from designer.web.findings import known
from designer.web.forms.registry import word
from designer.web.highlighting import highlight
from designer.web.links import object_url
from designer.web.markdown import markdown
from designer.web.placing import called_in
from designer.web.reports import findings_of

SUGGESTIBLE = ("attribute", "entity")
"""What changes can be suggested for in a comment."""


@dataclass(frozen=True, slots=True)
class Forum:
    """Where people talk: about a design itself, or in a review about its proposal.

    place: the design whose objects the threads are about; holder: the design that the threads are kept with.
    """

    place: Design
    holder: Design
    review: Review | None

    @property
    def number(self) -> int | None:
        """The review's."""
        return self.review.number if self.review else None


def forum_of(design: Design) -> Forum:
    """The one of a design or of a proposal, as a request fetched it."""
    review = review_of_proposal(design) if design.proposal_for_id is not None else None
    if review is None:
        return Forum(design, design, None)
    return Forum(design, review.design, review)


def about(design: Design, schema: Schema, kind: str, subject: str) -> About | None:
    """What a thread is to be about; None for what is not there."""
    if kind == "review" and not subject:
        return About("review", "", "the whole")
    if kind == "finding":
        found = known(findings_of(design, schema)).get(subject)
        return About("finding", subject, f"{found.finding.code} {found.finding.title}"[:300]) if found else None
    located = schema.located.get(subject)
    return About(located.kind.name, subject, called_in(schema, subject)) if located else None


def cards(
    forum: Forum,
    schema: Schema,
    back: str,
    *,
    of: Callable[[Thread], bool] = lambda _: True,
    before: Schema | None = None,
    names: Collection[str] | None = None,
    reader: int | None = None,
) -> list[dict[str, Any]]:
    """Threads for threads/card.html, open ones first. schema: the design they are about as it is, before: as it was.

    back: the page that their forms return to. reader: the user who may edit what he said himself.
    Two queries, and one for the members' `names` where they are not given.
    """
    found = [one for one in threads_of(forum.holder, forum.number) if of(one)]
    comments = comments_of(forum.holder, found)
    says = any("@" in one.text for group in comments.values() for one in group)
    known = names if names is not None else names_in_team(forum.holder.team_id) if says else ()
    shown = [_card(forum, one, comments[one.id], schema, before, frozenset(known), back, reader) for one in found]
    return sorted(shown, key=lambda one: one["resolved"])


def _card(
    forum: Forum,
    thread: Thread,
    comments: Iterable[Comment],
    schema: Schema,
    before: Schema | None,
    names: frozenset[str],
    back: str,
    reader: int | None,
) -> dict[str, Any]:
    place = forum.place
    talks, edits = may_review(place), may_edit(place)
    here = thread.subject in schema.located
    name = called_in(schema, thread.subject)
    was = called_in(before, thread.subject) if before is not None and not here else ""
    gone = thread.kind not in ("review", "finding") and not here
    args = [place.id, thread.id]
    return {
        "thread": thread,
        "word": "" if thread.kind == "review" else word(thread.kind),
        "label": name or was or thread.label,
        "former": thread.label if name and name != thread.label else "",
        "url": object_url(place.id, schema, thread.subject) if here else _finding_url(place, thread),
        "gone": gone,
        "resolved": thread.resolved_at is not None,
        "comments": [
            {
                **_said(forum, thread, one, schema, names, edits),
                **_own(forum, thread, one, reader if talks else None),
                **_visitors(forum, thread, one, edits and reader is not None),
            }
            for one in comments
        ],
        "reply_url": reverse("thread_reply", args=args) if talks else "",
        "resolve_url": reverse("thread_resolve", args=args) if talks else "",
        "suggest_url": reverse("thread_suggest", args=args)
        if talks and here and thread.kind in SUGGESTIBLE and not place.settled
        else "",
        "back": back,
    }


def _finding_url(place: Design, thread: Thread) -> str:
    return reverse("finding", args=[place.id, thread.subject]) if thread.kind == "finding" else ""


def _said(
    forum: Forum, thread: Thread, comment: Comment, schema: Schema, names: frozenset[str], edits: bool
) -> dict[str, Any]:
    called = names if comment.share is None else frozenset()
    shown: dict[str, Any] = {"comment": comment, "html": markdown(comment.text, called)}
    if comment.changes is not None and comment.deleted_at is None:
        sql, words = suggested(comment, schema)
        outdated = comment.applied_revision is None and bool(words) and _conflicts(comment, schema)
        open_ = comment.applied_revision is None and not outdated
        args = [forum.place.id, thread.id, comment.id]
        shown |= {
            "sql_html": sql,
            "steps": words,
            "outdated": outdated,
            "apply_url": reverse("comment_apply", args=args) if edits and open_ else "",
        }
    return shown


def _conflicts(comment: Comment, schema: Schema) -> bool:
    """Whether something else has become of what a comment suggests to change."""
    try:
        apply(changes_from_json(comment.changes or []), schema)
    except ChangeConflict:
        return True
    except DesignError:
        return False
    return False


def _own(forum: Forum, thread: Thread, comment: Comment, reader: int | None) -> dict[str, str]:
    """Where the author changes it; nothing for anybody else."""
    if reader is None or comment.author_id != reader or comment.deleted_at is not None:
        return {}
    args = [forum.place.id, thread.id, comment.id]
    return {"edit_url": reverse("comment_edit", args=args), "delete_url": reverse("comment_delete", args=args)}


def _visitors(forum: Forum, thread: Thread, comment: Comment, edits: bool) -> dict[str, str]:
    """Where an editor deletes what a visitor said."""
    if not edits or comment.share is None or comment.deleted_at is not None:
        return {}
    return {"delete_url": reverse("comment_delete", args=[forum.place.id, thread.id, comment.id])}


def suggested(comment: Comment, schema: Schema) -> tuple[SafeString, tuple[str, ...]]:
    """What a comment suggests, as SQL; in words where SQL cannot say it, or where it was made of another state."""
    changes = changes_from_json(comment.changes or [])
    try:
        up, _ = fix_sql(changes, schema)
    except (ChangeConflict, DesignError):
        up = ()
    return highlight("\n".join(up), schema.dialect.name), describe(changes, schema) if not up else ()
