"""NF010: a redundancy kept on purpose that no declared pattern needs, or that nothing keeps true."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.normalization.kept import Fact, facts_of, why_unneeded
from designer.analysis.rule import Rule
from designer.schema.build import dependency, entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Denormalization, Entity

_columns = ("id bigint", "customer_id bigint", "customer_name text")
_fact = dependency("customer_id", "customer_name", id="name of the customer")
_list = pattern("list of orders", "SELECT id, customer_name FROM orders WHERE id > $1")


class UnneededCopy(Rule):
    """Redundancy that nothing needs, or that nothing keeps true.

    Keeping a fact twice is a trade: reads that would have to join are quicker, and every write has two places to
    change. The trade is worth recording with both its sides: which access pattern it serves, and what refreshes the
    copy. Without the first it costs and gives nothing; without the second the copies drift apart, and no one can
    tell which one is right.

    Reads the recorded denormalizations. A pattern that no longer reads the copied columns counts as gone; one that
    cannot be parsed, or that reads everything, is believed.
    """

    code = "NF010"
    severity = Severity.WARNING
    reference = "https://doi.org/10.1145/362384.362685"
    flagged = example(
        entity(
            "orders",
            *_columns,
            pk="id",
            functional_dependencies=(_fact,),
            denormalizations=(Denormalization(dependency=_fact.id),),
        )
    )
    accepted = example(
        _list,
        entity(
            "orders",
            *_columns,
            pk="id",
            functional_dependencies=(_fact,),
            denormalizations=(
                Denormalization(dependency=_fact.id, access_pattern="list of orders", refresh="trigger"),
            ),
        ),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.schema.entities:
            for one in table.denormalizations:
                fact = next((known for known in facts_of(table) if known.id == one.dependency), None)
                unneeded = why_unneeded(facts, table, one, fact)
                lacking = [unneeded] if unneeded else []
                lacking += ["nothing is said to refresh it"] * (one.refresh is None)
                if lacking:
                    yield self._finding(facts, table, one, fact, lacking)

    def _finding(
        self, facts: Facts, table: Entity, one: Denormalization, fact: Fact | None, lacking: list[str]
    ) -> Finding:
        attributes = (*fact.determinant, *fact.dependent) if fact else ()
        copy = ", ".join(facts.schema.names(fact.dependent)) if fact else "something"
        return self.finding(
            one,
            f"{facts.name(table)} keeps {copy} twice on purpose, but {' and '.join(lacking)}",
            "A copy is worth its writes only where a declared read needs it, and only as long as it is true.",
            entity=table.id,
            attributes=attributes,
            severity=Severity.WARNING if one.refresh is None else Severity.INFO,
            evidence=FrozenMap(
                {
                    "reason given": one.reason or "none",
                    "access pattern": facts.schema.get(one.access_pattern).name if one.access_pattern else "none",
                    "refreshed by": one.refresh or "nothing",
                }
            ),
        )
