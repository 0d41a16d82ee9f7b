"""Findings as pages show them: each with an address, its place, its evidence and its fix in SQL."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from designer.analysis.finding import Confidence, Finding
from designer.analysis.mending import fix_sql
from designer.analysis.normalization.kept import CODES
from designer.analysis.report import place
from designer.analysis.rule import FAMILIES
from designer.exporters.diagram.kept import Kept
from designer.schema.describe import describe
from designer.schema.model import RETIRED, Decision
from designer.schema.schema import Schema
from designer.web.bench import Bench
from designer.web.evidence import evidence_of
from designer.web.highlighting import highlight
from designer.web.links import object_url
from designer.web.reports import Findings
from designer.web.templatetags.wording import counted

SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Note"}
CONFIDENCES = {
    Confidence.CERTAIN: "certain",
    Confidence.LIKELY: "likely",
    Confidence.HINT: "worth a look",
}
_STEPS = 6
"""Changes of a fix without SQL that are spelled out."""

_fixes: Kept[tuple[SafeString, SafeString, tuple[str, ...]]] = Kept(2000)


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding with the name it goes by in addresses, the same from revision to revision; decision: why it is
    dismissed, None while it is open; reasons: others that share its card, each with a name and a page of its own."""

    id: str
    finding: Finding
    decision: Decision | None = None
    reasons: tuple["Listed", ...] = ()

    @property
    def told(self) -> tuple[Finding, ...]:
        """What the card tells: its finding, then the others that its fix mends; these alone, if it stands for them."""
        others = tuple(one.finding for one in self.reasons)
        return others if self.finding.gathered else (self.finding, *others)


def listed(findings: Findings) -> dict[str, Listed]:
    """All cards by their names, the open ones first, in the report's order."""
    report = findings.report
    pairs: list[tuple[Finding, Decision | None]] = [(one, None) for one in report.findings]
    pairs += report.dismissed
    seen: Counter[tuple[str, str]] = Counter()
    found = {}

    def named(finding: Finding) -> str:
        seen[finding.key] += 1
        return _name(finding, seen[finding.key])

    for finding, decision in pairs:
        name = named(finding)
        reasons = tuple(Listed(named(one), one) for one in finding.reasons)
        found[name] = Listed(name, finding, decision, reasons)
    return found


def known(findings: Findings) -> dict[str, Listed]:
    """Every finding by its name: the cards, and what shares one."""
    cards = listed(findings)
    return {**cards, **{one.id: one for card in cards.values() for one in card.reasons}}


def _name(finding: Finding, number: int) -> str:
    """A card for many alike goes by what it stands for: with another one in it, it is another card, or whoever
    dismisses what a page showed would dismiss what came later."""
    members = sorted(one.subject.object for one in finding.reasons) if finding.gathered else ()
    subject = "\0".join((finding.subject.object, *members, str(number))).encode(errors="surrogatepass")
    return f"{finding.code}-{blake2b(subject, digest_size=6).hexdigest()}"


def stale_decisions(findings: Findings, schema: Schema) -> list[Decision]:
    """Decisions that keep nothing closed any more: the design has changed, or their last day is over.

    Of a rule that did not look, since it is switched off or was stopped, nobody knows, so its decisions are kept.
    """
    used = {decision.id for _, decision in findings.report.dismissed}
    silent = findings.off.union(findings.report.stopped)
    return [
        one
        for one in schema.decisions
        if one.id not in used and one.finding not in silent and not _keeps_away(schema, one)
    ]


def _keeps_away(schema: Schema, decision: Decision) -> bool:
    """Whether it says why something is gone, which it still is."""
    return decision.finding == RETIRED and decision.subject not in schema.located


def cards(bench: Bench, found: Iterable[Listed], back: str, target: str) -> list[dict[str, Any]]:
    """For components/finding.html. back: the page that the actions return to; target: what htmx then swaps."""
    return [card(bench, one, back, target) for one in found]


def card(bench: Bench, one: Listed, back: str, target: str) -> dict[str, Any]:
    """One finding with what the user may do about it."""
    finding, number = one.finding, bench.design.id
    shown = {
        **_NOTHING,
        "id": one.id,
        "severity": str(finding.severity),
        "label": SEVERITIES[finding.severity],
        "confidence": CONFIDENCES[finding.confidence],
        "code": finding.code,
        "rule_url": reverse("rule", args=[finding.code]),
        "url": reverse("finding", args=[number, one.id]),
        "place": place(finding, bench.schema),
        "place_url": _place_url(bench, finding),
        "entity_id": finding.subject.entity or "",
        "title": finding.title,
        "message": with_code(finding.message),
        "reasons": [_reason(number, each, finding) for each in one.reasons],
        "back": back,
        "target": target,
        "revision": bench.design.revision,
    }
    return shown | (_kept(bench, one.decision) if one.decision else _open(bench, one))


def _reason(number: int, one: Listed, head: Finding) -> dict[str, Any]:
    """Of a card that stands for its reasons, one line each: the page of each has the rest."""
    repeats = one.finding.message == head.message
    return {
        "code": "" if head.gathered else one.finding.code,
        "rule_url": reverse("rule", args=[one.finding.code]),
        "url": reverse("finding", args=[number, one.id]),
        "title": one.finding.title,
        "message": "" if head.gathered and repeats else with_code(one.finding.message),
        "evidence": "" if head.gathered else evidence_of(one.finding.evidence),
    }


