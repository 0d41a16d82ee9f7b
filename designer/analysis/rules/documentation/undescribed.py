"""DO001: entities and attributes without a description."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject, evidence_table
from designer.analysis.rule import Rule
from designer.schema.build import entity

_MOST_SHOWN = 12


class Undescribed(Rule):
    """Design whose tables nobody described.

    A name says what its author had in mind, to its author. One sentence per table (what one row stands for,
    and when it comes and goes) answers most questions of those who come later, and the data dictionary prints it.

    One finding for the whole design, and only once a part of it is described: a schema without any comment has
    decided against them, and a small one needs none.
    """

    code = "DO001"
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/sql-comment.html"
    flagged = example(
        *(entity(name, "id bigint", pk="id", comment="One row per thing.") for name in ("a", "b", "c")),
        entity("d", "id bigint", pk="id"),
    )
    accepted = example(*(entity(name, "id bigint", pk="id", comment="One row.") for name in ("a", "b", "c")))

    def check(self, facts: Facts) -> Iterator[Finding]:
        entities = [entity for entity in facts.schema.entities if entity.partition_of is None]
        without = [entity for entity in entities if not entity.comment]
        if not without or len(without) * 2 > len(entities):
            return
        yield Finding(
            code=self.code,
            severity=self.severity,
            confidence=self.confidence,
            subject=Subject(object="design"),
            title=f"{len(without)} of {len(entities)} tables have no description",
            message="The others have one; these are left for the reader to guess.",
            evidence=evidence_table(("table",), [(facts.name(entity),) for entity in without[:_MOST_SHOWN]]),
            reference=self.reference,
        )
