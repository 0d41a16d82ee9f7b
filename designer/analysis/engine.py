"""Running the rules. There is no list of them: a walk through the package finds every rule."""

import importlib
import pkgutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from designer.analysis import rules as rules_package
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.patience import Patience
from designer.analysis.rule import Rule
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.schema.model import Decision
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Report:
    """findings: open ones, most important first; dismissed: those with a decision, and that decision.

    stopped: codes of the rules that ran out of time; what they would have found is missing.
    """

    findings: tuple[Finding, ...]
    dismissed: tuple[tuple[Finding, Decision], ...]
    rules_run: int
    stopped: tuple[str, ...] = ()

    def at_or_above(self, severity: Severity) -> tuple[Finding, ...]:
        """Open findings that are at least this severe."""
        return tuple(finding for finding in self.findings if finding.severity.rank <= severity.rank)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code. A code used twice is a bug, and raises."""
    found = sorted((rule() for rule in _rule_classes()), key=lambda rule: rule.code)
    codes = [rule.code for rule in found]
    repeated = {code for code in codes if codes.count(code) > 1}
    if repeated:
        raise RuntimeError(f"rule codes used twice: {', '.join(sorted(repeated))}")
    return tuple(found)


def rule_of(code: str) -> Rule | None:
    """The rule with this code, or None."""
    return next((rule for rule in all_rules() if rule.code == code), None)


def analyze(
    schema: Schema,
    *,
    codes: Collection[str] | None = None,
    thresholds: Thresholds = DEFAULTS,
    today: date | None = None,
    seconds: float | None = None,
) -> Report:
    """All findings in a design. codes: rule codes or families (`IX002`, `IX`) to run; None runs all.

    A decision that has expired by `today` (None: the day it is) no longer keeps its finding from being open.
    seconds: how long one rule may take; None leaves each its time. Rules that took longer are named in the report.
    """
    facts = Facts(schema, thresholds)
    chosen = [rule for rule in all_rules() if codes is None or rule.code in codes or rule.code[:2] in codes]
    found, stopped = _checked(chosen, facts, seconds)
    day = (today or date.today()).isoformat()
    decided = {(one.finding, one.subject): one for one in schema.decisions if not has_expired(one, day)}
    closed = [one.key in decided and not one.stays_open for one in found]
    return Report(
        findings=tuple(
            sorted((one for one, done in zip(found, closed, strict=True) if not done), key=_importance(facts))
        ),
        dismissed=tuple((one, decided[one.key]) for one, done in zip(found, closed, strict=True) if done),
        rules_run=len(chosen) - len(stopped),
        stopped=stopped,
    )


def _checked(rules: Sequence[Rule], facts: Facts, seconds: float | None) -> tuple[list[Finding], tuple[str, ...]]:
    """What the rules find, and the codes of those that were stopped."""
    if seconds is None:
        return [finding for rule in rules for finding in rule.check(facts)], ()
    found: list[Finding] = []
    stopped: list[str] = []
    with Patience(seconds) as patience:
        for rule in rules:
            its = patience.run(lambda rule=rule: list(rule.check(facts)))  # type: ignore[misc]
            if its is None:
                stopped.append(rule.code)
            else:
                found += its
    return found, tuple(stopped)


def has_expired(decision: Decision, day: str) -> bool:
    """Whether a decision no longer holds on `day`, both ISO dates; its last day is the one it names."""
    return decision.expires is not None and decision.expires < day


class _importance:
    """Sort key: severity, then confidence, then the size of the table, then place and code."""

    def __init__(self, facts: Facts) -> None:
        self._schema = facts.schema

    def __call__(self, finding: Finding) -> tuple[int, int, int, str, str, str]:
        entity = self._schema.get(finding.subject.entity) if finding.subject.entity else None
        rows = (entity.rows or 0) if entity else 0
        where = entity.name if entity else ""
        return finding.severity.rank, finding.confidence.rank, -rows, where, finding.code, finding.subject.object


def _rule_classes() -> Iterator[type[Rule]]:
    for module_info in pkgutil.walk_packages(rules_package.__path__, f"{rules_package.__name__}."):
        module = importlib.import_module(module_info.name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
                yield value
