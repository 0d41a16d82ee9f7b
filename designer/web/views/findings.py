"""What the rules say of a design: the list, and decisions about several at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from designer.analysis.score import BASELINE
from designer.web.access import get_design_for_editor, get_design_for_reviewer, get_design_for_viewer
from designer.web.asked_from import asked_from
from designer.web.bench import Bench, open_bench
from designer.web.deciding import dismissal, reopening, together
from designer.web.findings import Listed, known, listed
from designer.web.findings_list import render_findings
from designer.web.forms.findings import DismissForm
from designer.web.settling import back_to, settle, shown_at
from designer.web.templatetags.wording import counted

_NAMED = 40
"""Of the findings that are about to be dismissed together; the rest is a number."""


@require_safe
def findings(request: HttpRequest, number: int) -> HttpResponse:
    """The findings of a design, by what is asked for; only the list for htmx."""
    return render_findings(open_bench(request, number, page="findings", fetch=get_design_for_viewer))


@require_http_methods(["GET", "HEAD", "POST"])
def findings_dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Dismisses many with one reason: those of a rule, those chosen, or everything that is open (a baseline).

    A POST without a reason is the way here from a list with chosen findings.
    """
    design = get_design_for_reviewer(request, number)
    given = request.POST if request.method == "POST" else request.GET
    rule, everything, chosen = given.get("rule", ""), "all" in given, given.getlist("finding")
    answered = request.method == "POST" and "reason" in given
    back, bench = asked_from(request, number, design)
    meant = _meant(bench, rule, everything, chosen)
    found = [one for one in meant if not one.finding.stays_open]
    if len(found) < len(meant) and not answered:
        left = counted(len(meant) - len(found), "finding")
        messages.warning(request, f"Left out: {left} on normal forms. Each is kept with the access pattern it serves.")
    if meant and not found:
        return back_to(bench, back)
    if not found:
        messages.info(request, "Nothing of it is open." if rule or everything else "Choose the findings first.")
        return back_to(bench, back)
    what = _what(rule, everything, len(found))
    form = DismissForm(request.POST if answered else None, initial={"reason": BASELINE if everything else ""})
    if answered and form.is_valid():
        reason, expires = form.cleaned_data["reason"], form.cleaned_data["expires"]
        changes = dismissal(bench.schema, (one.finding for one in found), reason, expires)
        return settle(bench, back, changes, label=f"Dismiss {what}", said=f"Dismissed {what}.")
    context = {
        "form": form, "what": what, "found": found[:_NAMED], "more": max(0, len(found) - _NAMED), "back": back,
        "rule": rule, "everything": everything, "chosen": [] if rule or everything else [one.id for one in found],
    }  # fmt: skip
    return render(request, "findings/dismiss_many.html", bench.context(**context), status=422 if answered else 200)


def _meant(bench: Bench, rule: str, everything: bool, chosen: list[str]) -> list[Listed]:
    """Each finding by itself: of a card that stands for others, these."""
    wanted, there = set(chosen), known(bench.findings)
    wanted |= {each.id for one in there.values() if one.id in wanted and one.finding.gathered for each in one.reasons}
    return [
        one
        for one in there.values()
        if one.decision is None
        and not one.finding.gathered
        and (everything or one.finding.code == rule or one.id in wanted)
    ]


def _what(rule: str, everything: bool, number: int) -> str:
    """`all 12 open findings`, `3 findings of IX002`, `3 findings`."""
    if everything:
        return f"all {counted(number, 'open finding')}" if number > 1 else "the one open finding"
    return counted(number, "finding") + (f" of {rule}" if rule else "")


@require_POST
def findings_apply(request: HttpRequest, number: int) -> HttpResponse:
    """Applies the chosen fixes that go together, as one revision."""
    design = get_design_for_editor(request, number)
    chosen, revision = set(request.POST.getlist("finding")), request.POST.get("revision", "")
    back, bench = asked_from(request, number, design)
    shown, schema = shown_at(bench, revision)
    found = [one.finding for one in listed(shown).values() if one.id in chosen and one.decision is None]
    fixes = [finding for finding in found if finding.fix]
    if not fixes:
        messages.info(request, "None of the chosen findings has a fix." if found else "Choose the findings first.")
        return back_to(bench, back)
    changes, mended, left_out = together(schema, fixes)
    for finding in left_out[:5]:
        messages.warning(request, f"Left out, since another fix changes the same: {finding.title}.")
    what = counted(len(mended), "fix", "fixes")
    label = f"Apply {what}: {', '.join(sorted({one.code for one in mended}))}"
    return settle(bench, back, changes, label=label, said=f"Applied {what} in one revision.", opened_on=int(revision))


@require_POST
def findings_reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Takes decisions back; what they kept is open again."""
    design = get_design_for_reviewer(request, number)
    back, bench = asked_from(request, number, design)
    changes = reopening(bench.schema, request.POST.getlist("decision"))
    what = counted(len(changes), "finding")
    return settle(bench, back, changes, label=f"Reopen {what}", said=f"Reopened {what}.")
