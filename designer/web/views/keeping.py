"""Keeping a broken normal form on purpose: for an access pattern, with something that refreshes the copies."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from designer.analysis.engine import analyze
from designer.analysis.facts import Facts
from designer.analysis.normalization.kept import CODES, Fact, facts_of, is_kept, kept_for, why_unneeded
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, alter, drop
from designer.schema.model import Decision, Denormalization, Entity, MultivaluedDependency
from designer.schema.schema import Schema
from designer.web.access import get_design_for_editor
from designer.web.bench import Bench, open_bench
from designer.web.forms.dependencies import arrow
from designer.web.forms.normalization import KeepForm
from designer.web.settling import in_words, make

_REFRESHED = {
    "generated": "a generated column",
    "trigger": "a trigger",
    "materialized view": "a materialized view",
    "application": "the application",
}


@require_http_methods(["GET", "HEAD", "POST"])
def normalize_keep(request: HttpRequest, number: int, key: str, dependency: str) -> HttpResponse:
    """Asks which read it serves and what keeps the copies true, and records both with a decision."""
    bench = open_bench(request, number, key, page="normalization", fetch=get_design_for_editor)
    entity = bench.entity
    fact = next((one for one in facts_of(entity) if one.id == dependency), None) if entity else None
    if entity is None or fact is None:
        raise Http404("There is no such dependency.")
    patterns = _patterns(bench, entity, fact)
    held = next(iter(kept_for(entity, fact)), None)
    initial: dict[str, Any] = {"revision": bench.design.revision}
    if held is not None:
        initial |= {"access_pattern": held.access_pattern, "refresh": held.refresh, "reason": held.reason}
    form = KeepForm(patterns, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changes, problem = keeping(bench.schema, entity, fact, form.cleaned_data)
        if problem:
            form.add_error("access_pattern", problem)
        else:
            label = f"Keep {arrow(bench.schema, fact)} of {entity.name} on purpose"[:300]
            opened = form.cleaned_data["revision"] or bench.design.revision
            refusal = make(bench, changes, label=label, said=f"{label.replace('Keep', 'Kept', 1)}.", opened_on=opened)
            if refusal is None:
                url = reverse("normalize_entity", args=[number, entity.id])
                return HttpResponseRedirect(url, status=303)
            form.add_error(None, in_words(bench, refusal))
    context = bench.context(
        entity=entity, fact=fact, arrow=arrow(bench.schema, fact), form=form, patterns=patterns, held=held
    )
    return render(request, "design/normalize_keep.html", context, status=422 if form.is_bound else 200)


def keeping(schema: Schema, entity: Entity, fact: Fact, given: dict[str, Any]) -> tuple[tuple[Change, ...], str]:
    """(changes, "") that record what is kept and decide the findings about it; ((), why) where it would not hold."""
    said = {name: given[name] for name in ("access_pattern", "refresh")} | {"reason": given["reason"] or ""}
    changes: list[Change] = []
    first, *others = kept_for(entity, fact) or (None,)
    if first is None:
        changes.append(add(schema, Denormalization(dependency=fact.id, **said), to=entity.id))
    else:
        changes += [alter(schema, first.id, **said), *(drop(schema, one.id) for one in others if one)]
    after = apply(changes, schema)
    if not is_kept(Facts(after), after.entity(entity.id), fact):
        columns = ", ".join(schema.names(fact.dependent))
        if isinstance(fact, MultivaluedDependency):
            return (), f"This access pattern does not read {columns} and the other columns together: it needs no join."
        return (), f"This access pattern does not read {columns}: it would not need the copy."
    pattern = schema.get(given["access_pattern"]).name
    words = f"Serves “{pattern}”, kept true by {_REFRESHED[given['refresh']]}. {said['reason']}".strip()
    decided = {one.finding: one for one in schema.decisions if one.subject == fact.id and one.finding in CODES}
    for code in sorted(CODES & ({*decided} | _broken_codes(after, entity, fact))):
        if code in decided:
            changes.append(alter(schema, decided[code].id, decision="accepted", reason=words, expires=None))
        else:
            changes.append(add(after, Decision(finding=code, subject=fact.id, decision="accepted", reason=words)))
    return tuple(change for change in changes if getattr(change, "set", True)), ""


def _broken_codes(schema: Schema, entity: Entity, fact: Fact) -> set[str]:
    """The rules that find the dependency while nothing is written down for it."""
    bare = replace(schema.entity(entity.id), denormalizations=())
    alone = replace(schema, entities=tuple(bare if one.id == entity.id else one for one in schema.entities))
    return {one.code for one in analyze(alone, codes=CODES).findings if one.subject.object == fact.id}


def _patterns(bench: Bench, entity: Entity, fact: Fact) -> list[tuple[str, str]]:
    """(id, label) of the access patterns, those that read what depends first."""
    facts = bench.facts
    reads = {
        one.pattern.id
        for one in facts.patterns
        if one.statements
        and why_unneeded(facts, entity, Denormalization(dependency=fact.id, access_pattern=one.pattern.id), fact)
        is None
    }
    found = sorted(bench.schema.access_patterns, key=lambda one: (one.id not in reads, one.name))
    return [(one.id, one.name if one.id in reads else f"{one.name} (does not read it)") for one in found]
