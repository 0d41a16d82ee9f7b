"""What somebody was told of, and what they want to be told of by mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.store.models import NoticeKind, NoticeSettings, Notification, Sending
from designer.web.forms.notices import NoticeSettingsForm
from designer.web.notices.mails import read_token
from designer.web.notices.shown import shown_to
from designer.web.requests import signed_in

_ON_A_PAGE = 30


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """The latest first; `?show=unread` leaves out what was read."""
    rows = shown_to(signed_in(request)).select_related("team").order_by("-id")
    unread_only = request.GET.get("show") == "unread"
    page = Paginator(rows.filter(read_at=None) if unread_only else rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unread_only": unread_only, "query": "show=unread" if unread_only else ""}
    return render(request, "notifications/list.html", context)


@require_POST
def notification_open(request: HttpRequest, number: int) -> HttpResponse:
    """Marks it as read and goes where it leads; with `stay`, back to the list."""
    row = shown_to(signed_in(request)).filter(id=number).first()
    if row is None:
        raise Http404("There is no such notification.")
    _read(shown_to(signed_in(request)).filter(id=number))
    there = reverse("notifications") if "stay" in request.POST else row.path
    return HttpResponseRedirect(there, status=303)


@require_POST
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Marks all of them as read."""
    _read(shown_to(signed_in(request)))
    return HttpResponseRedirect(reverse("notifications"), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """What comes by mail, and when."""
    user = signed_in(request)
    held = NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)
    form = NoticeSettingsForm(request.POST if request.method == "POST" else None, held)
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(held, name, value)
        held.save()
        messages.info(request, "Mail comes to you like this from now on.")
        return HttpResponseRedirect(reverse("notification_settings"), status=303)
    context = {"form": form, "address": user.email}
    return render(request, "notifications/settings.html", context, status=422 if form.errors else 200)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switches mail of a kind off, for whoever holds the link of a mail. A mail program posts to it by itself
    (RFC 8058), with no session and no form; to look at it changes nothing."""
    found = read_token(token)
    if found is None or found[1] not in ("", *NoticeKind.values):
        raise Http404("There is no such link.")
    user, kind = found
    if request.method == "POST":
        off = dict.fromkeys([kind] if kind else NoticeKind.values, Sending.OFF)
        NoticeSettings.objects.update_or_create(user_id=user, defaults=off)
        Notification.objects.filter(user_id=user, kind__in=off, mail_after__isnull=False).update(mail_after=None)
    label = NoticeKind(kind).label if kind else ""
    context: dict[str, Any] = {"label": label, "done": request.method == "POST"}
    response = render(request, "notifications/unsubscribe.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _read(rows: "QuerySet[Notification]") -> None:
    rows.filter(read_at=None).update(read_at=timezone.now(), mail_after=None)
