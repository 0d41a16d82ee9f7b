"""What the rest of the application raises, as problems."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from designer.exporters.result import ExportError
from designer.importers import UnknownDialect
from designer.planning import CannotPlan
from designer.schema.errors import ChangeConflict, DesignError
from designer.store.conflicts import EditConflict
from designer.store.deleting import DeletionRefused
from designer.store.replies import KeyTaken
from designer.store.review_merging import MergeConflict
from designer.store.review_rows import ReviewMovedOn, ReviewRefused
from designer.store.threads import ThreadRefused
from designer.store.versions import MovedOn, VersionRefused
from designer.web.api.answers import plain
from designer.web.api.problems import Problem, problem

_STATUSES: dict[type[Exception], int] = {
    PermissionDenied: 403,
    Http404: 404,
    ReviewMovedOn: 409,
    MovedOn: 409,
    DeletionRefused: 409,
    RequestDataTooBig: 413,
    ReviewRefused: 422,
    VersionRefused: 422,
    ThreadRefused: 422,
    UnknownDialect: 422,
    ExportError: 422,
    CannotPlan: 422,
}
_MOST = 100
_OUTSIDE = ("body", "given", "query", "path")
"""Where a value came from is no part of its place in what was sent."""


def handle_refusals(api: NinjaAPI) -> None:
    """Any other exception is ours: it is logged, and answered with 500."""
    for kind, status in _STATUSES.items():
        api.exception_handler(kind)(_said(status))
    api.exception_handler(Problem)(
        lambda request, error: problem(error.status, error.detail, error.headers, **error.more)
    )
    api.exception_handler(HttpError)(_unread)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(DesignError)(_no_design)
    api.exception_handler(ChangeConflict)(_no_fit)
    api.exception_handler(EditConflict)(_conflict)
    api.exception_handler(MergeConflict)(_merge_conflict)
    api.exception_handler(KeyTaken)(
        lambda request, error: problem(422, "Another request was sent with this Idempotency-Key: choose a new one.")
    )


def _said(status: int) -> Any:
    """The exception's own sentence."""
    return lambda request, error: problem(status, str(error) if status != 413 else "")


def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja puts around whatever reading a body raised: our own sentence stands behind it."""
    cause = error.__cause__
    if isinstance(cause, Problem):
        return problem(cause.status, cause.detail)
    return problem(413 if isinstance(cause, RequestDataTooBig) else error.status_code)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body or a query that is not of the shape that the document describes."""
    found = [
        {"place": ".".join(str(part) for part in one["loc"] if part not in _OUTSIDE), "message": one["msg"]}
        for one in error.errors[:_MOST]
    ]
    first = found[0] if found else {"place": "", "message": "it is not of the expected shape"}
    return problem(422, f"{first['place'] or 'The request'}: {first['message']}.", problems=found)


def _no_design(request: HttpRequest, error: DesignError) -> HttpResponse:
    first, *rest = error.problems or ("it does not hold together",)
    more = f" ({len(rest)} more)" if rest else ""
    said = [{"place": "", "message": one} for one in error.problems[:_MOST]]
    return problem(422, f"This would be no design: {first}{more}.", problems=said)


def _no_fit(request: HttpRequest, error: ChangeConflict) -> HttpResponse:
    """A change that does not fit the revision that it says it was made from."""
    fields = [
        {"object": error.object_id, "field": name, "expected": plain(expected), "found": plain(found)}
        for name, (expected, found) in error.fields.items()
    ]
    return problem(409, f"A change does not fit: {error}.", conflicts=fields)


def _conflict(request: HttpRequest, error: EditConflict) -> HttpResponse:
    """What two people changed, field by field."""
    fields = [
        {
            "object": one.object_id, "kind": one.kind, "field": one.field, "message": one.message,
            "base": plain(one.base), "theirs": plain(one.theirs), "yours": plain(one.yours),
            "revision": one.revision, "actor": one.actor,
        }
        for one in error.conflicts[:_MOST]
    ]  # fmt: skip
    said = "Somebody else changed the same since: nothing was written. Look at the conflicts, then send it again."
    return problem(409, said, conflicts=fields)


def _merge_conflict(request: HttpRequest, error: MergeConflict) -> HttpResponse:
    """What both sides changed; `choices` of the next request says which is taken, by key."""
    fields = [
        {
            "key": one.key, "object": one.object_id, "kind": one.kind, "field": one.field,
            "base": plain(one.base), "ours": plain(one.ours), "theirs": plain(one.theirs),
        }
        for one in error.merged.conflicts[:_MOST]
    ]  # fmt: skip
    return problem(409, str(error), conflicts=fields)
