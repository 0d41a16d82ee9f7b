"""DO001: entities and attributes without a description."""

import re
from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject, evidence_table
from designer.analysis.kinds_of_table import is_of_a_library
from designer.analysis.rule import Rule
from designer.schema.build import entity

_MOST_SHOWN = 12
_DIRECTIVES = re.compile(r"\s*(\[[^\]]*\]\s*)+")


class Undescribed(Rule):
    """Design whose tables nobody described.

    A name says what its author had in mind, to its author. One sentence per table (what one row stands for,
    and when it comes and goes) answers most questions of those who come later, and the data dictionary prints it.

    One finding for the whole design, and only once a part of it is described: a schema without any comment has
    decided against them, and a small one needs none. Directives of a generator (`[entity][rest]`) describe nothing,
    and tables that a library brings are the library's to describe.
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
        entities = [one for one in facts.schema.entities if one.partition_of is None and not is_of_a_library(one)]
        without = [one for one in entities if not one.comment or _DIRECTIVES.fullmatch(one.comment)]
        if not without or len(without) * 2 > len(entities):
            return
        yield Finding(
            code=self.code,
            severity=self.severity,
            confidence=self.confidence,
            subject=Subject(object="design"),
            title=f"{len(without)} of {len(entities)} tables have no description",
            message="The others have one; these are left for the reader to guess.",
            evidence=evidence_table(
                ("table",),
                [(facts.name(entity),) for entity in without[:_MOST_SHOWN]],
                **({"and more": left} if (left := len(without) - _MOST_SHOWN) > 0 else {}),
            ),
            reference=self.reference,
        )
