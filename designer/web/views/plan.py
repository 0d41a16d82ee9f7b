"""The migration from one state of a design to another: what will happen, in which order, and how to go back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from designer.planning import CannotPlan, Plan, files
from designer.planning.model import BLOCKS
from designer.store.audit import record
from designer.store.models import Action
from designer.web.access import get_design_for_viewer
from designer.web.bench import Bench, open_bench
from designer.web.downloads import named
from designer.web.jobs import job_context
from designer.web.migrating import NEWEST, OLDEST, STRATEGY_WORDS, TOOLS, Asked, archive, has_strategies, other, plan_of
from designer.web.migration_proofs import ask_for_proof, proof_of
from designer.web.migration_steps import steps_of, total_estimate, worst_lock
from designer.web.requests import signed_in, wants_fragment
from designer.web.sides import Pair, choices, pair_of

_FILES = 200
_PROVERS = {"sqlite": "SQLite file", "mysql": "MariaDB server", "mariadb": "MariaDB server"}
"""What runs a plan for each database; PostgreSQL's own for its."""


@require_safe
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Every step with its locks, hazards and way back, and the files of the chosen tool."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_viewer)
    pair = pair_of(bench.design, bench.schema, request.GET)
    context: dict[str, Any] = {"pair": pair}
    if pair is not None:
        asked = Asked.read(pair, request.GET)
        context |= {**_asked(bench, asked), **_planned(bench, asked)}
    return render(request, "versions/plan.html", bench.context(**context))


def _asked(bench: Bench, asked: Asked) -> dict[str, Any]:
    number = bench.design.id
    return {
        "asked": asked,
        "same": [f"{old}~{new}" for old, new in asked.pair.same],
        "choices": choices(bench.design),
        "strategies": STRATEGY_WORDS.items() if has_strategies(asked.pair.new.schema) else (),
        "targets": range(NEWEST, OLDEST - 1, -1),
        "tools": TOOLS.items(),
        "compare_url": f"{reverse('compare', args=[number])}?{asked.pair.query()}",
        "files_url": f"{reverse('plan_files', args=[number])}?{asked.query()}",
    }


def _planned(bench: Bench, asked: Asked) -> dict[str, Any]:
    try:
        made = plan_of(asked)
    except CannotPlan as refusal:
        return {"refusal": str(refusal)}
    estimate, unknown = total_estimate(made)
    mode = worst_lock(made)
    written = files(made, asked.tool, first=asked.first) if made.steps else ()
    return {
        "made": made,
        "strategy": made.options.strategy,
        "phases": steps_of(asked, made),
        "strategy_urls": {
            name: f"{reverse('plan', args=[bench.design.id])}?{other(asked, name).query()}"
            for name in STRATEGY_WORDS
            if name != made.options.strategy
        },
        "estimate": estimate,
        "estimate_unknown": unknown,
        "lock_mode": mode,
        "lock_blocks": BLOCKS.get(mode, ""),
        "hazard_count": sum(len(step.hazards) for step in made.steps),
        "files": written[:_FILES],
        "file_count": len(written),
        "more_files": max(0, len(written) - _FILES),
        "tool_name": TOOLS[asked.tool],
        "proposed": asked.pair.difference().likely,
        **_proof(asked, made),
    }


def _proof(asked: Asked, made: Plan) -> dict[str, Any]:
    found = {**proof_of(asked, made), "prover": _PROVERS.get(made.after.dialect.name, "PostgreSQL")}
    query = f"?{asked.query()}"
    return {**found, **job_context(found["job"], "#proof", query), "proof_query": query, "step_count": len(made.steps)}


def _asked_for(request: HttpRequest, number: int) -> tuple[Bench, Asked, Plan] | HttpResponseRedirect:
    """The plan between the two states that the address names; where there is none, the way to its page, which says
    why."""
    bench = open_bench(request, number, page="versions", fetch=get_design_for_viewer)
    pair = pair_of(bench.design, bench.schema, request.GET)
    page = reverse("plan", args=[number])
    if pair is None:
        return HttpResponseRedirect(page, status=303)
    asked = Asked.read(pair, request.GET)
    try:
        return bench, asked, plan_of(asked)
    except CannotPlan:
        return HttpResponseRedirect(f"{page}?{asked.query()}", status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_proof(request: HttpRequest, number: int) -> HttpResponse:
    """Has a throw-away server run the plan (POST), and tells how far that is (GET): as a part of the plan's page, or by
    way of that page."""
    found = _asked_for(request, number)
    if isinstance(found, HttpResponseRedirect):
        return found
    bench, asked, made = found
    if request.method == "POST" and made.steps:
        ask_for_proof(asked, made, signed_in(request))
    if wants_fragment(request):
        return render(request, "versions/proof.html", {"design": bench.design, **_proof(asked, made)})
    return HttpResponseRedirect(f"{reverse('plan', args=[number])}?{asked.query()}#proof-title", status=303)


@require_safe
def plan_files(request: HttpRequest, number: int) -> HttpResponse:
    """The files of the chosen tool as a zip."""
    found = _asked_for(request, number)
    if isinstance(found, HttpResponseRedirect):
        return found
    bench, asked, made = found
    between = f"{_ref(asked.pair, 'old')}-{_ref(asked.pair, 'new')}"
    name = f"{bench.design.name} {between} {asked.tool}"
    if request.method == "GET":
        about = {"as": f"Migration files for {asked.tool}", "between": between}
        design = bench.design
        record(design.team_id, request.user, Action.EXPORTED, design.name, design=design, details=about)
    return named(HttpResponse(archive(asked, made), content_type="application/zip"), name, ".zip")


def _ref(pair: Pair, which: str) -> str:
    """`v3`, or `r12` for the design as it is."""
    side = getattr(pair, which)
    return f"v{side.version.number}" if side.version else f"r{side.revision}"
