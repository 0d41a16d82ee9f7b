"""What lies between two states of a design: the changes, the picture, the SQL, and what the rules say of both."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.changes import KINDS_OF_CHANGE, counts, filtered, groups_of
from designer.web.differences import ALL, TOUCHED, picture_of_difference
from designer.web.said_of_both import findings_between, first_rows, sql_of
from designer.web.sides import Pair, choices, pair_of


@require_safe
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """Two versions, or a version and the design as it is."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_viewer)
    pair = pair_of(bench.design, bench.schema, request.GET)
    context: dict[str, Any] = {"pair": pair}
    if pair is not None:
        context |= {"choices": choices(bench.design), "same": request.GET.getlist("same")}
        context |= _compared(bench, pair)
    return render(request, "versions/compare.html", bench.context(**context))


def _compared(bench: Bench, pair: Pair) -> dict[str, Any]:
    number, found = bench.design.id, pair.difference()
    groups = groups_of(found)
    what, text = bench.request.GET.get("show", ""), bench.request.GET.get("q", "").strip()
    what = what if what in KINDS_OF_CHANGE else ""
    shown, left_out = first_rows(filtered(groups, what, text))
    here = reverse("compare", args=[number])
    reach = ALL if bench.request.GET.get("tables") == ALL else TOUCHED
    numbers = counts(groups)
    kept = {"q": text, "tables": reach if reach == ALL else ""}
    return {
        "found": found,
        "groups": shown,
        "left_out": left_out,
        "total": sum(numbers.values()),
        "text": text,
        "what": what,
        "tables": reach,
        "shows": [
            {"label": f"{label} {count}", "url": f"{here}?{pair.query(show=key, **kept)}", "current": key == what}
            for key, label, count in (
                ("", "All", sum(numbers.values())),
                *((key, label, numbers[key]) for key, label in KINDS_OF_CHANGE.items()),
            )
        ],
        "proposed": [
            {"rename": one, "url": f"{here}?{pair.query()}&{urlencode({'same': f'{one.old_id}~{one.new_id}'})}"}
            for one in found.likely
        ],
        "forget_url": f"{here}?{urlencode({'from': pair.old.ref, 'to': pair.new.ref})}" if found.accepted else "",
        "plan_url": f"{reverse('plan', args=[number])}?{pair.query()}",
        "swap_url": f"{here}?{urlencode({'from': pair.new.ref, 'to': pair.old.ref})}",
        "picture": picture_of_difference(bench.design, pair, groups, reach) if numbers else None,
        "reaches": [
            {
                "label": label,
                "url": f"{here}?{pair.query(show=what, q=text, tables=key if key == ALL else '')}#diagram-title",
                "current": key == reach,
            }
            for key, label in ((TOUCHED, "What changed"), (ALL, "Everything"))
        ],
        **sql_of(pair),
        **findings_between(bench.design, pair),
    }
