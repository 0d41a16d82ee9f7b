"""Running the rules. There is no list of them: a walk through the package finds every rule."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from itertools import groupby
from operator import is_
from typing import Any

from designer.analysis import rules as rules_package
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.nearby import affected
from designer.analysis.patience import Patience
from designer.analysis.rule import PatternRule, Rule, SummedRule, TableRule
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.analysis.watched import Readings
from designer.schema.model import Decision
from designer.schema.schema import Schema

_FIRST = 10
_OF_ONE_RULE = 3
"""How many findings of one rule may stand among the first ten, which are what most people read."""


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

    today: see `report`. seconds: how long one rule may take; None leaves each its time. Rules that took longer are
    named in the report.
    """
    chosen = [rule for rule in all_rules() if codes is None or rule.code in codes or rule.code[:2] in codes]
    return report(examine(schema, chosen, thresholds, seconds=seconds), today)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a rule found, and what it takes to know whether it would find the same.

    read: what of the design's surroundings it read (see `watched`). parts: what a table rule has to say of single
    tables, by their ids, and around: its surroundings. As long as nothing else is gathered, the findings stay: they
    speak of these tables and those beside them only. Of a rule about patterns, what it says of each by its id.
    sums: those of all tables, by their ids, of a rule that rests on them.
    """

    findings: tuple[Finding, ...]
    read: frozenset[str]
    around: Hashable = ()
    parts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    sums: Mapping[str, Any] = field(default_factory=dict)


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
    look = _Look(facts, earlier)
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
    return Examined(facts, chosen, tuple(found), look.looked, tuple(stopped))


class _Look:
    """One look at a design by rule after rule, at no more than what an edit since an earlier look can affect."""

    def __init__(self, facts: Facts, earlier: Examined | None) -> None:
        self.facts = facts
        self.looked: dict[str, Looked] = {}
        near = affected(earlier.facts, facts) if earlier else None
        self._earlier = earlier.looked if earlier and near is not None else {}
        self._affected = near or frozenset()
        self._focused = facts.focused(self._affected)
        since = facts.since
        self._around = since.around if since else frozenset()
        before = earlier.facts.patterns if self._earlier and earlier else ()
        self._standing = {id(one) for one in before if one.entities.isdisjoint(self._affected)}
        self._stand_as_before = earlier is not None and list(earlier.facts.places) == list(facts.places)
        self._renamed = _renamed(earlier.facts, facts, self._affected) if earlier else frozenset()
        self._is_quiet = bool(since and since.quiet and earlier and _are_same(earlier.facts.patterns, facts.patterns))

    def at(self, rule: Rule) -> Sequence[Finding]:
        """What a rule finds."""
        known = self._earlier.get(rule.code)
        if known and self._is_quiet and self._around.isdisjoint(known.read):
            looked = known
        elif isinstance(rule, TableRule) and rule.alone:
            looked = self._at_tables(rule, known)
        elif isinstance(rule, PatternRule):
            looked = self._at_patterns(rule, known)
        elif isinstance(rule, SummedRule):
            looked = self._at_sums(rule, known)
        else:
            read: set[str] = set()
            with self.facts.reading(read):
                looked = Looked(tuple(rule.check(self.facts)), frozenset(read))
        self.looked[rule.code] = looked
        return looked.findings

    def _at_tables(self, rule: TableRule, known: Looked | None) -> Looked:
        # Decisions are followed to the tables that they are about.
        if known and not (self._around - {"decisions"}).isdisjoint(known.read):
            known = None
        read = set(known.read) if known else set()
        with self.facts.reading(read):
            around = rule.surroundings(self.facts)
            if known and known.around == around:
                again = _by_table(rule.gather(self._focused))
                if not again and self._affected.isdisjoint(known.parts):
                    return known if read == known.read else replace(known, read=frozenset(read))
                if rule.rests_on_gathered and self._say_the_same(known.parts, again):
                    return Looked(known.findings, frozenset(read), around, {**known.parts, **again})
                kept = {key: found for key, found in known.parts.items() if key not in self._affected}
                by_table = kept | again
            else:
                by_table = _by_table(rule.gather(self.facts))
            in_order = sorted(by_table, key=self.facts.places.__getitem__)
            findings = tuple(rule.fold(self.facts, [one for table in in_order for one in by_table[table]]))
        return Looked(findings, frozenset(read), around, by_table)

    def _say_the_same(self, before: Mapping[str, tuple[Any, ...]], after: Mapping[str, tuple[Any, ...]]) -> bool:
        """Whether nothing else is said of the affected tables than before, nor are they and their columns renamed."""
        said = (table for table in self._affected if table in before or table in after)
        return all(before.get(one) == after.get(one) and one not in self._renamed for one in said)

    def _at_sums(self, rule: SummedRule, known: Looked | None) -> Looked:
        if known and not self._around.isdisjoint(known.read):
            known = None
        read = set(known.read) if known else set()
        lasting = self.facts.since.lasting if known and self.facts.since else frozenset()
        with self.facts.reading(read):
            fresh = {
                one.id: self.facts.kept(rule.sum_of, one) for one in self.facts.schema.entities if one.id not in lasting
            }
            if known and self._stand_as_before and all(known.sums[one] == found for one, found in fresh.items()):
                return Looked(known.findings, frozenset(read), sums={**known.sums, **fresh})
            held = known.sums if known else {}
            sums = {one: fresh[one] if one in fresh else held[one] for one in self.facts.places}
            findings = tuple(rule.judge(self.facts, sums))
        return Looked(findings, frozenset(read), sums=sums)

    def _at_patterns(self, rule: PatternRule, known: Looked | None) -> Looked:
        # Decisions are no matter of patterns: a rule that reads them looks at all.
        if known and not self._around.isdisjoint(known.read):
            known = None
        read = set(known.read) if known else set()
        with self.facts.reading(read):
            parts = {
                one.pattern.id: known.parts[one.pattern.id]
                if known and id(one) in self._standing
                else tuple(rule.of_pattern(self.facts, one))
                for one in self.facts.patterns
            }
            findings = tuple(rule.fold(self.facts, [one for part in parts.values() for one in part]))
        return Looked(findings, frozenset(read), parts=parts)


def _renamed(before: Facts, after: Facts, tables: Iterable[str]) -> frozenset[str]:
    """Those of the tables that are called otherwise, or have columns that are."""
    return frozenset(one for one in tables if _names(before, one) != _names(after, one))


def _names(facts: Facts, table: str) -> tuple[str, list[tuple[str, str]]] | None:
    if table not in facts.places:
        return None
    entity = facts.schema.entity(table)
    return facts.name(entity), [(one.id, one.name) for one in entity.attributes]


def _are_same(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether both hold the very same values in the same order."""
    return len(before) == len(after) and all(map(is_, before, after))


def _by_table(gathered: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for one in gathered:
        found.setdefault(_table_of(one), []).append(one)
    return {table: tuple(members) for table, members in found.items()}


def _table_of(gathered: Any) -> str:
    """The id of the table that something was gathered of."""
    return str(gathered.subject.entity if isinstance(gathered, Finding) else gathered.entity.id)


def report(examined: Examined, today: date | None = None) -> Report:
    """What is open of it, most important first, and what has been decided.

    Of the first ten no more than three are one rule's, as long as others are as severe.

    A decision that has expired by `today` (None: the day it is) no longer keeps its finding from being open.
    """
    schema, found = examined.facts.schema, examined.found
    day = (today or date.today()).isoformat()
    decided = {(one.finding, one.subject): one for one in schema.decisions if not has_expired(one, day)}
    closed = [one.key in decided and not one.stays_open for one in found]
    return Report(
        findings=varied(
            sorted((one for one, done in zip(found, closed, strict=True) if not done), key=_importance(schema))
        ),
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
