"""NF011: facts that have nothing to do with each other in one table."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity, evidence_table
from designer.analysis.normalization.division import divided
from designer.analysis.normalization.findings import names_taken, reopened
from designer.analysis.normalization.forms import NormalForm
from designer.analysis.normalization.kept import is_kept
from designer.analysis.normalization.on_entity import EntityReport, normal_form_of
from designer.analysis.normalization.problem import Limits
from designer.analysis.rule import TableRule
from designer.schema.build import entity
from designer.schema.model import Entity, MultivaluedDependency

_LIMITS = Limits(keys=100, seconds=0.5)


class IndependentFacts(TableRule):
    """Independent facts in one table.

    A course has several teachers and several books, and which teacher gives it says nothing about the book. In one
    table every teacher then has to stand beside every book: a new book takes a row for each teacher, and where one is
    left out the table claims something that nobody meant. Fourth normal form rules it out: a table for each fact.

    Looks at multivalued dependencies that somebody accepted.
    """

    code = "NF011"
    severity = Severity.WARNING
    reference = "https://doi.org/10.1145/320557.320571"
    flagged = example(
        entity(
            "courses",
            "course text",
            "teacher text",
            "book text",
            pk="course, teacher, book",
            multivalued_dependencies=(MultivaluedDependency(determinant=("course",), dependent=("teacher",)),),
        )
    )
    accepted = example(
        entity("course_teachers", "course text", "teacher text", pk="course, teacher"),
        entity("course_books", "course text", "book text", pk="course, book"),
    )

    def surroundings(self, facts: Facts) -> Hashable:
        return names_taken(facts)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        decided = {one.subject for one in facts.schema.decisions if one.finding == self.code}
        for table in facts.tables:
            if not any(one.state == "accepted" for one in table.multivalued_dependencies):
                continue
            found = normal_form_of(facts.schema, table, limits=_LIMITS)
            for source, number in broken_by(table, found):
                kept = is_kept(facts, table, source)
                if not kept or source.id in decided:
                    yield replace(self._finding(facts, table, found, source, number, kept), stays_open=not kept)

    def _finding(
        self, facts: Facts, table: Entity, found: EntityReport, source: MultivaluedDependency, number: int, kept: bool
    ) -> Finding:
        left = ", ".join(facts.schema.names(source.determinant)) or "nothing"
        one = facts.schema.names(source.dependent)
        others = [each.name for each in table.attributes if each.id not in (*source.determinant, *source.dependent)]
        words = found.report.explanations[number]
        return self.finding(
            source,
            f"{facts.name(table)} holds every {', '.join(one)} of a {left} beside every {', '.join(others)}",
            words.anomalies.update + reopened(table, source, kept=kept),
            entity=table.id,
            attributes=(*source.determinant, *source.dependent),
            evidence=evidence_table(
                found.report.relation.attributes,
                [*words.rows],
                dependency=f"{left} ↠ {', '.join(one)}",
                **{"normal form broken": str(NormalForm.FOURTH)},
            ),
            fix=divided(facts.schema, found, found.report.fourth).changes,
        )


def broken_by(table: Entity, found: EntityReport) -> Iterator[tuple[MultivaluedDependency, int]]:
    """The accepted multivalued dependencies that break fourth normal form, each with the violation's number."""
    for number, violation in enumerate(found.report.standing.violations):
        if violation.form is not NormalForm.FOURTH:
            continue
        left, right = (set(found.ids_of(mask)) for mask in (violation.dependency.determinant, violation.dependent))
        for one in table.multivalued_dependencies:
            same = set(one.determinant) == left and set(one.dependent) - left == right
            if one.state == "accepted" and same:
                yield one, number
