"""NF002: an attribute that depends on a part of a key."""

from collections.abc import Hashable, Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.normalization.findings import broken_dependencies, names_taken
from designer.analysis.normalization.forms import NormalForm
from designer.analysis.rule import TableRule
from designer.schema.build import dependency, entity


class PartialDependency(TableRule):
    """Attribute that depends on a part of the key.

    In a table keyed by several columns, a fact about one of them is repeated in every row that mentions it.
    Changing it means changing all those rows, and a row must exist before the fact can be stored at all:
    this is what second normal form rules out.

    Only dependencies that are declared or accepted count. A copy that is kept on purpose is recorded as a
    denormalization, and is then left alone; NF010 asks what it serves and who keeps it true.
    """

    code = "NF002"
    severity = Severity.ERROR
    reference = "https://doi.org/10.1145/358024.358054"
    flagged = example(
        entity(
            "order_lines",
            "order_id bigint",
            "product_id bigint",
            "quantity int",
            "product_name text",
            pk="order_id, product_id",
            functional_dependencies=(dependency("product_id", "product_name"),),
        )
    )
    accepted = example(
        entity(
            "order_lines",
            "order_id bigint",
            "product_id bigint",
            "quantity int",
            pk="order_id, product_id",
            functional_dependencies=(dependency("order_id, product_id", "quantity"),),
        )
    )

    def surroundings(self, facts: Facts) -> Hashable:
        return names_taken(facts)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        yield from broken_dependencies(self, facts, NormalForm.SECOND)
