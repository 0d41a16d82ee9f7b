"""What runs, how often, and what it touches."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designer.analysis.workload.resolve import parse_statement
from designer.schema.model import AccessPattern
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.editors import add_url, edit_url
from designer.web.forms.patterns import readable

_SQL = 4000
"""Characters of SQL that the list shows of one pattern."""


@require_safe
def patterns(request: HttpRequest, number: int) -> HttpResponse:
    """Every access pattern, the most frequent first."""
    bench = open_bench(request, number, page="patterns", fetch=get_design_for_viewer)
    listed = sorted(bench.schema.access_patterns, key=lambda one: (-(one.frequency_per_minute or 0), one.name))
    context = {"patterns": [_shown(bench, one) for one in listed], "add_url": add_url(bench, "access_pattern")}
    return render(request, "design/patterns.html", bench.context(**context))


def _shown(bench: Bench, pattern: AccessPattern) -> dict[str, Any]:
    parsed = [parse_statement(sql, bench.schema) for sql in pattern.statements]
    touched = {entity for one in parsed for entity in one.entities}
    problems = [one.error for one in parsed if one.error]
    problems += [f"there is no {one.kind} “{one.name}”" for statement in parsed for one in statement.unknown]
    return {
        "pattern": pattern,
        "frequency": in_words(pattern.frequency_per_minute),
        "sql": ";\n\n".join(pattern.statements)[:_SQL],
        "tables": [
            {"name": bench.schema.qualified(one), "url": bench.url(one)}
            for one in bench.schema.entities
            if one.id in touched
        ],
        "problems": problems,
        "edit_url": edit_url(bench, pattern.id),
    }


def in_words(per_minute: float | None) -> str:
    """`1,200 a minute`; "" where it is not said."""
    unit, number = readable(per_minute)
    return "" if number is None else f"{number:,} a {unit}"
