"""What a rule is. One module holds one rule; everything about it derives from its class.

The docstring is the rule's manual page: its first line the title, the rest the reason. `flagged` and
`accepted` are its examples, shown to the reader and run as tests.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from designer.analysis.example import Example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject
from designer.analysis.workload import ParsedPattern
from designer.schema.changes import Change
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import AccessPattern, Attribute, Entity, Invariant, Relationship
from designer.schema.schema import Schema

FAMILIES = {
    "NF": "Normalization",
    "TY": "Types",
    "CO": "Keys and constraints",
    "IX": "Indexes",
    "QR": "Queries",
    "CI": "Integrity and concurrency",
    "GR": "Growth and operations",
    "NM": "Names",
    "DO": "Documentation",
}
EVERY = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
"""The dialects of designs."""


def all_but(*dialects: str) -> tuple[str, ...]:
    """Every dialect that is none of these."""
    return tuple(one for one in EVERY if one not in dialects)


class Rule(ABC):
    """A rule over a design. Subclasses set the class variables and yield findings from `check`.

    dialects: those of which it says something; `check` itself says nothing of a design in another.

    alike: where one decision settles many of its findings, what they have in common, after their number;
    alike_in_table: the same of several in one table.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.WARNING
    confidence: ClassVar[Confidence] = Confidence.CERTAIN
    reference: ClassVar[str | None] = None
    dialects: ClassVar[tuple[str, ...]] = EVERY
    alike: ClassVar[str] = ""
    alike_in_table: ClassVar[str] = ""
    flagged: ClassVar[Example]
    accepted: ClassVar[Example]

    @abstractmethod
    def check(self, facts: Facts) -> Iterator[Finding]:
        """The findings of this rule in a design, in the order of the design."""

    @property
    def title(self) -> str:
        """The first line of the docstring."""
        return inspect.cleandoc(self.__doc__ or "").split("\n")[0].rstrip(".")

    @property
    def why(self) -> str:
        """The docstring after its first line: paragraphs separated by blank lines."""
        return inspect.cleandoc(self.__doc__ or "").partition("\n")[2].strip()

    @property
    def family(self) -> str:
        """The name of the family that the code begins with."""
        return FAMILIES[self.code[:2]]

    def finding(
        self,
        subject: Any,
        title: str,
        message: str,
        *,
        entity: str | None = None,
        attributes: tuple[str, ...] = (),
        access_pattern: str | None = None,
        evidence: FrozenMap = EMPTY,
        fix: tuple[Change, ...] = (),
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        single: bool = True,
    ) -> Finding:
        """A finding about `subject` (any object of the design), with this rule's code and reference.

        entity and attributes say where it is shown; they follow from the subject for entities,
        relationships and invariants, and must be given for objects inside an entity. The design itself is a
        subject too, for what is a matter of house style. single: whether it is one of many that are alike.
        """
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            subject=_subject(subject, entity, attributes, access_pattern),
            title=title,
            message=message,
            evidence=evidence,
            fix=fix,
            reference=self.reference,
            alike="" if not single or isinstance(subject, Schema) else self.alike,
            alike_in_table="" if not single or isinstance(subject, Schema) else self.alike_in_table,
        )


class TableRule(Rule):
    """A rule that judges each table by itself: from the table, those it is linked to, and the patterns that touch it.

    After an edit, only what is near the tables that it changed is gathered again. alone: whether that is so; a rule
    that compares every table with every other looks at all of them. rests_on: functions of the facts that every
    judgement rests on, as on its `surroundings`; what they say is asked for by `Facts.whole`.
    """

    alone: ClassVar[bool] = True
    rests_on: ClassVar[tuple[Callable[[Facts], Hashable], ...]] = ()

    @abstractmethod
    def gather(self, facts: Facts) -> Iterator[Any]:
        """What there is to say of each of `facts.tables`, table by table in their order: findings, or what `fold` makes
        findings of, which then has the table as `entity`."""

    def fold(self, facts: Facts, found: Sequence[Any]) -> Iterator[Finding]:
        """The findings of the whole design from all that was gathered: as they are, or many as one that lists them. In
        what order it was gathered does not matter to whether there are any."""
        yield from found

    @property
    def rests_on_gathered(self) -> bool:
        """Whether `fold` reads nothing of the design but what was gathered, and names of tables and columns."""
        return type(self).fold is TableRule.fold

    def surroundings(self, facts: Facts) -> Hashable:
        """What else of the whole design every judgement rests on: once it changes, all is gathered again."""
        return ()

    def check(self, facts: Facts) -> Iterator[Finding]:
        yield from self.fold(facts, list(self.gather(facts)))


class SummedRule(Rule):
    """A rule about the whole design that needs no more of each table than a short sum of it.

    As long as an edit leaves all sums as they were, so are the findings. In what order the tables stand may matter to
    the order in which findings tell of them, not to whether there are any.
    """

    @abstractmethod
    def sum_of(self, facts: Facts, table: Entity) -> Any:
        """What of a table the judgement rests on, names included that findings tell; reads no more than `kept` may."""

    @abstractmethod
    def judge(self, facts: Facts, sums: Mapping[str, Any]) -> Iterator[Finding]:
        """The findings. sums: by the id of each table, in the order of the design; of tables, nothing else is read."""

    def check(self, facts: Facts) -> Iterator[Finding]:
        yield from self.judge(facts, {one.id: facts.kept(self.sum_of, one) for one in facts.schema.entities})


class PatternRule(Rule):
    """A rule that judges each access pattern by itself: from its statements, the tables they touch, what these are
    linked to, and what other patterns ask of them.

    After an edit, only patterns that mean something else, or touch a table that it can affect, are looked at again.
    """

    @abstractmethod
    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Any]:
        """What there is to say of one pattern: findings, or what `fold` makes findings of."""

    def fold(self, facts: Facts, found: Sequence[Any]) -> Iterator[Finding]:
        """The findings from all that is said of the patterns, in their order."""
        yield from found

    @property
    def says_as_it_is(self) -> bool:
        """Whether what is said of the patterns are the findings, as they are."""
        return type(self).fold is PatternRule.fold

    def check(self, facts: Facts) -> Iterator[Finding]:
        yield from self.fold(facts, [one for parsed in facts.patterns for one in self.of_pattern(facts, parsed)])


def _subject(subject: Any, entity: str | None, attributes: tuple[str, ...], access_pattern: str | None) -> Subject:
    match subject:
        case Schema():
            return Subject(object="design", entity=entity, attributes=attributes, access_pattern=access_pattern)
        case Entity():
            entity = subject.id
        case Relationship():
            entity, attributes = entity or subject.child, attributes or subject.columns
        case Invariant():
            entity, attributes = entity or subject.entity, attributes or subject.attributes
        case Attribute():
            attributes = attributes or (subject.id,)
        case AccessPattern():
            access_pattern = subject.id
    return Subject(object=subject.id, entity=entity, attributes=attributes, access_pattern=access_pattern)
