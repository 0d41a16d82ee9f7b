"""Threads: begun, answered, resolved; changes suggested in them and taken over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from designer.schema.apply import apply
from designer.schema.errors import ChangeConflict, DesignError
from designer.sql.renames import RenameRefused
from designer.store.amending import comment_of, delete_comment, edit_comment
from designer.store.conflicts import EditConflict
from designer.store.models import Comment, Thread
from designer.store.threads import (
    About,
    Suggestion,
    ThreadRefused,
    comment,
    resolve,
    start_thread,
    take_over,
    thread_of,
)
from designer.web.access import get_design_for_editor, get_design_for_viewer, may_edit, may_review
from designer.web.bench import Bench, open_bench
from designer.web.discussing import Forum, about, forum_of
from designer.web.forms.registry import word
from designer.web.forms.reviews import CommentForm, suggest_form
from designer.web.requests import signed_in

_NEEDS_REVIEWER = "This takes the role of a reviewer."


@require_http_methods(["GET", "HEAD", "POST"])
def thread_new(request: HttpRequest, number: int) -> HttpResponse:
    """A thread about the object `on` (an id), about a finding, or about the review as a whole."""
    bench, forum = _opened(request, number)
    given = request.GET
    kind = given.get("about", "")
    found = about(bench.design, bench.schema, kind if kind in ("review", "finding") else "", given.get("on", ""))
    if found is None:
        raise Http404("There is nothing of this id to talk about.")
    form = CommentForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            made = start_thread(forum.holder, signed_in(request), found, form.cleaned_data["text"], review=forum.review)
        except (ThreadRefused, DesignError) as refused:
            form.add_error("text", str(refused))
        else:
            return _back(request, forum, f"thread-{made.id}")
    return _page(bench, forum, found, form, "Comment on")


@require_POST
def thread_reply(request: HttpRequest, number: int, thread: UUID) -> HttpResponse:
    """One more comment."""
    bench, forum = _opened(request, number)
    found = _found(forum, thread)
    form = CommentForm(request.POST, label_suffix="")
    form.full_clean()
    try:
        if form.is_valid():
            comment(found, signed_in(request), form.cleaned_data["text"])
            return _back(request, forum, f"thread-{found.id}")
    except (ThreadRefused, DesignError) as refused:
        form.add_error("text", str(refused))
    return _page(bench, forum, About(found.kind, found.subject, found.label), form, "Answer about")


@require_POST
def thread_resolve(request: HttpRequest, number: int, thread: UUID) -> HttpResponse:
    """Marks it as done, or, with `to=open`, as not done."""
    _, forum = _opened(request, number)
    found = _found(forum, thread)
    resolve(found, signed_in(request), request.POST.get("to") != "open")
    return _back(request, forum, f"thread-{found.id}")


@require_http_methods(["GET", "HEAD", "POST"])
def thread_suggest(request: HttpRequest, number: int, thread: UUID) -> HttpResponse:
    """A small form for what the thread is about; what is typed becomes a change set kept with the comment."""
    bench, forum = _opened(request, number)
    found = _found(forum, thread)
    form = suggest_form(bench.schema, found.subject, request.POST if request.method == "POST" else None)
    if form is None:
        raise Http404("Nothing can be suggested for it here.")
    if request.method == "POST" and form.is_valid():
        try:
            changes = form.changes()
            if not changes:
                raise ThreadRefused("Nothing is different: change a field, or answer in words.")
            apply(changes, bench.schema)
            suggestion = Suggestion(changes, bench.design.revision)
            comment(found, signed_in(request), form.cleaned_data["text"], suggestion=suggestion)
        except RenameRefused as refused:
            form.add_error("name", [f"{one[:1].upper()}{one[1:]}." for one in refused.reasons])
        except (ThreadRefused, DesignError, ChangeConflict) as refused:
            form.add_error(None, str(refused))
        else:
            return _back(request, forum, f"thread-{found.id}")
    return _page(bench, forum, About(found.kind, found.subject, found.label), form, "Suggest a change of")


@require_POST
def comment_apply(request: HttpRequest, number: int, thread: UUID, comment: UUID) -> HttpResponse:
    """Takes a suggestion over, as one revision that can be undone; for those who edit."""
    bench = open_bench(request, number, fetch=get_design_for_editor)
    forum = forum_of(bench.design)
    found = _found(forum, thread)
    row = _comment(found, comment)
    try:
        revision = take_over(row, found, bench.design, signed_in(request))
    except ThreadRefused as refused:
        messages.error(request, str(refused))
    except EditConflict as refused:
        messages.error(request, f"It is outdated. {refused}.")
    except DesignError as refused:
        messages.error(request, f"It does not fit any more: {refused}.")
    else:
        messages.success(request, f"{revision.label}.", extra_tags=reverse("undo", args=[number, revision.number]))
    return _back(request, forum, f"thread-{found.id}")


@require_POST
def comment_edit(request: HttpRequest, number: int, thread: UUID, comment: UUID) -> HttpResponse:
    """Another text for one's own comment; with what is wrong about it, the form again on a page of its own."""
    bench, forum = _opened(request, number)
    found = _found(forum, thread)
    row = _comment(found, comment)
    form = CommentForm(request.POST, label_suffix="")
    try:
        if form.is_valid():
            edit_comment(row, found, signed_in(request), form.cleaned_data["text"])
            return _back(request, forum, f"comment-{row.id}")
    except (ThreadRefused, DesignError) as refused:
        form.add_error("text", str(refused))
    return _page(bench, forum, About(found.kind, found.subject, found.label), form, "Edit your comment about")


