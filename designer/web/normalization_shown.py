"""What the pages on normal forms show: verdicts in words, violations with their two rows, and who said what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from designer.analysis.normalization.masks import bits
from designer.analysis.normalization.on_entity import EntityReport, from_keys
from designer.analysis.normalization.witness import arrow as arrow_of
from designer.exporters.wording import printable
from designer.schema.model import Entity, FunctionalDependency
from designer.schema.schema import Schema
from designer.web.bench import Bench
from designer.web.decomposition import LABELS, choices, decomposition
from designer.web.editors import edit_url
from designer.web.forms.dependencies import arrow
from designer.web.forms.normalization import DependenciesForm, Dependency
from designer.web.forms.place import Place
from designer.web.forms.registry import FORMS
from designer.web.links import with_query
from designer.web.normalizing import Broken, Line, broken, form_of, proposals, report_of

MEANINGS = {
    "1NF": "A column outside the keys depends on a part of a key, and is repeated wherever that part occurs.",
    "2NF": "No column outside the keys depends on a part of a key; but some follow from other columns, "
    "and are repeated with them.",
    "3NF": "Columns outside the keys depend on nothing less than a whole key; but a column of a key follows from "
    "something that is no key, and is repeated with it.",
    "BCNF": "Whatever determines another column identifies a row, so no dependency makes a fact stand twice.",
    "4NF": "No fact stands twice, and facts that have nothing to do with each other stand apart.",
}
LESSONS = (
    ("1NF", "One value in each place.", "No lists inside a cell, no phone1, phone2, phone3."),
    ("2NF", "The whole key.", "What belongs to a part of a key stands in a table of that part."),
    ("3NF", "Nothing but the key.", "What follows from another column stands where that column is the key."),
    ("BCNF", "Every determinant is a key.", "Also inside keys: whatever decides something else identifies its row."),
    ("4NF", "One subject in a table.", "Two lists of the same thing that are independent stand in two tables."),
)
_COLUMNS = 8
_VIOLATIONS = 30
_KEYS = 12
_REFRESHED = {
    "generated": "a generated column",
    "trigger": "a trigger",
    "materialized view": "a materialized view",
    "application": "the application",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A dependency in a list. id: "" for what keys imply and for proposals, which then carry `determinant` and
    `dependent`; evidence: what was seen in data."""

    arrow: str
    source: str
    state: str
    id: str = ""
    determinant: tuple[str, ...] = ()
    dependent: tuple[str, ...] = ()
    evidence: str = ""
    edit_url: str = ""


def overview_context(bench: Bench, lines: Sequence[Line]) -> dict[str, Any]:
    """The counts over the list, and a lesson per normal form with an example of this design where there is one."""
    forms = Counter(line.form or "undecided" for line in lines)
    return {
        "lines": len(lines),
        "with_open": sum(line.open > 0 for line in lines),
        "kept_count": sum(line.kept for line in lines),
        "untold": sum(not line.told for line in lines),
        "not_computed": sum(not line.computed for line in lines),
        "form_counts": [
            (form, forms[form]) for form in ("1NF", "undecided", "2NF", "3NF", "BCNF", "4NF") if forms[form]
        ],
        "lessons": [
            {"form": form, "title": title, "text": text, "example": _example(bench, lines, form)}
            for form, title, text in LESSONS
        ],
    }


def _example(bench: Bench, lines: Sequence[Line], form: str) -> dict[str, Any] | None:
    """Something of this design that breaks the form, with the place where it is explained."""
    if form == "1NF":
        found = next((one for one in bench.findings.report.findings if one.code in ("NF001", "NF006")), None)
        if found is None or found.subject.entity is None:
            return None
        return {"text": f"{found.title}.", "url": bench.url(bench.schema.entity(found.subject.entity), tab="findings")}
    for line in lines[:60]:
        if not line.open or not line.computed:
            continue
        entity = bench.schema.entity(line.entity)
        found_here = report_of(bench, entity)
        for one in broken(bench, entity, found_here):
            if one.violation.form == form and one.is_open:
                text = found_here.report.explanations[one.number].why
                return {
                    "text": f"{line.name}: {text}",
                    "url": reverse("normalize_entity", args=[bench.design.id, line.entity]),
                }
    return None


