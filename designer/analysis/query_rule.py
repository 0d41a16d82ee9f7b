"""Rules about access patterns: one finding for each pattern, whatever number of its statements is concerned."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import PatternRule
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.analysis.workload.text import in_own_spelling
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says of one statement. title: what follows the pattern's name; the rest overrides the rule's own."""

    title: str
    message: str
    entity: str | None = None
    attributes: tuple[str, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    confidence: Confidence | None = None
    fix: tuple[Change, ...] = ()


class QueryRule(PatternRule):
    """A rule that looks at one statement at a time. The first statement it remarks on stands for the pattern."""

    @abstractmethod
    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        """What there is to say of a statement, most important first."""

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Finding]:
        found = [
            (statement, remark) for statement in parsed.statements for remark in self.remarks(facts, parsed, statement)
        ]
        if not found:
            return
        statement, first = found[0]
        more = tuple(dict.fromkeys(remark.title for _, remark in found if remark.title != first.title))
        yield self.finding(
            parsed.pattern,
            f"“{parsed.pattern.name}” {first.title}",
            first.message,
            entity=first.entity,
            attributes=first.attributes,
            evidence=FrozenMap({"statement": statement.sql, **first.shown, **({"also": more} if more else {})}),
            fix=first.fix,
            severity=first.severity,
            confidence=first.confidence,
        )


def said_rate(per_minute: float | None) -> str:
    """A rate as people say it: `1,200 times a minute`, `twice an hour`, `once a day`; empty where none is declared."""
    if not per_minute:
        return ""
    for count, unit in ((per_minute, "a minute"), (per_minute * 60, "an hour"), (per_minute * 1440, "a day")):
        if count >= 0.95:
            number = f"{count:,.0f}" if count >= 10 or abs(count - round(count)) < 0.05 else f"{count:,.1f}"
            return {"1": f"once {unit}", "2": f"twice {unit}"}.get(number, f"{number} times {unit}")
    return "less than once a day"


def written(facts: Facts, statement: ParsedStatement, one: Predicate) -> str:
    """A condition as its author would write it."""
    text = f"{one.expression} {one.operator} {one.value}".strip()
    return in_own_spelling(text, statement, facts.schema.dialect.name)


def rows_of(facts: Facts, entity_id: str | None) -> int | None:
    """The declared rows of a table, None where there is none."""
    return facts.schema.entity(entity_id).rows if entity_id else None


def is_small(facts: Facts, entity_id: str | None) -> bool:
    """Whether the table is declared to stay so small that reading it costs nothing."""
    rows = rows_of(facts, entity_id)
    return rows is not None and rows <= facts.thresholds.small_table_rows
