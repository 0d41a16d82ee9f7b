"""Findings about access patterns that lack something: each its own, or one that lists them all."""

from collections.abc import Iterator

from designer.analysis.columns import enumerated
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, evidence_table
from designer.analysis.rule import Rule


def patterns_or_listed(rule: Rule, facts: Facts, found: list[Finding], lacking: str) -> Iterator[Finding]:
    """The findings as they are, or past a number of them one for the design. lacking: what its title says of them."""
    if len(found) <= facts.thresholds.listed_singly:
        yield from found
        return
    names = [str(facts.schema.get(one.subject.object).name) for one in found]
    yield rule.finding(
        facts.schema,
        f"{len(found)} of {len(facts.schema.access_patterns)} access patterns {lacking}: {enumerated(names)}",
        found[0].message,
        evidence=evidence_table(("access pattern",), [(name,) for name in names]),
    )
