"""What happened to a team, for its owners: filtered, page by page, and as a file."""

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from designer.exporters.csv import safe_cells
from designer.store.access import get_team
from designer.store.audit import record
from designer.store.models import Action, AuditEntry, Role, Team
from designer.store.models.audit import KINDS
from designer.web.forms.audit import AuditFilter

_PER_PAGE = 50
_MOST = 100_000
"""Entries in one file."""
_OF_ITSELF = (Action.WEBHOOK_SWITCHED,)
"""What happens without anybody, too."""
_HEAD = ("when (UTC)", "who", "what", "whom or what", "design", "details", "address")


@require_safe
def audit(request: HttpRequest, team: int) -> HttpResponse:
    """The latest first."""
    found = get_team(request.user, team, Role.OWNER)
    form = AuditFilter(request.GET)
    page = Paginator(_entries(found, form), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": found,
        "form": form,
        "kinds": KINDS,
        "page": page,
        "lines": [_line(entry) for entry in page.object_list],
        "query": urlencode(form.given()),
    }
    return render(request, "teams/audit.html", context, status=200 if form.is_valid() else 422)


@require_safe
def audit_csv(request: HttpRequest, team: int) -> StreamingHttpResponse:
    """What the filter leaves, as a table for a spreadsheet; no cell of it is a formula."""
    found = get_team(request.user, team, Role.OWNER)
    entries = _entries(found, AuditFilter(request.GET))[:_MOST]
    if request.method == "GET":
        record(found.pk, request.user, Action.EXPORTED, found.name, details={"as": "The record of the team"})
    response = StreamingHttpResponse(_rows(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit-{slugify(found.name) or found.pk}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _entries(team: Team, form: AuditFilter) -> "QuerySet[AuditEntry]":
    """What is asked for; everything, where that cannot be understood."""
    entries = AuditEntry.objects.filter(team=team).order_by("-created_at", "-id")
    if not form.is_valid():
        return entries
    asked = form.cleaned_data
    if asked["kind"]:
        entries = entries.filter(action__startswith=f"{asked['kind']}.")
    if asked["since"]:
        entries = entries.filter(created_at__date__gte=asked["since"])
    if asked["until"]:
        entries = entries.filter(created_at__date__lte=asked["until"])
    for word in asked["q"].split():
        entries = entries.filter(Q(actor_name__icontains=word) | Q(subject__icontains=word))
    return entries


def _line(entry: AuditEntry) -> dict[str, Any]:
    """For the table and for the file."""
    details = (f"{word}: {value}" for word, value in entry.details.items() if word != "id" and value != "")
    return {
        "when": entry.created_at,
        "who": entry.actor_name or ("Schema Designer" if entry.action in _OF_ITSELF else "a visitor"),
        "what": entry.get_action_display(),
        "subject": entry.subject,
        "design": entry.design_number,
        "details": ", ".join(details),
        "address": entry.address or "",
    }


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _rows(entries: "QuerySet[AuditEntry]") -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_HEAD)
    for entry in entries.iterator(chunk_size=2000):
        line = _line(entry)
        cells = [f"{line['when']:%Y-%m-%d %H:%M:%S}", line["who"], line["what"], line["subject"]]
        cells += [str(line["design"] or ""), line["details"], line["address"]]
        yield writer.writerow(safe_cells(cells))
