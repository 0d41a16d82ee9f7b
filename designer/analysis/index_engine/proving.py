"""Planner evidence for findings about indexes: what the patterns cost as things are, and with the fix."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.index_engine.costs import own_indexes
from designer.analysis.index_engine.implied import look_up
from designer.analysis.thresholds import DEFAULTS, Thresholds
from designer.lab.planner import Lab, Planned
from designer.schema.changes import Add, Drop
from designer.schema.frozen import FrozenMap
from designer.schema.model import AccessPattern, Index, Relationship
from designer.schema.naming import make_id
from designer.schema.schema import Schema

FAMILY = "IX"


def prove(
    schema: Schema,
    findings: Iterable[Finding],
    lab: Lab,
    *,
    now: datetime | None = None,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[Finding, ...]:
    """The findings, those of family IX with `planner` in their evidence and a sentence behind their message.

    The evidence holds the server, the costs of the patterns concerned once each before and after the fix, and the
    bytes of the index; or `why not`, where the planner cannot say. Raises ServerUnavailable and ExportError.
    """
    found = tuple(findings)
    if not any(one.code.startswith(FAMILY) for one in found):
        return found
    facts, added = Facts(schema, thresholds), dict[str, tuple[str, Index]]()
    asked = [_told_apart(one, added) if one.code.startswith(FAMILY) else None for one in found]
    renamed = [(owner, replace(index, name=None)) for owner, index in added.values()]
    with lab.design(schema, renamed, now=now or datetime.now(UTC)) as planned:
        return tuple(
            one if wanted is None else replace(_proved(facts, planned, wanted), fix=one.fix)
            for one, wanted in zip(found, asked, strict=True)
        )


def _told_apart(finding: Finding, added: dict[str, tuple[str, Index]]) -> Finding:
    """The finding with an id of its own for each index it adds, which are put to `added`: indexes that two findings
    offer may have one name, and so one id, and yet not be the same."""
    fix = []
    for change in finding.fix:
        if isinstance(change, Add) and isinstance(change.value, Index):
            index = change.value
            while added.get(index.id, (change.parent, index)) != (change.parent, index):
                index = replace(index, id=make_id("index", index.id))
            added[index.id] = (change.parent, index)
            change = replace(change, id=index.id, value=index)
        fix.append(change)
    return replace(finding, fix=tuple(fix))


def _proved(facts: Facts, planned: Planned, finding: Finding) -> Finding:
    own = own_indexes(facts.schema)
    added = [one for one in finding.fix if isinstance(one, Add) and isinstance(one.value, Index)]
    dropped = [one for one in finding.fix if isinstance(one, Drop) and one.kind == "index"]
    patterns = _patterns(facts, finding)
    if not added and not dropped:
        return _with(finding, {"why not": "the finding offers no index to plan with"})
    if not patterns:
        return _with(finding, {"why not": "no declared access pattern touches the table"})
    left_out = {one.id: one.why for one in planned.left_out}
    missing = next((left_out[one.id] for one in added if one.id in left_out), None)
    if missing:
        return _with(finding, {"why not": f"the server does not make the index: {missing}"})
    after_set = (own | {one.id for one in added}) - {one.id for one in dropped}
    before, after = planned.costs(patterns, own), planned.costs(patterns, after_set)
    rows = [(one.name, old, new) for one, old, new in zip(patterns, before, after, strict=True)]
    told = [(name, old, new) for name, old, new in rows if old is not None and new is not None]
    if not told:
        return _with(finding, {"why not": "the server has no plan for the patterns"})
    touched = [one.id for one in added] + [one.id for one in dropped]
    sizes = [size.bytes for one in touched if (size := planned.size(one))]
    most = max(told, key=lambda row: abs((row[1] or 0) - (row[2] or 0)))
    evidence = {
        "server": planned.server,
        "columns": ("access pattern", "cost before", "cost after"),
        "rows": tuple(told),
        "index bytes": sum(sizes),
    }
    return _with(finding, evidence, _sentence(planned.server, *most))


def _sentence(server: str, name: str, before: float | None, after: float | None) -> str:
    if before is None or after is None or abs(before - after) < 0.01 * before:
        return f"{server} plans every pattern concerned at the same cost with the fix."
    return f"{server} plans “{name}” at cost {before:,.0f}, and at {after:,.0f} with the fix."


def _with(finding: Finding, evidence: dict[str, object], sentence: str | None = None) -> Finding:
    message = f"{finding.message} {sentence}" if sentence else finding.message
    return replace(finding, message=message, evidence=FrozenMap({**finding.evidence, "planner": FrozenMap(evidence)}))


def _patterns(facts: Facts, finding: Finding) -> list[AccessPattern]:
    """The pattern that the finding is about, else those on its table; of a foreign key the look-up it makes."""
    located = facts.schema.located.get(finding.subject.object)
    if located is not None and isinstance(located.value, Relationship):
        return [look_up(facts, located.value, 1.0)]
    if finding.subject.access_pattern:
        return [one for one in facts.schema.access_patterns if one.id == finding.subject.access_pattern]
    return [one.pattern for one in facts.patterns if finding.subject.entity in one.entities]
