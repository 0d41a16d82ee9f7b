"""What people and programs say in a review."""

from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, Router

from designer.store.cache import schema_of
from designer.store.models import Review, Role, Scope, Thread
from designer.store.threads import comment, resolve, start_thread, thread_of
from designer.web.api.answer_shapes import CommentMade
from designer.web.api.answers import answer, nothing
from designer.web.api.operation import operation
from designer.web.api.problems import Problem
from designer.web.api.reach import actor_of, review_for
from designer.web.api.shapes import NewComment, Number, Small, ThreadState
from designer.web.discussing import about

router = Router(tags=["Reviews"])
_PATH = "/designs/{int:number}/reviews/{int:review}"


@operation(router, "POST", f"{_PATH}/comments", Scope.REVIEW, gives={201: CommentMade}, creates=True)
def say(
    request: HttpRequest, number: Number, review: Small, given: Annotated[NewComment, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Says something: in a thread, or in a new one about the whole (`about` is `review`), about a finding (`finding`
    and its id), or about an object of the proposal (its kind and id). Text is Markdown.
    """
    found = review_for(request, number, review, Role.REVIEWER)
    if given.thread is not None:
        thread = _thread(found, given.thread)
        comment(thread, actor_of(request), given.text)
        return answer({"thread": str(thread.id), "created": False}, 201)
    subject = about(found.proposal, schema_of(found.proposal), given.about, given.subject)
    if subject is None:
        raise Problem(422, "There is nothing in the proposal that the comment could be about: see about and subject.")
    thread = start_thread(found.design, actor_of(request), subject, given.text, review=found)
    return answer({"thread": str(thread.id), "created": True}, 201)


@operation(router, "PATCH", f"{_PATH}/threads/{{uuid:thread}}", Scope.REVIEW, gives={204: None})
def resolve_thread(
    request: HttpRequest, number: Number, review: Small, thread: UUID, given: Annotated[ThreadState, Body(...)]
) -> HttpResponse:  # fmt: skip
    """Marks what a thread is about as done, or takes the mark away."""
    found = review_for(request, number, review, Role.REVIEWER)
    resolve(_thread(found, str(thread)), actor_of(request), given.resolved)
    return nothing()


def _thread(review: Review, text: str) -> Thread:
    try:
        found = thread_of(review.design, UUID(text))
    except ValueError:
        found = None
    if found is None or found.review != review.number:
        raise Http404("There is no such thread.")
    return found
