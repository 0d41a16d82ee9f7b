"""The whole workbench: tree, diagram, side, status."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from designer.analysis.workload import ParsedStatement
from designer.exporters.diagram import DiagramOptions
from designer.web.bench import Bench
from designer.web.drawings import Picture, picture_of
from designer.web.jobs import job_context
from designer.web.side import side_context
from designer.web.templatetags.wording import counted
from designer.web.verdicts import proof_of
from designer.web.workload import parsed_patterns


def render_workbench(
    bench: Bench, template: str | None = None, content: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page. template and content replace those of the open pane."""
    context = bench.context(**side_context(bench, template, content), **canvas_context(bench))
    return render(bench.request, "design/workbench.html", context, status=status)


def canvas_context(bench: Bench) -> dict[str, Any]:
    """For the diagram, its toolbar and the line under it."""
    picture = picture_of(bench.design, bench.schema, _options(bench)) if bench.schema.entities else None
    around = bench.entity if bench.reach != "all" else None
    return {
        "toolbar": bench.toolbar(),
        "diagram": {
            "svg": picture and picture.svg,
            "name": bench.design.name,
            "summary": _summary(bench),
            "view_key": f"{bench.design.id}-{bench.detail}-{bench.reach}-{around.id if around else ''}",
            "selected": bench.entity.id if bench.entity else "",
            "pin_url": reverse("pin", args=[bench.design.id]) if bench.may_edit else "",
            "neighbourhood_url": reverse("neighbourhood", args=[bench.design.id]) + "?of=",
            "too_large": _failure(picture),
            "lit": lit_by(bench),
        },
        "remarks": (*_hint(bench), *(picture.remarks if picture else ())),
        "counts": _summary(bench),
        **_proof(bench),
    }


def lit_by(bench: Bench) -> dict[str, Any] | None:
    """The access pattern that `?pattern=` names, with the tables it touches and the columns that it looks at in
    conditions, orders or writes; None for none."""
    key = bench.request.GET.get("pattern", "")
    parsed = next((one for one in parsed_patterns(bench.design, bench.schema) if one.pattern.id == key), None)
    if not key or parsed is None:
        return None
    columns = {
        column
        for one in parsed.statements
        for column in (*(held for _, held in one.compared), *one.writes, *one.group, *_sorted_by(one))
    }
    return {
        "name": parsed.pattern.name,
        "url": reverse("pattern_plan", args=[bench.design.id, key]),
        "all_url": bench.url(bench.entity),
        "tables": [bench.schema.qualified(one) for one in bench.schema.entities if one.id in parsed.entities],
        "ids": json.dumps({"tables": sorted(parsed.entities), "columns": sorted(columns)}),
    }


def _sorted_by(statement: ParsedStatement) -> list[str]:
    return [one.attribute for one in statement.sort if one.attribute]


def _proof(bench: Bench) -> dict[str, Any]:
    """For the verdict in the line under the diagram."""
    proof = proof_of(bench.design, bench.schema)
    return {**proof, **job_context(proof["job"], "#verdict-words", "?as=status")}


def _options(bench: Bench) -> DiagramOptions:
    around = bench.entity if bench.reach != "all" else None
    return DiagramOptions(
        detail=bench.detail,  # type: ignore[arg-type]
        focus=around.id if around else None,
        depth=int(bench.reach) if around else None,
        marks=bench.findings.marks,  # type: ignore[arg-type]
    )


def _failure(picture: Picture | None) -> str:
    if picture is None or picture.failure is None:
        return ""
    return f"{picture.failure} Choose names only or the neighbours of one table; the list of tables is complete."


def _hint(bench: Bench) -> tuple[str, ...]:
    """How to come nearer, where only names are drawn because there are so many."""
    if bench.reach != "all" or bench.detail != "names" or bench.request.GET.get("detail"):
        return ()
    return ("Double-click a table, or choose it and then Neighbours, to see its columns",)


def _summary(bench: Bench) -> str:
    return ", ".join(
        (
            counted(len(bench.schema.entities), "entity", "entities"),
            counted(len(bench.schema.relationships), "relationship"),
            counted(len(bench.schema.access_patterns), "access pattern"),
        )
    )
