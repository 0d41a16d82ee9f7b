"""Addresses of the pages that the look's tests open: real templates, sample context, no database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views.static import serve

from tests.static import samples

pins: list[dict[str, str]] = []


def styleguide(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "styleguide.html",
        {
            "sample": samples.sample(),
            "tabs": samples.tabs(),
            "tree_groups": samples.tree_groups(),
            "nav_tabs": samples.nav_tabs(""),
        },
    )


def _workbench(entity: str = "") -> dict[str, Any]:
    return {
        "nav_tabs": samples.nav_tabs(),
        "tree_groups": samples.tree_groups(entity),
        "tabs": samples.tabs(),
        "diagram": {
            "svg": samples.diagram_svg(),
            "name": "shop",
            "summary": "3 tables, 2 relationships",
            "view_key": "7-all",
            "selected": entity,
            "pin_url": "/pin/",
            "neighbourhood_url": "/around/?id=",
        },
        "details": [{"label": "All columns", "url": "#", "current": True}, {"label": "Keys", "url": "#"}],
        "palette": [{"label": "Export as DDL", "kind": "Page", "href": "/export/"}],
        "findings": samples.findings(),
        "entity": entity,
    }


def workbench(request: HttpRequest, entity: str = "") -> HttpResponse:
    template = "side.html" if request.headers.get("HX-Request") else "bench.html"
    return render(request, template, _workbench(entity))


def pin(request: HttpRequest) -> HttpResponse:
    pins.append({key: request.POST[key] for key in ("entity", "x", "y")})
    return HttpResponse(status=503 if request.POST["entity"] == "payments" else 204)


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html")


urlpatterns = [
    path("", workbench),
    path("d/7/<str:entity>/", workbench),
    path("styleguide/", styleguide),
    path("nothing/", plain),
    path("pin/", pin),
    path("around/", plain),
    re_path(r"^static/(?P<path>.*)$", serve, {"document_root": settings.BASE_DIR / "static"}),
]
