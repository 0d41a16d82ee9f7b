"""A team's webhooks, with the log of what was sent; for its owners."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.store.access import get_team
from designer.store.audit import record
from designer.store.live import tell_due
from designer.store.models import Action, Delivery, Design, Role, Team, Webhook
from designer.web.forms.notices import WebhookForm
from designer.web.notices.about import absolute
from designer.web.notices.hooks import host_of, new_secret, sealed, send_again
from designer.web.notices.payloads import as_sent

MOST_HOOKS = 20
_ON_A_PAGE = 30
_WORDS = {"url": "address", "kinds": "what it is told", "design_number": "design", "format": "form"}


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest, team: int) -> HttpResponse:
    """All of them, and a form for another, whose secret is in the answer and nowhere else."""
    found = get_team(request.user, team, Role.OWNER)
    form = WebhookForm(request.POST if request.method == "POST" else None, designs=_designs(found))
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if Webhook.objects.filter(team=found).count() >= MOST_HOOKS:
            form.add_error(None, f"A team has at most {MOST_HOOKS} webhooks. Delete one first.")
        else:
            secret = new_secret()
            with transaction.atomic():
                hook = Webhook.objects.create(
                    team=found, created_by_id=request.user.pk, secret=sealed(secret), **_given(form)
                )
                _note(request, hook, Action.WEBHOOK_CREATED, told=", ".join(hook.kinds), form=hook.format)
            made = {"hook": hook, "secret": secret, "host": host_of(hook)}
            form = WebhookForm(designs=_designs(found))
    rows = list(Webhook.objects.filter(team=found).order_by("created_at", "id"))
    sent = dict(
        Delivery.objects.filter(team=found, delivered_at=None, due_at__isnull=False)
        .values_list("webhook")
        .annotate(number=Count("id"))
    )
    names = dict(_designs(found))
    context = {
        "team": found,
        "form": form,
        "made": made,
        "hooks": [
            {"row": one, "host": host_of(one), "waiting": sent.get(one.id, 0), "of": names.get(one.design_number or 0)}
            for one in rows
        ],
    }
    response = render(request, "webhooks/list.html", context, status=422 if form.errors else 201 if made else 200)
    if made:
        response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, team: int, hook: UUID) -> HttpResponse:
    """One of them: its log, and the form that changes it."""
    found, row = _found(request, team, hook)
    kept = {"url": row.url, "kinds": row.kinds, "design": str(row.design_number or ""), "format": row.format}
    form = WebhookForm(request.POST if request.method == "POST" else None, designs=_designs(found), initial=kept)
    if request.method == "POST" and form.is_valid():
        given = _given(form)
        changed = [_WORDS[name] for name, value in given.items() if getattr(row, name) != value]
        with transaction.atomic():
            Webhook.objects.filter(pk=row.pk).update(**given)
            row.refresh_from_db()
            _note(request, row, Action.WEBHOOK_CHANGED, changed=", ".join(changed) or "nothing")
        messages.info(request, "The webhook is changed.")
        return _to(row)
    log = Delivery.objects.filter(team=found, webhook=row.id).order_by("-created_at", "-id")
    only = request.GET.get("state", "")
    states = {"failed": Q(delivered_at=None, due_at=None), "waiting": Q(due_at__isnull=False)}
    page = Paginator(log.filter(states[only]) if only in states else log, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": found,
        "hook": row,
        "host": host_of(row),
        "form": form,
        "page": page,
        "only": only if only in states else "",
        "query": f"state={only}" if only in states else "",
    }
    return render(request, "webhooks/webhook.html", context, status=422 if form.errors else 200)


@require_POST
def webhook_secret(request: HttpRequest, team: int, hook: UUID) -> HttpResponse:
    """Another secret, from the next message on."""
    found, row = _found(request, team, hook)
    secret = new_secret()
    with transaction.atomic():
        Webhook.objects.filter(pk=row.pk).update(secret=sealed(secret))
        _note(request, row, Action.WEBHOOK_ROTATED)
    response = render(
        request, "webhooks/secret.html", {"team": found, "hook": row, "host": host_of(row), "secret": secret}
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def webhook_switch(request: HttpRequest, team: int, hook: UUID) -> HttpResponse:
    """Switches it on again, or, with `to=off`, off."""
    _, row = _found(request, team, hook)
    off = request.POST.get("to") == "off"
    with transaction.atomic():
        Webhook.objects.filter(pk=row.pk).update(
            switched_off_at=timezone.now() if off else None,
            why_off="An owner switched it off." if off else "",
            failures=0,
        )
        _note(request, row, Action.WEBHOOK_SWITCHED, to="off" if off else "on")
    messages.info(request, "Nothing is sent there any more." if off else "It is told of what happens from now on.")
    return _to(row)


@require_POST
def webhook_delete(request: HttpRequest, team: int, hook: UUID) -> HttpResponse:
    """Takes it away with its log."""
    found, row = _found(request, team, hook)
    with transaction.atomic():
        Webhook.objects.filter(pk=row.pk).delete()
        _note(request, row, Action.WEBHOOK_DELETED)
    messages.info(request, f"The webhook to {host_of(row)} is gone.")
    return HttpResponseRedirect(reverse("webhooks", args=[found.pk]), status=303)


@require_POST
def webhook_test(request: HttpRequest, team: int, hook: UUID) -> HttpResponse:
    """Sends a message that says it is a test."""
    found, row = _found(request, team, hook)
    payload = {
        "kind": "test",
        "title": f"A test of the webhook of {found.name}.",
        "url": absolute(reverse("webhook", args=[found.pk, row.id])),
        "created_at": timezone.now().isoformat(),
        "team": {"id": found.pk, "name": found.name},
    }
    Delivery.objects.create(team=found, webhook=row.id, kind="test", payload=payload, due_at=timezone.now())
    tell_due()
    messages.info(request, "A test is on its way; its line below says what became of it.")
    return _to(row)


@require_POST
def delivery_again(request: HttpRequest, team: int, hook: UUID, delivery: UUID) -> HttpResponse:
    """Sends a message once more, under the id that it had."""
    found, row = _found(request, team, hook)
    if send_again(found.pk, row.id, delivery) is None:
        raise Http404("There is no such message.")
    messages.info(request, "The message is sent again.")
    return _to(row)


@require_safe
def delivery(request: HttpRequest, team: int, hook: UUID, delivery: UUID) -> HttpResponse:
    """What was sent, and what came back."""
    found, row = _found(request, team, hook)
    one = Delivery.objects.filter(team=found, webhook=row.id, id=delivery).first()
    if one is None:
        raise Http404("There is no such message.")
    text = json.dumps(as_sent(one.payload, row.format), indent=2, ensure_ascii=False)
    context = {"team": found, "hook": row, "host": host_of(row), "one": one, "text": text}
    return render(request, "webhooks/delivery.html", context)


def _found(request: HttpRequest, team: int, hook: UUID) -> tuple[Team, Webhook]:
    found = get_team(request.user, team, Role.OWNER)
    row = Webhook.objects.filter(team=found, id=hook).first()
    if row is None:
        raise Http404("There is no such webhook.")
    return found, row


def _note(request: HttpRequest, hook: Webhook, action: Action, **details: str) -> None:
    """For the team's owners: which host, never the whole address, whose path may be a secret."""
    design = Design.objects.filter(team_id=hook.team_id, id=hook.design_number).first() if hook.design_number else None
    record(hook.team_id, request.user, action, host_of(hook), design=design, details=details)


def _designs(team: Team) -> list[tuple[int, str]]:
    mine = Design.objects.filter(team=team, proposal_for=None).order_by("name", "id")
    return list(mine.values_list("id", "name")[:500])


def _given(form: WebhookForm) -> dict[str, Any]:
    given = form.cleaned_data
    number = int(given["design"]) if given["design"] else None
    return {"url": given["url"], "kinds": given["kinds"], "design_number": number, "format": given["format"]}


def _to(hook: Webhook) -> HttpResponse:
    return HttpResponseRedirect(reverse("webhook", args=[hook.team_id, hook.id]), status=303)
