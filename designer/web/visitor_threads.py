"""Threads as somebody sees them who came by a shared link that shows comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.safestring import SafeString

from designer.schema.model import Entity
from designer.store.models import Comment, ShareLink, SharePart, Thread
from designer.store.threads import About, comments_of, threads_of
from designer.web.discussing import Forum, forum_of, suggested
from designer.web.findings import known
from designer.web.forms.registry import word
from designer.web.links import with_query
from designer.web.markdown import markdown
from designer.web.placing import called_in, entity_of
from designer.web.visiting import Visit

_DRAWN = ("entity", "attribute", "relationship")
"""Kinds of objects that every link shows. Of the others only the dictionary tells."""
ON_A_PAGE = 25
"""Threads: what is said in one may be long, and each has a form of its own."""
MOST_CHOICES = 300
"""Tables to choose among; of more, one is chosen in the list beside."""


def threads_shown(visit: Visit) -> list[Thread]:
    """The threads that the link shows: those of the whole and of what it shows. By a link to some of the tables only
    those that were begun by it, since members write of all the others, too."""
    forum = forum_of(visit.design)
    found = [one for one in threads_of(forum.holder, forum.number) if _shows(visit, one)]
    if visit.entity is None:
        return found
    return [one for one in found if entity_of(visit.schema, one.subject) == visit.entity.id]


def thread_shown(visit: Visit, thread: Thread, forum: Forum) -> bool:
    """Whether a thread of the design is one that the link shows."""
    return thread.review == forum.number and _shows(visit, thread)


def _shows(visit: Visit, thread: Thread) -> bool:
    link = visit.link
    assert link is not None
    if link.entities and thread.share != link.id:
        return False
    if thread.kind == "review":
        return True
    if thread.kind == "finding":
        return link.shows(SharePart.FINDINGS) and thread.subject in known(visit.findings)
    return thread.subject in visit.schema.located and (thread.kind in _DRAWN or link.shows(SharePart.DICTIONARY))


def visitor_page(visit: Visit, thread: UUID | None = None) -> Page[Thread]:
    """The threads of a page, open ones first: the page that holds `thread` or the thread that `?thread=` names, or the
    page that `?page=` numbers."""
    found = sorted(threads_shown(visit), key=lambda one: one.resolved_at is not None)
    given = visit.request.GET
    wanted = str(thread) if thread is not None else given.get("thread", "")
    at = next((place for place, one in enumerate(found) if str(one.id) == wanted), None)
    return Paginator(found, ON_A_PAGE).get_page(given.get("page") if at is None else at // ON_A_PAGE + 1)


def visitor_cards(visit: Visit, threads: Sequence[Thread]) -> list[dict[str, Any]]:
    """For shared/thread.html. One query."""
    said = comments_of(forum_of(visit.design).holder, threads)
    return [_card(visit, one, said[one.id]) for one in threads]


def _card(visit: Visit, thread: Thread, said: list[Comment]) -> dict[str, Any]:
    named = thread.kind not in ("review", "finding")
    label = called_in(visit.schema, thread.subject) if named else thread.label
    entity = entity_of(visit.schema, thread.subject) if named else None
    address = reverse("shared", args=[visit.token])
    return {
        "id": thread.id,
        "word": "" if thread.kind == "review" else word(thread.kind),
        "label": label,
        "url": with_query(address, {"at": thread.subject}) if entity is not None else "",
        "resolved": thread.resolved_at is not None,
        "comments": [_comment(visit, one) for one in said],
        "reply_url": with_query(
            reverse("shared_reply", args=[visit.token, thread.id]), {"at": visit.entity.id if visit.entity else ""}
        ),
    }


def _comment(visit: Visit, comment: Comment) -> dict[str, Any]:
    """No member is set apart by a mention: a text would tell who is one."""
    sql: SafeString | str = ""
    steps: tuple[str, ...] = ()
    if comment.changes is not None and comment.deleted_at is None and not _link(visit).entities:
        sql, steps = suggested(comment, visit.schema)
    return {
        "name": comment.author_name,
        "visitor": comment.share is not None,
        "at": comment.created_at,
        "deleted": comment.deleted_at is not None,
        "html": markdown(comment.text),
        "sql_html": sql,
        "steps": steps,
    }


def _link(visit: Visit) -> ShareLink:
    assert visit.link is not None
    return visit.link


def subjects(visit: Visit) -> list[tuple[str, str]]:
    """What a new thread can be about, ids with labels: the whole or a table; with a table chosen, it and what is drawn
    of it."""
    if visit.entity is not None:
        return [(key, f"{label} ({word(kind)})") for key, kind, label in _in_entity(visit, visit.entity)]
    whole = [("", "The design as a whole")]
    tables = [(one.id, f"{called_in(visit.schema, one.id)} ({word('entity')})") for one in visit.schema.entities]
    return [*whole, *sorted(tables, key=lambda one: one[1])] if len(tables) <= MOST_CHOICES else whole


def _in_entity(visit: Visit, entity: Entity) -> Iterator[tuple[str, str, str]]:
    yield entity.id, "entity", called_in(visit.schema, entity.id)
    for attribute in entity.attributes:
        yield attribute.id, "attribute", attribute.name
    links = {one.id: one for one in visit.schema.references_from(entity.id)}
    links |= {one.id: one for one in visit.schema.references_to(entity.id)}
    for key in links:
        yield key, "relationship", called_in(visit.schema, key)


def about(visit: Visit, subject: str) -> About | None:
    """What a new thread is about; None for what the link does not show."""
    if not subject:
        return About("review", "", "the whole")
    located = visit.schema.located.get(subject)
    if located is None or located.kind.name not in _DRAWN:
        return None
    return About(located.kind.name, subject, called_in(visit.schema, subject))
