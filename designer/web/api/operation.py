"""Registering an operation: what it takes beside its function is said in one place, and the document is made of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from designer.store.models import Scope
from designer.web.api.bearer import Bearer
from designer.web.api.repeating import done_once

View = Callable[..., HttpResponse]
SCOPES: dict[str, tuple[Scope, ...]] = {}
"""Of every operation, by its id, which is the name of its function."""
CREATING: set[str] = set()
"""Operations that take an Idempotency-Key."""


def operation(
    router: Router, method: str, path: str, *scopes: Scope, gives: dict[int, Any], creates: bool = False
) -> Callable[[View], View]:
    """Registers a function. gives: the shape of every answer that is no refusal, by status; None for an empty one.

    creates: the request may carry an Idempotency-Key.
    """

    def register(view: View) -> View:
        name = view.__name__
        SCOPES[name] = scopes
        summary, _, text = (view.__doc__ or "").partition("\n\n")
        found = _repeatable(view) if creates else view
        if creates:
            CREATING.add(name)
        router.add_api_operation(
            path,
            [method],
            found,
            auth=Bearer(*scopes),
            response=gives,
            operation_id=name,
            url_name=f"api_{name}",
            summary=" ".join(summary.split()).removesuffix("."),
            description="\n".join(line.strip() for line in text.strip().splitlines()),
        )
        return view

    return register


def _repeatable(view: View) -> View:
    @functools.wraps(view)
    def run(request: HttpRequest, **given: Any) -> HttpResponse:
        return done_once(request, lambda: view(request, **given))

    return run
