"""NF003: an attribute that depends on something that is no key."""

from collections.abc import Hashable, Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.normalization.findings import broken_dependencies, names_taken
from designer.analysis.normalization.forms import NormalForm
from designer.analysis.rule import TableRule
from designer.schema.build import dependency, entity


class TransitiveDependency(TableRule):
    """Attribute that depends on something other than the key.

    The table then holds facts about two things. The second one is repeated wherever it is mentioned, and
    nothing stops two rows from contradicting each other; it cannot be stored before something mentions it,
    and is lost with the last row that does. Third normal form keeps each fact once.

    Only dependencies that are declared or accepted count. A copy that is kept on purpose is recorded as a
    denormalization, and is then left alone; NF010 asks what it serves and who keeps it true.
    """

    code = "NF003"
    severity = Severity.ERROR
    reference = "https://doi.org/10.1145/320493.320489"
    flagged = example(
        entity(
            "orders",
            "id bigint",
            "customer_id bigint",
            "customer_email text",
            pk="id",
            functional_dependencies=(dependency("customer_id", "customer_email"),),
        )
    )
    accepted = example(
        entity(
            "customers",
            "id bigint",
            "email text not null",
            "name text",
            pk="id",
            unique="email",
            functional_dependencies=(dependency("email", "name"),),
        )
    )

    def surroundings(self, facts: Facts) -> Hashable:
        return names_taken(facts)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from broken_dependencies(self, facts, NormalForm.THIRD)