_NOTHING = dict.fromkeys(
    ("apply_url", "dismiss_url", "keep_url", "preview_url", "reopen_url", "undo_url", "evidence", "lines", "sql",
     "sql_html", "sql_caption", "way_back", "steps", "settled", "reason", "expires", "decision"), ""
)  # fmt: skip
"""What templates ask of every card: they look everywhere for a name that is not there."""


def _open(bench: Bench, one: Listed) -> dict[str, Any]:
    number = bench.design.id
    up, down, steps = _fix(bench, one)
    return {
        "evidence": evidence_of(one.finding.evidence),
        "sql_html": up,
        "way_back": down,
        "steps": steps,
        "apply_url": reverse("finding_apply", args=[number, one.id]) if one.finding.fix and bench.may_edit else "",
        **_ways_to_keep(bench, one),
    }


def _ways_to_keep(bench: Bench, one: Listed) -> dict[str, Any]:
    """A broken normal form is kept for an access pattern, on a page of its own; all else for a reason."""
    number, subject = bench.design.id, one.finding.subject
    if one.finding.code in CODES and subject.entity:
        url = reverse("normalize_keep", args=[number, subject.entity, subject.object])
        return {"keep_url": url if bench.may_edit else ""}
    return {"dismiss_url": reverse("finding_dismiss", args=[number, one.id]) if bench.may_decide else ""}


def _kept(bench: Bench, decision: Decision) -> dict[str, Any]:
    return {
        "settled": True,
        "reason": decision.reason or "no reason was given",
        "expires": decision.expires,
        "decision": decision.id,
        "reopen_url": reverse("findings_reopen", args=[bench.design.id]) if bench.may_decide else "",
    }


def _fix(bench: Bench, one: Listed) -> tuple[SafeString, SafeString, tuple[str, ...]]:
    """(SQL that mends, SQL that takes it back, the changes in words where SQL cannot say them)."""
    if not one.finding.fix:
        return SafeString(), SafeString(), ()

    def make() -> tuple[SafeString, SafeString, tuple[str, ...]]:
        up, down = fix_sql(one.finding.fix, bench.schema)
        dialect = bench.schema.dialect.name
        words = () if up else _steps(describe(one.finding.fix, bench.schema))
        return highlight("\n".join(up), dialect), highlight("\n".join(down), dialect), words

    return _fixes.get(f"{bench.design.pk}/{bench.design.revision}/{one.id}", make)


def _steps(told: tuple[str, ...]) -> tuple[str, ...]:
    """The first of them; what is left out is counted."""
    more = len(told) - _STEPS
    return told if more <= 0 else (*told[:_STEPS], f"and {counted(more, 'more change')}")


def _place_url(bench: Bench, finding: Finding) -> str:
    """Where the most exact object of the finding is shown; "" for what is about the design as a whole."""
    subject = finding.subject
    for candidate in (subject.object, subject.entity, subject.access_pattern):
        if candidate and candidate in bench.schema.located:
            return object_url(bench.design.id, bench.schema, candidate)
    return ""


def with_code(text: str) -> SafeString:
    """Escaped text in which what stands between backticks is code."""
    parts = escape(text).split("`")
    if len(parts) % 2 == 0:  # one without its partner stands for itself
        return mark_safe("`".join(parts))
    return mark_safe("".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts)))


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the findings is asked for; "" is no restriction. group: rule, entity, or none: by importance."""

    state: str = "open"
    severity: str = ""
    confidence: str = ""
    family: str = ""
    rule: str = ""
    entity: str = ""
    text: str = ""
    group: str = "rule"

    @classmethod
    def read(cls, given: Any) -> "Filter":
        """From a query string; values that there are not are left out."""

        def choice(name: str, known: Iterable[str], default: str = "") -> str:
            value = given.get(name, default)
            return value if value in {*known, ""} else default

        return cls(
            state=choice("state", ("open", "dismissed"), "open") or "open",
            severity=choice("severity", SEVERITIES),
            confidence=choice("confidence", map(str, CONFIDENCES)),
            family=choice("family", FAMILIES),
            rule=given.get("rule", ""),
            entity=given.get("entity", ""),
            text=given.get("q", "").strip(),
            group=choice("group", ("rule", "entity", "none"), "rule"),
        )

    def fits(self, one: Listed, schema: Schema) -> bool:
        """Whether a finding is asked for."""
        finding = one.finding
        return (
            (one.decision is not None) == (self.state == "dismissed")
            and self.severity in ("", finding.severity)
            and self.confidence in ("", finding.confidence)
            and (not self.family or any(self.family == told.code[:2] for told in one.told))
            and (not self.rule or any(self.rule == told.code for told in one.told))
            and (not self.entity or any(self.entity == told.subject.entity for told in one.told))
            and (not self.text or self._says(one, schema))
        )

    def _says(self, one: Listed, schema: Schema) -> bool:
        told = (" ".join((each.code, each.title, each.message, place(each, schema))) for each in one.told)
        said = " ".join(told).lower()
        return all(word in said for word in self.text.lower().split())


def grouped(found: Iterable[Listed], group: str, schema: Schema) -> Iterator[tuple[str, list[Listed]]]:
    """The findings by rule code or entity id, the group with the worst one first; one group for `none`."""
    groups: dict[str, list[Listed]] = {}
    for one in found:
        key = {"rule": one.finding.code, "entity": one.finding.subject.entity or ""}.get(group, "")
        groups.setdefault(key, []).append(one)
    yield from groups.items()
