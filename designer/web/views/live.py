"""What an open page asks when something may be new: JSON with an ETag, so that an answer it knows costs nothing."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from designer.store.access import visible_to
from designer.web.access import get_design_for_viewer
from designer.web.live import note_page, state_of, state_of_link
from designer.web.requests import signed_in, whole_number
from designer.web.visiting import Locked, open_visit


@require_safe
def live(request: HttpRequest, number: int) -> HttpResponse:
    """Of a design. since: the revision that the page shows; also: a proposal for it; here: the id of a page that has
    no stream, and so says itself that it is open."""
    design = get_design_for_viewer(request, number)
    user = signed_in(request)
    page = _uuid(request.GET.get("here", ""))
    if page is not None:
        note_page(design, user, page)
    asked = whole_number(request.GET.get("also", ""))
    proposals = visible_to(user).filter(team_id=design.team_id, proposal_for_id=design.id)
    also = proposals.filter(id=asked).first() if asked is not None else None
    return _answer(request, state_of(design, user, whole_number(request.GET.get("since", "")) or 0, also))


@login_not_required
@require_safe
def shared_live(request: HttpRequest, token: str) -> HttpResponse:
    """Of what a shared link shows: whether it is what it was, and nothing else."""
    try:
        visit = open_visit(request, token)
    except Locked:
        return HttpResponse(status=403)
    assert visit.link is not None
    response = _answer(request, {"state": state_of_link(visit.link), "people": [], "said": []})
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """Authorised already: a 304 is given to nobody else."""
    text = json.dumps(state, separators=(",", ":"))
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponse(status=304) if known else HttpResponse(text, content_type="application/json")
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
