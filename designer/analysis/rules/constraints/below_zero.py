"""CO008: quantities that may fall below zero."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import checks_on, named_check, quoted
from designer.analysis.vocabulary import means_counted
from designer.schema.build import entity
from designer.schema.model import Attribute, Check, Entity


class BelowZero(ColumnRule):
    """Quantity that may fall below zero.

    A negative quantity, price or age is a mistake wherever it comes from, and once stored it is subtracted from totals
    without a word. A CHECK refuses it at the door, whichever program knocks.

    Only whole names of quantities and prices count; amounts and balances may well be negative, and unsigned types
    cannot. One finding lists them.
    """

    code = "CO008"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    flagged = example(entity("order_lines", "id bigint", "quantity integer", "unit_price numeric(12,2)", pk="id"))
    accepted = example(
        entity("order_lines", "id bigint", "quantity integer", "amount numeric", pk="id", checks=("quantity > 0",))
    )
    one = "may fall below zero"
    many = "may fall below zero"
    message = "A negative quantity or price is accepted, and subtracted from totals without a word."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table in facts.tables:
            for column, bound in facts.kept(_unbounded, table):
                yield Suspect(table, column, added=bound)


def _unbounded(facts: Facts, table: Entity) -> tuple[tuple[Attribute, Check], ...]:
    """The quantities of a table that nothing keeps from falling below zero, each with what would; to be `kept`."""
    return tuple(
        (one, named_check(facts, table, [one], f"{quoted(facts, one)} >= 0"))
        for one in own_of(facts, table)
        if facts.family(one) in ("integer", "numeric", "float")
        and means_counted(one.name)
        and not _has_no_sign(facts, one)
        and not (one.generated or checks_on(facts, table, one) or one.id in facts.foreign_columns(table.id))
    )


def _has_no_sign(facts: Facts, column: Attribute) -> bool:
    """Whether the type itself refuses negative numbers, or is the one that flags have."""
    parts = column.type.lower().replace("(", " ").replace(")", " ").split()
    if facts.schema.dialect.name in ("mysql", "mariadb"):
        return bool({"unsigned", "zerofill"} & set(parts)) or parts[:2] == ["tinyint", "1"]
    return facts.schema.dialect.name == "tsql" and parts[:1] == ["tinyint"]
