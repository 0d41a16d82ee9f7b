"""DO001: entities and attributes without a description."""

import re
from collections.abc import Iterator, Mapping

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject, evidence_table
from designer.analysis.kinds_of_table import is_of_a_library
from designer.analysis.rule import SummedRule
from designer.schema.build import entity
from designer.schema.model import Entity

_MOST_SHOWN = 12
_DIRECTIVES = re.compile(r"\s*(\[[^\]]*\]\s*)+")


class Undescribed(SummedRule):
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

    def sum_of(self, facts: Facts, table: Entity) -> str | None:
        """The name of a table without a description, "" of one that has one; None where none is asked for."""
        if table.partition_of is not None or is_of_a_library(table):
            return None
        return facts.name(table) if not table.comment or _DIRECTIVES.fullmatch(table.comment) else ""

    def judge(self, facts: Facts, sums: Mapping[str, str | None]) -> Iterator[Finding]:
        tables = [one for one in sums.values() if one is not None]
        without = [one for one in tables if one]
        if not without or len(without) * 2 > len(tables):
            return
        yield Finding(
            code=self.code,
            severity=self.severity,
            confidence=self.confidence,
            subject=Subject(object="design"),
            title=f"{len(without)} of {len(tables)} tables have no description",
            message="The others have one; these are left for the reader to guess.",
            evidence=evidence_table(
                ("table",),
                [(name,) for name in without[:_MOST_SHOWN]],
                **({"and more": left} if (left := len(without) - _MOST_SHOWN) > 0 else {}),
            ),
            reference=self.reference,
        )
