"""The manual of the rules, made from their classes: what each looks for, why, and what it says of its own examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.safestring import SafeString

from designer.analysis.engine import all_rules
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.mending import fix_sql
from designer.analysis.report import place
from designer.analysis.rule import EVERY, FAMILIES, Rule
from designer.analysis.settings_read import thresholds_read
from designer.analysis.threshold_fields import THRESHOLD_FIELDS
from designer.analysis.thresholds import DEFAULTS
from designer.exporters.postgres import steps
from designer.exporters.registry import exporter
from designer.schema.describe import describe
from designer.schema.model import AccessPattern, Attribute, Entity, Requirements
from designer.schema.schema import Schema
from designer.web.evidence import evidence_of, worded
from designer.web.findings import CONFIDENCES, SEVERITIES, with_code
from designer.web.highlighting import highlight
from designer.web.papers import CITATIONS

_VOLUMES = ("rows_per_day", "updates_per_day", "deletes_per_day", "retention_days")
_STATISTICS = ("distinct", "null_fraction", "min", "max", "average_width", "correlation", "samples")


@dataclass(frozen=True, slots=True)
class Example:
    """A design of a few tables: its DDL, the queries that run on it, and what else is declared, in words."""

    ddl: SafeString
    queries: SafeString
    declared: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A number or convention that a team can set. name: its path in the file of settings; usual: what it is unless
    set."""

    label: str
    name: str
    usual: str


@dataclass(frozen=True, slots=True)
class Manual:
    """A rule's page. findings: what it says of the flagged example, as components/finding.html takes them."""

    code: str
    title: str
    family: str
    family_name: str
    severity: str
    severity_name: str
    confidence: str
    why: tuple[SafeString, ...]
    flagged: Example
    accepted: Example
    findings: tuple[dict[str, Any], ...]
    mends: bool
    reference: str | None
    reference_name: str
    dialects: str
    settings: tuple[Setting, ...]
    command: str
    without: str


def families(rules: tuple[Rule, ...], *, in_short: bool = False) -> list[dict[str, Any]]:
    """The rules by family, in the order of the families, for a list. in_short: without whether they mend what they
    find, which takes running each once."""
    line = _short if in_short else entry
    order = list(FAMILIES)
    in_order = sorted(rules, key=lambda rule: (order.index(rule.code[:2]), rule.code))
    return [
        {"code": family, "name": FAMILIES[family], "rules": [line(rule.code) for rule in found]}
        for family, found in groupby(in_order, key=lambda rule: rule.code[:2])
    ]


@cache
def entry(code: str) -> dict[str, Any]:
    """A rule in one line of a list."""
    return {**_short(code), "mends": any(finding.fix for finding in _found(_rule(code)))}


@cache
def _short(code: str) -> dict[str, Any]:
    rule = _rule(code)
    return {
        "code": code,
        "title": rule.title,
        "severity": str(rule.severity),
        "severity_name": SEVERITIES[rule.severity],
        "confidence": CONFIDENCES[rule.confidence],
        "url": reverse("rule", args=[code]),
        "words": f"{code} {rule.title} {rule.family} {rule.severity}",
    }


@cache
def manual(code: str) -> Manual:
    """The page of a rule. Raises KeyError for a code that no rule has."""
    rule = _rule(code)
    found = _found(rule)
    return Manual(
        code=code,
        title=rule.title,
        family=code[:2],
        family_name=rule.family,
        severity=str(rule.severity),
        severity_name=SEVERITIES[rule.severity],
        confidence=CONFIDENCES[rule.confidence],
        why=tuple(with_code(" ".join(part.split())) for part in rule.why.split("\n\n")),
        flagged=_example(rule.flagged),
        accepted=_example(rule.accepted),
        findings=tuple(_said(rule, number, finding) for number, finding in enumerate(found, 1)),
        mends=any(finding.fix for finding in found),
        reference=rule.reference,
        reference_name=_reference_name(rule.reference or ""),
        dialects=_spoken(rule),
        settings=tuple(_settings(rule)),
        command=f"designer analyze schema.sql --rules {code}",
        without=f"designer analyze schema.sql --without {code}\ndesigner analyze schema.sql --settings rules.json",
    )


def _reference_name(address: str) -> str:
    """What its link says: what a paper is called, or where a manual is."""
    return CITATIONS.get(address) or f"Read on at {urlsplit(address).netloc.removeprefix('www.')}"


def _spoken(rule: Rule) -> str:
    """For which servers' designs the rule says something, as a sentence."""
    if set(rule.dialects) == set(EVERY):
        return "It speaks of designs for every dialect."
    names = [exporter(one).label for one in EVERY]
    spoken = [exporter(one).label for one in rule.dialects]
    if len(spoken) <= len(names) / 2:
        return f"It speaks of designs for {_and(spoken)} alone."
    return f"It speaks of designs for every dialect but {_and([one for one in names if one not in spoken])}."


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _settings(rule: Rule) -> Iterator[Setting]:
    for name in thresholds_read(type(rule)):
        value = getattr(DEFAULTS, name)
        if name in THRESHOLD_FIELDS:
            yield Setting(
                THRESHOLD_FIELDS[name][0],
                f"thresholds.{name}",
                f"{value:,}" if isinstance(value, int) else f"{value:,.4g}",
            )
    if "naming" in thresholds_read(type(rule)):
        yield Setting("How names are written", "naming.case", "as most names of the design")
        yield Setting("Number of the names of tables", "naming.number", "as most names of the design")


