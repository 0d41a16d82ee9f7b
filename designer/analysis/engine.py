"""Running the rules. There is no list of them: a walk through the package finds every rule."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import groupby

from designer.analysis import rules as rules_package
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.folding import folded
from designer.analysis.gathering import gathered
from designer.analysis.looking import Look, Looked
from designer.analysis.of_libraries import stepped_down
from designer.analysis.patience import Patience
from designer.analysis.rule import Rule
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.analysis.watched import Readings
from designer.schema.changes import Change
from designer.schema.model import Decision
from designer.schema.schema import Schema

_FIRST = 10
_OF_ONE_RULE = 3
"""How many findings of one rule may stand among the first ten, which are what most people read."""


@dataclass(frozen=True, slots=True)
class Report:
    """findings: open ones, most important first, those that one fix mends as one with its `reasons`.

    dismissed: those with a decision, and that decision, each by itself.

    stopped: codes of the rules that ran out of time; what they would have found is missing.

    with_withdrawn: what is found with all put back that the design once said of its use and says no longer (see
    `designer.analysis.withdrawn`), None where there is nothing of it; withdrawn: the changes that put it back.
    """

    findings: tuple[Finding, ...]
    dismissed: tuple[tuple[Finding, Decision], ...]
    rules_run: int
    stopped: tuple[str, ...] = ()
    with_withdrawn: "Report | None" = None
    withdrawn: tuple[Change, ...] = ()

    def at_or_above(self, severity: Severity) -> tuple[Finding, ...]:
        """Open findings of which something, be it a further reason, is at least this severe."""
        return tuple(card for card in self.findings if any(one.severity.rank <= severity.rank for one in card.told))


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

    today: see `report`. seconds: how long one rule may take; None leaves each its time. Rules that took longer are
    named in the report.
    """
    chosen = [rule for rule in all_rules() if codes is None or rule.code in codes or rule.code[:2] in codes]
    return report(examine(schema, chosen, thresholds, seconds=seconds), today)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the rules found in a design before any decision, and what it takes to look again after an edit.

    looked: by the code of a rule, what it found and by what; stopped: rules that ran out of time.
    """

    facts: Facts
    rules: tuple[Rule, ...]
    found: tuple[Finding, ...]
    looked: Mapping[str, Looked]
    stopped: tuple[str, ...] = ()


def examine(
    schema: Schema,
    rules: Sequence[Rule] | None = None,
    thresholds: Thresholds = DEFAULTS,
    *,
    seconds: float | None = None,
    earlier: Examined | None = None,
) -> Examined:
    """Every finding in a design.

    earlier: what was examined of a design that this one was made from by an edit. With the same rules and thresholds,
    rules look again only at what the edit can affect, and find the same as if they had looked at everything.
    """
    chosen = tuple(all_rules() if rules is None else rules)
    if earlier is not None and (earlier.rules != chosen or earlier.facts.thresholds != thresholds):
        earlier = None
    facts = earlier.facts.following(schema) if earlier else Facts(schema, thresholds, readings=Readings())
    look = Look(facts, earlier.facts, earlier.looked) if earlier else Look(facts, None, {})
    found: list[Finding] = []
    stopped: list[str] = []
    with nullcontext() if seconds is None else Patience(seconds) as patience:
        for rule in chosen:
            work = partial(look.at, rule)
            its = work() if patience is None else patience.run(work)
            if its is None:
                stopped.append(rule.code)
                look.looked.pop(rule.code, None)
            else:
                found += its
    facts.forget_earlier()
    return Examined(facts, chosen, tuple(stepped_down(facts, found)), look.looked, tuple(stopped))


def report(examined: Examined, today: date | None = None) -> Report:
    """What is open of it, most important first, and what has been decided.

    Of the first ten no more than three are one rule's, as long as others are as severe.

    A decision that has expired by `today` (None: the day it is) no longer keeps its finding from being open.
    """
    schema, found = examined.facts.schema, examined.found
    day = (today or date.today()).isoformat()
    decided = {(one.finding, one.subject): one for one in schema.decisions if not has_expired(one, day)}
    closed = [one.key in decided and not one.stays_open for one in found]
    ranked = sorted((one for one, done in zip(found, closed, strict=True) if not done), key=_importance(schema))
    return Report(
        findings=varied(gathered(folded(ranked), schema)),
        dismissed=tuple((one, decided[one.key]) for one, done in zip(found, closed, strict=True) if done),
        rules_run=len(examined.rules) - len(examined.stopped),
        stopped=examined.stopped,
    )


def has_expired(decision: Decision, day: str) -> bool:
    """Whether a decision no longer holds on `day`, both ISO dates; its last day is the one it names."""
    return decision.expires is not None and decision.expires < day


def varied(ranked: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same findings in the same order of severity, with what a rule repeats moved behind the first ten."""
    shown: Counter[str] = Counter()
    varied: list[Finding] = []
    for _, alike in groupby(ranked, key=lambda one: (_stands_behind(one), one.severity.rank)):
        behind: list[Finding] = []
        for one in alike:
            if len(varied) < _FIRST and shown[one.code] >= _OF_ONE_RULE:
                behind.append(one)
                continue
            if len(varied) == _FIRST:
                varied += behind
                behind = []
            shown[one.code] += 1
            varied.append(one)
        varied += behind
    return tuple(varied)


def _stands_behind(finding: Finding) -> bool:
    """Whether a finding is a hint that no declared traffic speaks for."""
    return finding.confidence is Confidence.HINT and finding.subject.access_pattern is None


class _importance:
    """Sort key: hints behind all else, unless declared traffic tells of them; then severity, confidence, the size of
    the table, place and code."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def __call__(self, finding: Finding) -> tuple[bool, int, int, int, str, str, str, str]:
        entity = self._schema.get(finding.subject.entity) if finding.subject.entity else None
        rows = (entity.rows or 0) if entity else 0
        where = entity.name if entity else ""
        return (
            _stands_behind(finding),
            finding.severity.rank,
            finding.confidence.rank,
            -rows,
            where,
            finding.code,
            finding.subject.object,
            finding.title,
        )


def _rule_classes() -> Iterator[type[Rule]]:
    for module_info in pkgutil.walk_packages(rules_package.__path__, f"{rules_package.__name__}."):
        module = importlib.import_module(module_info.name)
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
                yield value
