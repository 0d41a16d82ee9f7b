"""The links to a design: made, listed, taken back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from designer.store.models import ShareLink, SharePart
from designer.store.shares import ShareError, create_share, is_good, links_of, revoke_share
from designer.web.access import get_design_for_editor
from designer.web.bench import Bench, open_bench
from designer.web.forms.shares import ShareForm

_LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
def shares(request: HttpRequest, number: int) -> HttpResponse:
    """The links there are, and a form for another. A new link is in the answer to its form and nowhere else."""
    bench = open_bench(request, number, page="shares", fetch=get_design_for_editor)
    design = bench.design
    form = ShareForm(request.POST if request.method == "POST" else None, schema=bench.schema, revision=design.revision)
    if request.method != "POST":
        return _page(bench, form)
    if not form.is_valid():
        return _page(bench, form, status=422)
    given = form.cleaned_data
    try:
        made, token = create_share(
            request.user,
            design,
            label=given["label"],
            parts=given["parts"],
            entities=form.entities,
            revision=int(given["state"]) if given["state"] else None,
            password=given["password"],
            origins=given["origins"],
            expires_at=form.expires_at,
        )
    except ShareError as refused:
        form.add_error(None, str(refused))
        return _page(bench, form, status=422)
    absolute = request.build_absolute_uri
    shown = {"link": absolute(reverse("shared", args=[token])), "share": made, "embed": ""}
    if made.origins:
        shown["embed"] = absolute(reverse("shared_embed", args=[token]))
    again = ShareForm(schema=bench.schema, revision=design.revision)
    response = _page(bench, again, status=201, made=shown)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def share_revoke(request: HttpRequest, number: int, share: UUID) -> HttpResponse:
    """From this moment it leads nowhere."""
    design = get_design_for_editor(request, number)
    revoke_share(request.user, design, share)
    messages.info(request, "The link leads nowhere any more.")
    return HttpResponseRedirect(reverse("shares", args=[number]), status=303)


def _page(bench: Bench, form: ShareForm, *, status: int = 200, **more: Any) -> HttpResponse:
    found = list(links_of(bench.design)[:_LISTED])
    context = {
        "form": form,
        "links": [_line(one) for one in found if is_good(one)],
        "ended": [_line(one) for one in found if not is_good(one)][:10],
        **more,
    }
    return render(bench.request, "shares/index.html", bench.context(**context), status=status)


def _line(link: ShareLink) -> dict[str, Any]:
    """For the list."""
    labels = dict(SharePart.choices)
    words = [str(labels[part]).partition(",")[0] for part in link.parts if part in labels]
    shows = ["diagram", *(word[:1].lower() + word[1:] for word in words)]
    return {
        "share": link,
        "shows": ", ".join(shows),
        "tables": len(link.entities),
        "by": link.created_by,
    }
