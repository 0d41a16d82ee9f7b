"""What the rules say of a design: computed once per state, and remembered as counts for the lists of designs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar
from zlib import crc32

from django.utils import timezone

from designer.analysis.engine import Examined, Report, all_rules, examine
from designer.analysis.engine import report as report_of
from designer.analysis.finding import Finding, Severity
from designer.analysis.score import score
from designer.analysis.settings import chosen_rules
from designer.analysis.withdrawn import put_back
from designer.exporters.diagram.kept import Kept
from designer.schema.changes import Change
from designer.schema.schema import Schema
from designer.store.models import Design
from designer.store.rule_settings import codes_off, fingerprint_of, settings_of
from designer.web.models import Mark, Tally
from designer.web.score_causes import causes_of
from designer.web.withdrawing import since_last_mark

T = TypeVar("T")
Counts = Mapping[str, int]
"""Number of open findings by severity."""

RULE_SECONDS = 10.0
"""How long a page waits for one rule; thousands of tables take a rule less than one."""
_reports: Kept[Report] = Kept(64)
_examined: Kept[Examined] = Kept(12)
"""What the next edit of a design starts from."""
_BACK = 20
"""Revisions in which known findings are looked for."""


@dataclass(frozen=True)
class Findings:
    """A report with its findings by place. off: codes of the rules that the design's team has switched off."""

    report: Report
    off: frozenset[str] = frozenset()

    @property
    def rules_off(self) -> int:
        """How many rules are switched off."""
        return len(self.off)

    @cached_property
    def counts(self) -> Counts:
        """Open findings by severity."""
        return Counter(str(finding.severity) for finding in self.report.findings)

    @cached_property
    def told_of(self) -> dict[str, list[Finding]]:
        """Everything that open cards say of an entity, further reasons each by itself."""
        found: dict[str, list[Finding]] = {}
        for one in (told for card in self.report.findings for told in card.told):
            if one.subject.entity:
                found.setdefault(one.subject.entity, []).append(one)
        return found

    @cached_property
    def by_entity(self) -> dict[str, list[Finding]]:
        """Cards by the entities that they speak of: each once, by the worst that it says of the entity.

        So an entity has as many as the list of findings shows for it, one that only a further reason names included.
        """
        found: dict[str, list[Finding]] = {}
        for card in self.report.findings:
            about: dict[str, list[Finding]] = {}
            for one in card.told:
                if one.subject.entity:
                    about.setdefault(one.subject.entity, []).append(one)
            for entity, told in about.items():
                found.setdefault(entity, []).append(_worst(told))
        return found

    @cached_property
    def marks(self) -> dict[str, dict[Severity, int]]:
        """Entity and attribute ids to their numbers of cards, as the diagram wants them, counted like `by_entity`."""
        marks: dict[str, Counter[Severity]] = {}
        for card in self.report.findings:
            about: dict[str, list[Finding]] = {}
            for one in card.told:
                for place in {one.subject.entity, *one.subject.attributes} - {None}:
                    about.setdefault(str(place), []).append(one)
            for place, told in about.items():
                marks.setdefault(place, Counter())[_worst(told).severity] += 1
        return {place: dict(counts) for place, counts in marks.items()}

    def worst(self) -> str | None:
        """The worst severity that is open."""
        return next((str(severity) for severity in Severity if self.counts.get(severity)), None)


def _worst(told: Sequence[Finding]) -> Finding:
    """What is most severe of it, the first of several."""
    return min(told, key=lambda one: one.severity.rank)


def findings_of(design: Design, schema: Schema) -> Findings:
    """The findings of the design at `design.revision`, whose value `schema` is, by the rules of its team."""
    return _found(design, _reports.get(_key(design, design.revision), lambda: _analyzed(design, schema)))


def findings_at(design: Design, schema: Schema, revision: int) -> Findings:
    """The findings of an earlier revision, whose value `schema` is: what a page that is still open showed."""
    return _found(design, _reports.get(_key(design, revision), lambda: _report(design, schema, revision)))