@cache
def _found(rule: Rule) -> tuple[Finding, ...]:
    return tuple(rule.check(Facts(rule.flagged)))


def _rule(code: str) -> Rule:
    return {rule.code: rule for rule in all_rules()}[code]


def _said(rule: Rule, number: int, finding: Finding) -> dict[str, Any]:
    """A finding of the rule about its own example: to read, with nothing to press."""
    up, down = fix_sql(finding.fix, rule.flagged)
    return {
        "id": f"example-{number}",
        "severity": str(finding.severity),
        "label": SEVERITIES[finding.severity],
        "confidence": CONFIDENCES[finding.confidence],
        "code": finding.code,
        "rule_url": reverse("rule", args=[finding.code]),
        "place": place(finding, rule.flagged),
        "title": finding.title,
        "message": with_code(finding.message),
        "evidence": evidence_of(finding.evidence),
        "sql_html": highlight("\n".join(up)),
        "way_back": highlight("\n".join(down)),
        "steps": () if up else describe(finding.fix, rule.flagged),
    }


def _example(schema: Schema) -> Example:
    ddl = "\n\n".join(_made(schema))
    volumes = "".join(
        f"\n-- rows: {schema.qualified(one)} = {one.rows:_}" for one in schema.entities if one.rows is not None
    )
    queries = "\n\n".join(map(_query, schema.access_patterns))
    return Example(highlight(ddl + ("\n" + volumes if volumes else "")), highlight(queries), tuple(_declared(schema)))


def _made(schema: Schema) -> list[str]:
    """The statements that make the example, without what a script says of itself and of its session."""
    if schema.dialect.name == "postgres":
        return ["\n".join(unit.statements) for unit in steps(schema)]
    text = exporter(schema.dialect.name).render(schema).text.replace("\nGO", "")
    return [part.strip() for part in text.split("\n\n") if not part.startswith(("--", "SET "))]


def _query(pattern: AccessPattern) -> str:
    """A pattern as a query file has it."""
    head = [f"-- name: {pattern.name}"]
    head += [f"-- frequency: {pattern.frequency_per_minute:g}/min"] if pattern.frequency_per_minute is not None else []
    head += [f"-- latency: {pattern.latency_ms:g}ms"] if pattern.latency_ms is not None else []
    head += [f"-- rows: {pattern.rows}"] if pattern.rows is not None else []
    head += [f"-- owner: {pattern.owner}"] if pattern.owner else []
    return "\n".join([*head, *(statement.rstrip(";") + ";" for statement in pattern.statements)])


def _declared(schema: Schema) -> Iterator[tuple[str, str]]:
    """(about what, what is declared of it) beyond what SQL and query files say."""
    if schema.dialect.name != "postgres":
        yield "dialect", exporter(schema.dialect.name).label
    for table in schema.entities:
        yield from _said_of(table.name, table, _VOLUMES)
        for column in table.attributes:
            yield from _said_of(f"{table.name}.{column.name}", column, _STATISTICS)
        for one in table.functional_dependencies:
            left, right = (", ".join(schema.names(side)) for side in (one.determinant, one.dependent))
            yield table.name, f"{left or '∅'} → {right} ({one.state})"
        for dialect, held in table.options.items():
            if dialect != "postgres":  # whose own stand in its SQL
                yield table.name, f"options of {dialect}: {worded(held)}"
        if "server" in table.x:
            yield table.name, f"seen by the server: {worded(table.x['server'])}"
        for kept in table.denormalizations:
            yield table.name, f"denormalized on purpose, kept up by {kept.refresh}"
    for asked in schema.access_patterns:
        if "server" in asked.x:
            yield asked.name, f"seen by the server: {worded(asked.x['server'])}"
    for rule in schema.invariants:
        yield schema.entity(rule.entity).name if rule.entity else schema.name, f"{rule.kind} {rule.text or ''}".strip()
    for made in schema.decisions:
        yield "decision", f"{made.finding} {made.decision}{f': {made.reason}' if made.reason else ''}"
    usual = Requirements()
    for name in usual.__dataclass_fields__:
        value = getattr(schema.requirements, name)
        if value != getattr(usual, name) and name != "x":
            yield "requirements", f"{name.replace('_', ' ')}: {worded(value)}"


def _said_of(name: str, value: Entity | Attribute, fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    said = [
        f"{field.replace('_', ' ')} {worded(held)}"
        for field in fields
        if (held := getattr(value, field)) not in (None, ())
    ]
    if isinstance(value, Attribute) and value.values:
        said.append("values " + ", ".join(f"{one.value} {one.frequency:.0%}" for one in value.values))
    if said:
        yield name, ", ".join(said)
