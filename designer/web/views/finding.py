"""One finding: its card, applying its fix, dismissing it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.analysis.finding import Finding
from designer.analysis.rewriting import TITLES
from designer.web.access import get_design_for_editor, get_design_for_reviewer, get_design_for_viewer
from designer.web.asked_from import asked_from
from designer.web.bench import Bench
from designer.web.deciding import dismissal
from designer.web.findings import Listed, card, known
from designer.web.forms.findings import DismissForm
from designer.web.reports import Findings
from designer.web.requests import wants_fragment
from designer.web.rewriting import REWRITES, shown
from designer.web.settling import refuse, settle, shown_at
from designer.web.tuning.of_finding import planner_says


@require_safe
def finding(request: HttpRequest, number: int, finding: str) -> HttpResponse:
    """A finding alone: its page, or its card for htmx. A page that follows the design is told that it is gone."""
    back, bench = asked_from(request, number, get_design_for_viewer(request, number))
    if "Live" in request.headers and finding not in known(bench.findings):
        return render(request, "design/finding_gone.html", bench.context(code=finding.partition("-")[0]))
    one = _find(bench.findings, finding)
    if wants_fragment(request):
        return _render(bench, "findings/card.html", one, back)
    more: dict[str, Any] = {"planner": planner_says(bench, one.finding), "rewrites": _rewrites(bench, one.finding)}
    return _render(bench, "findings/card.html", one, back, **more)


@require_POST
def finding_apply(request: HttpRequest, number: int, finding: str) -> HttpResponse:
    """Makes the fix that the page showed, as one revision."""
    design = get_design_for_editor(request, number)
    revision = request.POST.get("revision", "")
    back, bench = asked_from(request, number, design)
    shown, _ = shown_at(bench, revision)
    one = _find(shown, finding)
    now = known(bench.findings).get(finding)
    if not one.finding.fix:
        raise Http404("There is no fix to apply.")
    if now is None or now.decision is not None:
        settled = "it was dismissed" if now else "the design has changed"
        return refuse(bench, f"{one.finding.title}: this is no longer open", [f"Since you opened the page {settled}."])
    label, said = f"Apply {one.finding.code}: {one.finding.title}", f"Applied: {one.finding.title}."
    return settle(bench, back, one.finding.fix, label=label, said=said, opened_on=int(revision))


@require_http_methods(["GET", "HEAD", "POST"])
def finding_dismiss(request: HttpRequest, number: int, finding: str) -> HttpResponse:
    """Asks for the reason, then keeps the finding as a documented trade-off."""
    design = get_design_for_reviewer(request, number)
    back, bench = asked_from(request, number, design)
    one = _find(bench.findings, finding)
    if one.finding.stays_open:
        text = "It stays open until it is written down which access pattern it serves and what keeps the copy true."
        return refuse(bench, f"{one.finding.title}: a reason alone does not keep it", [text], 422)
    form = DismissForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return _render(bench, "findings/dismiss.html", one, back, status, form=form)
    changes = dismissal(bench.schema, [one.finding], form.cleaned_data["reason"], form.cleaned_data["expires"])
    label, said = f"Dismiss {one.finding.code}: {one.finding.title}", f"Dismissed: {one.finding.title}."
    return settle(bench, back, changes, label=label, said=said)


def _rewrites(bench: Bench, finding: Finding) -> list[Any]:
    """The query in another form, where the finding is about one that may have it."""
    if finding.code not in TITLES or not finding.subject.access_pattern:
        return []
    kept, _ = REWRITES.answer(bench.design, bench.schema)
    return shown(bench, kept, code=finding.code, pattern=finding.subject.access_pattern)


def _find(findings: Findings, name: str) -> Listed:
    one = known(findings).get(name)
    if one is None:
        raise Http404("This finding is no longer there: the design has changed.")
    return one


def _render(bench: Bench, template: str, one: Listed, back: str, status: int = 200, **more: Any) -> HttpResponse:
    """A card: alone, and then in its own place whatever the form aimed at; or on a page."""
    target = "#findings" if bench.page == "findings" else "#side"
    shown = card(bench, one, back, target) | {"alone": not wants_fragment(bench.request)}
    context = {"finding": shown, "back": back, "design": bench.design, "card_template": template, **more}
    if not wants_fragment(bench.request):
        return render(bench.request, "design/finding.html", bench.context(**context), status=status)
    response = render(bench.request, template, context, status=status)
    response["HX-Retarget"] = f"#finding-{one.id}"
    response["HX-Reswap"] = "outerHTML"
    return response