def findings_so_far(design: Design) -> Findings:
    """The findings of the latest revision that they are known of, without looking for any: right after an edit those
    of the state before it. What shows them asks again a moment later."""
    known = _latest(_reports, design, design.revision)
    return _found(design, known or Report((), (), len(chosen_rules(settings_of(design.team)))))


def _found(design: Design, report: Report) -> Findings:
    return Findings(report, codes_off(settings_of(design.team)))


def _latest(kept: Kept[T], design: Design, revision: int) -> T | None:
    """What is kept of the latest revision up to this one."""
    held = (kept.peek(_key(design, number)) for number in range(revision, max(0, revision - _BACK), -1))
    return next((one for one in held if one is not None), None)


def _key(design: Design, revision: int) -> str:
    """What a report is known by; the day is part of it, since dismissals may end."""
    return f"{design.pk}/{revision}/{rules_version(design)}/{timezone.localdate()}"


def rules_version(design: Design) -> str:
    """Changes when rules come or go and when the design's team sets others, so that counts made by others are not taken
    for today's."""
    return _all_rules_version() + fingerprint_of(settings_of(design.team))


@cache
def _all_rules_version() -> str:
    return str(crc32(" ".join(rule.code for rule in all_rules()).encode()))


def in_words(counts: Counts) -> str:
    """`2 errors, 1 warning`."""
    nouns = {"error": "error", "warning": "warning", "info": "note"}
    return ", ".join(
        f"{counts[level]} {noun}{'s' if counts[level] > 1 else ''}"
        for level, noun in nouns.items()
        if counts.get(level)
    )


def _analyzed(design: Design, schema: Schema) -> Report:
    judged = _judged_twice(design, schema)
    _keep(design, schema, judged)
    return judged.report


@dataclass(frozen=True, slots=True)
class _Judged:
    """silent: what the design no longer says, retired or not; causes: what its score has risen by."""

    report: Report
    silent: tuple[Change, ...] = ()
    causes: Sequence[Mapping[str, Any]] = ()


def _judged_twice(design: Design, schema: Schema) -> _Judged:
    """The report, with the one by all that the design once said of its use."""
    report, since = _report(design, schema, design.revision), since_last_mark(design)
    if since is None:
        return _Judged(report)
    settings, earlier = settings_of(design.team), _examined.peek(_key(design, design.revision))

    def look_at(other: Schema) -> Report:
        rules = chosen_rules(settings)
        return report_of(
            examine(other, rules, settings.thresholds, seconds=RULE_SECONDS, earlier=earlier), timezone.localdate()
        )

    whole = put_back(schema, since.silent)
    if whole.said:
        report = replace(report, with_withdrawn=look_at(whole.schema), withdrawn=whole.said)

    def score_of(other: Schema) -> float:
        return score(replace(report, with_withdrawn=look_at(other))).value

    return _Judged(report, whole.silent, causes_of(schema, since, whole, score(report).value, score_of))


def count_again(design: Design, schema: Schema) -> None:
    """Counts what is open, whether or not this process has looked: somebody may have counted by other rules since."""
    _keep(design, schema, _judged_twice(design, schema))


def _keep(design: Design, schema: Schema, judged: _Judged) -> None:
    report, settings = judged.report, fingerprint_of(settings_of(design.team))
    counts = Findings(report).counts
    if not schema.entities:
        Tally.keep(design, settings, 0, counts)
        return
    rules, size = rules_version(design), len(schema.entities)
    Mark.keep(design, score(report), rules, settings, size, counts, judged.silent, judged.causes)


def _report(design: Design, schema: Schema, revision: int) -> Report:
    def look() -> Examined:
        settings = settings_of(design.team)
        earlier = _latest(_examined, design, revision)
        rules = chosen_rules(settings)
        return examine(schema, rules, settings.thresholds, seconds=RULE_SECONDS, earlier=earlier)

    return report_of(_examined.get(_key(design, revision), look), today=timezone.localdate())
