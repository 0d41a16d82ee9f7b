"""Rules about single columns: each suspect column its own finding, or one finding that lists them all.

A shortcoming that runs through a whole design is a matter of style, and twenty findings that say the same
would hide what matters.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from designer.analysis.differences import parents_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import Rule, TableRule
from designer.schema import edits
from designer.schema.changes import Alter, Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Check, Entity


@dataclass(frozen=True, slots=True)
class Suspect:
    """A column that a rule speaks of. shown: single facts for the evidence; the rest overrides the rule's own.

    added: in the place of a fix, what it would add to the table, still without an id: that tells what the table's
    schema is called, and is made where the fix is shown.

    entity: only to find the suspect by: whatever else its table may be does not make it another suspect.
    """

    entity: Entity = field(compare=False)
    attribute: Attribute
    fix: tuple[Change, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    message: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    one: str | None = None
    added: Check | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A suspect with the beginning of its row in a list: table, column and type."""

    suspect: Suspect
    row: tuple[str, str, str]

    @property
    def entity(self) -> Entity:
        """The table it is in."""
        return self.suspect.entity

    @property
    def place(self) -> str:
        """`orders.total`."""
        return f"{self.row[0]}.{self.row[1]}"


class ColumnRule(TableRule):
    """one: what is said of one column, after its name; many: of several, after their number; message: the reason.

    always_listed: whether a single one is told as a list, too; hints_apart: whether those that are hints make a list of
    their own, so that the others stay as sure as they are.
    """

    one: ClassVar[str]
    many: ClassVar[str]
    message: ClassVar[str]
    always_listed: ClassVar[bool] = False
    hints_apart: ClassVar[bool] = False

    @abstractmethod
    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        """The columns that fall under the rule, in the order of the design."""

    def gather(self, facts: Facts) -> Iterator[Placed]:
        for one in self.suspects(facts):
            yield Placed(one, (facts.name(one.entity), one.attribute.name, one.attribute.type))

    def fold(self, facts: Facts, found: Sequence[Placed]) -> Iterator[Finding]:
        for hints in (False, True) if self.hints_apart else ():
            yield from self._told(facts, [one for one in found if (one.suspect.confidence is Confidence.HINT) is hints])
        if not self.hints_apart:
            yield from self._told(facts, found)

    def _told(self, facts: Facts, found: Sequence[Placed]) -> Iterator[Finding]:
        if len(found) > facts.thresholds.listed_singly or (self.always_listed and found):
            yield self._listed(facts, found)
        else:
            for placed in found:
                yield self._single(facts, placed.place, placed.suspect)

    @property
    def rests_on_gathered(self) -> bool:
        return type(self).fold is ColumnRule.fold

    def _single(self, facts: Facts, place: str, suspect: Suspect) -> Finding:
        return self.finding(
            suspect.attribute,
            f"{place} {(suspect.one or self.one).format(type=suspect.attribute.type)}",
            suspect.message or self.message,
            entity=suspect.entity.id,
            evidence=FrozenMap({"column": place, "type": suspect.attribute.type, **suspect.shown}),
            fix=_fix(facts, suspect),
            severity=suspect.severity,
            confidence=suspect.confidence,
        )

    def _listed(self, facts: Facts, placed: Sequence[Placed]) -> Finding:
        found = [one.suspect for one in placed]
        title = f"{len(found)} columns {self.many}: {enumerated_of(placed)}"
        if len(found) == 1:
            title = f"{placed[0].place} {(found[0].one or self.one).format(type=found[0].attribute.type)}"
        complete = len(found) <= facts.thresholds.bulk_fix and all(one.fix or one.added for one in found)
        extra = tuple(dict.fromkeys(key for one in found if one.shown for key in one.shown))
        rows: list[tuple[Any, ...]] = [one.row for one in placed]
        if extra:
            rows = [(*one.row, *(one.suspect.shown.get(key) for key in extra)) for one in placed]
        severities, confidences = {one.severity for one in found}, {one.confidence for one in found}
        messages = {one.message for one in found}
        return self.finding(
            facts.schema,
            title,
            (messages.pop() if len(messages) == 1 else None) or self.message,
            evidence=evidence_table(("table", "column", "type", *extra), rows),
            fix=merged(_fix(facts, one) for one in found) if complete else (),
            severity=min((one or self.severity for one in severities), key=lambda severity: severity.rank),
            confidence=max((one or self.confidence for one in confidences), key=lambda one: one.rank),
        )


