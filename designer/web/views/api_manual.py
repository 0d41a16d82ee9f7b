"""The API's description: for programs, and as a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.store.models import Scope
from designer.web.api.boundary import MOST_BYTES
from designer.web.api.document import as_text, document
from designer.web.api.manual import chapters, first_call
from designer.web.api.problems import problem


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return HttpResponse(as_text(), content_type="application/vnd.oai.openapi+json;version=3.1")


@login_not_required
@require_safe
def api_manual(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes and gives, and how it is asked for by curl."""
    host = request.build_absolute_uri("/").rstrip("/")
    context: dict[str, Any] = {
        "chapters": chapters(document(), host),
        "scopes": Scope.choices,
        "first": first_call(host),
        "rate": settings.API_REQUESTS_PER_MINUTE,
        "megabytes": MOST_BYTES >> 20,
    }
    return render(request, "api/manual.html", context)


@login_not_required
def api_nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever is no operation."""
    return problem(404, "There is no such address in the API; /api/v1/openapi.json names those that there are.")