@require_POST
def comment_delete(request: HttpRequest, number: int, thread: UUID, comment: UUID) -> HttpResponse:
    """Takes one's own comment back, or for those who edit one of a visitor; its place stays."""
    bench, forum = _opened(request, number)
    found = _found(forum, thread)
    row = _comment(found, comment)
    try:
        delete_comment(row, found, signed_in(request), visitors=may_edit(bench.design))
    except ThreadRefused as refused:
        messages.error(request, str(refused))
    return _back(request, forum, f"comment-{row.id}")


def _opened(request: HttpRequest, number: int) -> tuple[Bench, Forum]:
    """For who may comment: 404 for strangers, 403 for viewers; a settled proposal can still be talked about."""
    bench = open_bench(request, number, page="reviews", fetch=get_design_for_viewer)
    if not may_review(bench.design):
        raise PermissionDenied(_NEEDS_REVIEWER)
    return bench, forum_of(bench.design)


def _found(forum: Forum, thread: UUID) -> Thread:
    found = thread_of(forum.holder, thread)
    if found is None or found.review != forum.number:
        raise Http404("There is no such thread.")
    return found


def _comment(thread: Thread, comment: UUID) -> Comment:
    found = comment_of(thread, comment)
    if found is None:
        raise Http404("There is no such comment.")
    return found


def _page(bench: Bench, forum: Forum, what: About, form: Any, verb: str) -> HttpResponse:
    request = bench.request
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    said = what.label if what.kind == "review" else f"{word(what.kind)} {what.label}"
    context = {
        "form": form,
        "what": what,
        "verb": verb,
        "said": "the proposal as a whole"
        if what.kind == "review" and forum.review
        else "the design as a whole"
        if what.kind == "review"
        else said,
        "next": asked,
        "cancel_url": asked if _is_safe(request, asked) else _home(forum),
        "suggests": len(form.fields) > 1,
    }
    return render(request, "threads/form.html", bench.context(**context), status=422 if form.errors else 200)


def _back(request: HttpRequest, forum: Forum, anchor: str) -> HttpResponse:
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    url = asked if _is_safe(request, asked) else _home(forum)
    return HttpResponseRedirect(f"{url.partition('#')[0]}#{anchor}", status=303)


def _home(forum: Forum) -> str:
    if forum.review is not None:
        return reverse("review", args=[forum.holder.id, forum.review.number])
    return f"{reverse('workbench', args=[forum.place.id])}?tab=threads"


def _is_safe(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