def _fix(facts: Facts, suspect: Suspect) -> tuple[Change, ...]:
    return (edits.add(facts.schema, suspect.added, to=suspect.entity.id),) if suspect.added else suspect.fix


class ListedRule(TableRule):
    """A rule about tables or what is in them: each its own finding, or one finding that lists them all.

    many: the title of that one, after the number; message: its reason.
    """

    many: ClassVar[str]
    message: ClassVar[str]

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        yield from or_listed(self, facts, found, self.many, self.message)

    @property
    def rests_on_gathered(self) -> bool:
        return type(self).fold is ListedRule.fold


def own_columns(facts: Facts) -> Iterator[tuple[Entity, Attribute]]:
    """Every column, those that a partition or an heir has from its parent left out."""
    for entity in facts.tables:
        for attribute in facts.kept(own_of, entity):
            yield entity, attribute


def own_of(facts: Facts, entity: Entity) -> tuple[Attribute, ...]:
    """The columns of a table that it has not from those it is a partition or an heir of; to be `kept`."""
    above = parents_of(entity)
    if not above:
        return entity.attributes
    inherited = {attribute.name for parent in above for attribute in facts.schema.entity(parent).attributes}
    return tuple(one for one in entity.attributes if one.name not in inherited)


def own_tables(facts: Facts) -> Iterator[Entity]:
    """Every table that is no partition of another."""
    return (entity for entity in facts.tables if entity.partition_of is None)


def or_listed(rule: Rule, facts: Facts, found: Sequence[Finding], many: str, message: str) -> Iterator[Finding]:
    """The findings as they are, or past a number of them one that lists them. many: its title after the count."""
    if len(found) <= facts.thresholds.listed_singly:
        yield from found
        return
    rows = [facts.said_of(_row, one) for one in found]
    places = [f"{table} ({columns})" if columns else table for table, columns, _ in rows[:3]] + [""] * (len(rows) - 3)
    complete = len(found) <= facts.thresholds.bulk_fix and all(one.fix for one in found)
    yield rule.finding(
        facts.schema,
        f"{len(found)} {many}: {enumerated(places)}",
        message,
        severity=min((one.severity for one in found), key=lambda severity: severity.rank),
        confidence=max((one.confidence for one in found), key=lambda confidence: confidence.rank),
        evidence=evidence_table(("table", "columns", "finding"), rows),
        fix=merged(one.fix for one in found) if complete else (),
    )


def _row(facts: Facts, one: Finding) -> tuple[str, str, str]:
    table = facts.name(facts.schema.entity(one.subject.entity)) if one.subject.entity else ""
    return table, ", ".join(facts.schema.names(one.subject.attributes)), one.title


def merged(fixes: Iterable[tuple[Change, ...]]) -> tuple[Change, ...]:
    """Several fixes as one, a change that two of them hold taken once; none where two differ over an object."""
    changes = tuple(dict.fromkeys(change for fix in fixes for change in fix))
    altered = [change.id for change in changes if isinstance(change, Alter)]
    return changes if len(altered) == len(set(altered)) else ()


def enumerated_of(placed: Sequence[Placed], shown: int = 3) -> str:
    """The same of the places of suspects."""
    more = f" and {len(placed) - shown} more" if len(placed) > shown else ""
    return ", ".join(one.place for one in placed[:shown]) + more


def enumerated(names: list[str], shown: int = 3) -> str:
    """`a, b, c and 4 more`."""
    if len(names) <= shown:
        return ", ".join(names)
    return f"{', '.join(names[:shown])} and {len(names) - shown} more"
