"""The list of a design's findings: filtered, grouped, counted, page by page."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from designer.analysis.engine import rule_of
from designer.analysis.rule import FAMILIES
from designer.web.bench import Bench
from designer.web.findings import CONFIDENCES, SEVERITIES, Filter, Listed, cards, grouped, listed, stale_decisions
from designer.web.links import with_query
from designer.web.requests import wants_fragment
from designer.web.templatetags.wording import counted

_A_PAGE = 25


def render_findings(bench: Bench, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, or its list."""
    context = {**_context(bench), **more}
    if wants_fragment(bench.request):
        context |= {"bench": bench, "design": bench.design, "schema": bench.schema, "fragment": True}
        return render(bench.request, "findings/list.html", context, status=status)
    return render(bench.request, "design/findings.html", bench.context(**context), status=status)


def _context(bench: Bench) -> dict[str, Any]:
    everything = listed(bench.findings)
    asked = Filter.read(bench.request.GET)
    fitting = [one for one in everything.values() if asked.fits(one, bench.schema)]
    groups = dict(grouped(fitting, asked.group, bench.schema))
    in_order = [one for group in groups.values() for one in group]
    page = Paginator(in_order, _A_PAGE).get_page(bench.request.GET.get("page"))
    query = {name: str(value) for name, value in bench.request.GET.dict().items() if name != "page" and value}
    back = with_query(reverse("findings", args=[bench.design.id]), query)
    return {
        "asked": asked,
        "is_empty": not (everything or bench.schema.entities or asked.state == "dismissed"),
        "page": page,
        "query": urlencode(query),
        "back": back,
        "groups": [
            _group(bench, asked, key, shown, len(groups[key]), back)
            for key, shown in grouped(page.object_list, asked.group, bench.schema)
        ],
        "states": _states(bench, query),
        "severities": _severities(bench, asked, everything.values(), query),
        "choices": _choices(bench, asked, everything.values()),
        "stale": stale_decisions(bench.findings, bench.schema) if asked.state == "dismissed" else [],
        "rules_run": bench.findings.report.rules_run,
        "may_decide": bench.may_decide,
    }


def _group(bench: Bench, asked: Filter, key: str, shown: list[Listed], count: int, back: str) -> dict[str, Any]:
    group: dict[str, Any] = {"count": count, "cards": cards(bench, shown, back, "#findings")}
    if asked.group == "rule":
        rule = rule_of(key)
        group |= {"name": rule.title if rule else key, "code": key, "url": reverse("rule", args=[key])}
        if bench.may_decide and asked.state == "open":
            group["dismiss_url"] = with_query(
                reverse("findings_dismiss", args=[bench.design.id]), {"rule": key, "next": back}
            )
    elif asked.group == "entity":
        entity = bench.schema.get(key) if key in bench.schema.located else None
        group["name"] = bench.schema.qualified(entity) if entity else "The design as a whole"
        group["url"] = bench.url(entity) if entity else ""
    return group


def _states(bench: Bench, query: dict[str, str]) -> list[dict[str, Any]]:
    report, url = bench.findings.report, reverse("findings", args=[bench.design.id])
    dismissed = query.get("state") == "dismissed"
    kept = {name: value for name, value in query.items() if name not in ("state", "severity")}
    return [
        {"label": f"Open {len(report.findings):,}", "url": with_query(url, kept), "current": not dismissed},
        {
            "label": f"Dismissed {len(report.dismissed):,}",
            "url": with_query(url, {**kept, "state": "dismissed"}),
            "current": dismissed,
        },
    ]


def _severities(bench: Bench, asked: Filter, found: Collection[Listed], query: dict[str, str]) -> list[dict[str, Any]]:
    """All, then each severity with its number among the findings of the chosen state."""
    url = reverse("findings", args=[bench.design.id])
    here = [one.finding.severity for one in found if (one.decision is not None) == (asked.state == "dismissed")]
    choices = [{"label": "All", "url": with_query(url, {**query, "severity": ""}), "current": not asked.severity}]
    for severity, name in SEVERITIES.items():
        if number := here.count(severity):  # type: ignore[arg-type]
            label = counted(number, name.lower())
            target = with_query(url, {**query, "severity": severity})
            choices.append({"label": label, "url": target, "current": asked.severity == severity})
    return choices


def _choices(bench: Bench, asked: Filter, found: Collection[Listed]) -> list[dict[str, Any]]:
    """The drop-downs: only what there is to choose."""
    here = [each for one in found if (one.decision is not None) == (asked.state == "dismissed") for each in one.told]
    codes = sorted({one.code for one in here} | ({asked.rule} if asked.rule else set()))
    places = {one.subject.entity for one in here if one.subject.entity}
    families = {one.code[:2] for one in here}
    entities = [(one.id, bench.schema.qualified(one)) for one in bench.schema.entities if one.id in places]
    return [
        _choice("confidence", "Any confidence", [(str(k), v) for k, v in CONFIDENCES.items()], asked.confidence),
        _choice("family", "Any family", [(k, v) for k, v in FAMILIES.items() if k in families], asked.family),
        _choice("rule", "Any rule", [(code, code) for code in codes], asked.rule),
        _choice("entity", "Any table", entities, asked.entity),
    ]


def _choice(name: str, anything: str, options: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": anything, "options": options, "chosen": chosen}