def entity_context(
    bench: Bench,
    entity: Entity,
    form: str,
    *,
    written: Any = None,
    picked: Any = None,
    refused: Sequence[str] = (),
) -> dict[str, Any]:
    """For design/normalize_entity.html. form: the decomposition to show, "" for none; written, picked: forms that were
    sent and refused; refused: what stands against applying."""
    found = report_of(bench, entity)
    report, number = found.report, bench.design.id
    all_broken = broken(bench, entity, found)
    shown = len(all_broken) if bench.request.GET.get("violations") == "all" else _VIOLATIONS
    shown_broken = [_violation(bench, entity, found, one) for one in all_broken[:shown]]
    offered = choices(found)
    here = reverse("normalize_entity", args=[number, entity.id])
    initial = {"revision": bench.design.revision}
    return {
        "entity": entity,
        "report": report,
        "form_name": form_of(report),
        "meaning": MEANINGS.get(form_of(report), ""),
        "keys": _keys(entity, found),
        "open_violations": [one for one in shown_broken if not one["kept"]],
        "kept_violations": [one for one in shown_broken if one["kept"]],
        "more_violations": max(0, len(all_broken) - shown),
        "all_violations": with_query(here, {"form": form, "violations": "all"}),
        "notes": report.notes,
        "said": _said(bench, entity),
        "from_keys": [Said(arrow(bench.schema, one), "key", "accepted") for one in from_keys(entity)],
        "proposals": [_proposal(bench.schema, one) for one in proposals(bench, entity)],
        "choices": [
            {"label": LABELS[key], "url": with_query(here, {"form": key}) + "#decomposition", "current": key == form}
            for key in offered
        ],
        "form": form,
        "decomposition": decomposition(bench, entity, found, form) if form else None,
        "written": written or DependenciesForm(entity, initial=initial),
        "picking": picked is not None,
        "picks": [
            picked if picked is not None and picked.kind == kind
            else FORMS[kind](Place(bench.schema, kind, None, entity.id), revision=bench.design.revision)
            for kind in ("functional_dependency", "multivalued_dependency")
        ],
        "refused": refused,
    }  # fmt: skip


def _keys(entity: Entity, found: EntityReport) -> dict[str, Any]:
    """Candidate keys in names, those that no constraint checks marked."""
    keys = found.report.keys
    primary = set(entity.primary_key.columns) if entity.primary_key else None
    declared = [set(one.columns) for one in entity.keys]
    declared += [set(one.columns) for one in entity.indexes if one.unique and one.where is None]
    shown = [
        {
            "columns": found.report.relation.names(key),
            "declared": set(found.ids_of(key)) in declared,
            "primary": set(found.ids_of(key)) == primary,
        }
        for key in keys.keys[:_KEYS]
    ]
    known = keys.exact_count if keys.exact_count is not None else keys.at_least
    return {
        "shown": shown,
        "more": max(0, known - len(shown)),
        "complete": keys.complete or keys.exact_count is not None,
    }


def _violation(bench: Bench, entity: Entity, found: EntityReport, one: Broken) -> dict[str, Any]:
    relation, words = found.report.relation, found.report.explanations[one.number]
    sign = "↠" if one.violation.form == "4NF" else "→"
    left, right = one.violation.dependency.determinant, one.violation.dependent
    number = bench.design.id
    keep = (
        [reverse("normalize_keep", args=[number, entity.id, fact.id]) for fact in one.facts] if bench.may_edit else []
    )
    return {
        "form": str(one.violation.form),
        "arrow": arrow_of(relation, left, right, sign),
        "why": words.why,
        "derivation": words.derivation,
        "table": _two_rows(found, one),
        "anomalies": words.anomalies,
        "keep_url": keep[0] if keep else "",
        "kept": [_copy(bench.schema, copy) for copy in one.copies],
        "derived": not one.facts,
        "number": one.number + 1,
    }


def _copy(schema: Schema, copy: Any) -> dict[str, str]:
    return {
        "pattern": schema.get(copy.access_pattern).name if copy.access_pattern else "",
        "refresh": _REFRESHED.get(copy.refresh or "", ""),
        "reason": copy.reason,
    }


def _two_rows(found: EntityReport, one: Broken) -> dict[str, Any]:
    """The counterexample as a small table: a key, the determinant, what depends on it, and a few others."""
    relation, rows = found.report.relation, found.report.explanations[one.number].rows
    left, right = one.violation.dependency.determinant, one.violation.dependent
    key = one.violation.key or found.report.keys.keys[0]
    places = [*dict.fromkeys([*bits(key & ~left & ~right), *bits(left), *bits(right)])]
    others = [place for place in bits(relation.everything) if place not in places]
    shown = [*places, *others][:_COLUMNS]
    if left and not set(bits(left)) & set(shown):
        shown = [*bits(left), *bits(right)][:_COLUMNS]
    marked = left | right
    hidden = len(relation.attributes) - len(shown)
    return {
        "columns": [{"label": printable(relation.attributes[place])} for place in shown],
        "rows": [
            [{"text": printable(row[place]), "mark": bool(marked >> place & 1)} for place in shown] for row in rows
        ],
        "note": f"{hidden} further columns are left out." if hidden > 1 else "",
    }


def _said(bench: Bench, entity: Entity) -> list[Said]:
    order = {"undecided": 0, "accepted": 1, "rejected": 2}
    both: tuple[Dependency, ...] = (*entity.functional_dependencies, *entity.multivalued_dependencies)
    return [
        Said(
            arrow(bench.schema, one),
            one.source,
            one.state,
            one.id,
            evidence=str(one.evidence.get("words", "")),
            edit_url=edit_url(bench, one.id) if bench.may_edit else "",
        )
        for one in sorted(both, key=lambda one: (order[one.state], arrow(bench.schema, one)))
    ]


def _proposal(schema: Schema, one: FunctionalDependency) -> Said:
    return Said(arrow(schema, one), "name", "undecided", determinant=one.determinant, dependent=one.dependent)
