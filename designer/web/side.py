"""The right side of the workbench: tabs, and the content of the one that is open.

A pane is a module of `designer.web.views` with `content(bench)`, which gives the context of `panes/<tab>.html`.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from designer.web.bench import Bench
from designer.web.views import pane_findings, pane_history, pane_inspector, pane_threads

PANES: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "inspector": pane_inspector.content,
    "findings": pane_findings.content,
    "threads": pane_threads.content,
    "history": pane_history.content,
}


def side_context(bench: Bench, template: str | None = None, content: dict[str, Any] | None = None) -> dict[str, Any]:
    """For panes/side.html. template and content replace those of the tab (a form in place of what it edits)."""
    shown = PANES[bench.tab](bench) if template is None else content or {}
    return {
        "bench": bench,
        "design": bench.design,
        "schema": bench.schema,
        "may_edit": bench.may_edit,
        "tabs": bench.side_tabs(),
        "pane_template": template or f"panes/{bench.tab}.html",
        **shown,
    }


def render_side(
    bench: Bench,
    template: str | None = None,
    content: dict[str, Any] | None = None,
    *,
    status: int = 200,
    push: str | None = None,
) -> HttpResponse:
    """The side as a fragment, with the toolbar and the messages that belong to it. push: the page's new address."""
    context = {**side_context(bench, template, content), "toolbar": bench.toolbar(), "fragment": True}
    response = render(bench.request, "panes/side.html", context, status=status)
    if push:
        response["HX-Push-Url"] = push
    return response
