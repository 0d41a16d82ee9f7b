"""What is said of tables that a library makes: hints, since a design cannot change what the library relies on.

Quartz, Oban, Django and the like bring their own tables and expect them as they are. A design that is mostly made of
such tables is the library's own, and is judged as any other.
"""

from collections.abc import Sequence
from dataclasses import replace

from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.kinds_of_table import is_of_a_library
from designer.schema.model import Entity

_SAID = " A library makes this table, and expects it as it is."


def stepped_down(facts: Facts, found: Sequence[Finding]) -> Sequence[Finding]:
    """The findings, those about the form of a library's table as hints of the least severity.

    What declared traffic or declared rows speak of stays as it is: an index is the design's to add.
    """
    made = facts.listed(_of_a_library)
    if not made or 2 * len(made) > len(facts.schema.entities):
        return found
    names = frozenset(map(facts.name, made))
    judged = frozenset(one.id for one in made if one.rows is None)
    return [_hint(one) if _is_of(one, judged, names) else one for one in found]


def _of_a_library(facts: Facts, table: Entity) -> tuple[Entity, ...]:
    return (table,) if is_of_a_library(table) else ()


def _is_of(finding: Finding, tables: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a finding is about these tables alone. names: what the lists of findings about many call them."""
    subject = finding.subject
    if subject.access_pattern is not None or finding.confidence is Confidence.HINT:
        return False
    if subject.entity is not None:
        return subject.entity in tables
    columns: tuple[str, ...] = finding.evidence.get("columns", ())
    if "table" not in columns:
        return False
    place = columns.index("table")
    return all(row[place] in names for row in finding.evidence["rows"])


def _hint(finding: Finding) -> Finding:
    return replace(
        finding,
        confidence=Confidence.HINT,
        severity=Severity.INFO,
        message=finding.message + (_SAID if finding.subject.entity else ""),
    )
