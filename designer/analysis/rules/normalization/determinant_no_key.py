"""NF004: a determinant that is no key, though everything it determines belongs to one."""

from collections.abc import Hashable, Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.normalization.findings import broken_dependencies, names_taken
from designer.analysis.normalization.forms import NormalForm
from designer.analysis.rule import TableRule
from designer.schema.build import dependency, entity


class DeterminantNoKey(TableRule):
    """Determinant that is no key.

    Third normal form allows a dependency on something that is no key, as long as what depends on it is part
    of a key. The fact is still repeated: in the example every lesson of a teacher says again which subject
    that teacher gives. Boyce–Codd normal form rules it out.

    Splitting may cost a constraint that then has to be kept by other means, so this is a warning and not an
    error.
    """

    code = "NF004"
    severity = Severity.WARNING
    reference = "https://doi.org/10.1145/320064.320066"
    flagged = example(
        entity(
            "lessons",
            "student text",
            "subject text",
            "teacher text",
            pk="student, subject",
            functional_dependencies=(dependency("teacher", "subject"),),
        )
    )
    accepted = example(
        entity(
            "lessons",
            "student text",
            "teacher text",
            pk="student, teacher",
        )
    )

    def surroundings(self, facts: Facts) -> Hashable:
        return names_taken(facts)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from broken_dependencies(self, facts, NormalForm.BOYCE_CODD)
