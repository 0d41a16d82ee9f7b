"""NM009: a table with two ids, of which one is not its key."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.naming_styles import common_prefix
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words


def _prefix(facts: Facts) -> str | None:
    """What nearly all tables are called first."""
    return common_prefix(one.name for one in facts.schema.entities)


class TwoIds(ListedRule):
    """Table with two ids, of which one is not its key.

    `orders.id` is the key, and `orders.order_id` is something else: the shop's number, the order before this one, the
    id in another system? Who joins by the wrong one gets rows, only not the right ones, and a look-up finds several.
    A name that says whose id it is (`shop_order_number`, `previous_order_id`) settles it.

    Columns count that are called id, or id after the table's own name, beside a key of the other name. Foreign
    keys, references to rows of any table, columns that are unique by themselves, and those that a comment explains, are
    left alone.
    """

    code = "NM009"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS"
    rests_on = (_prefix,)
    many = "tables have two ids, of which one is not the key"
    message = "Both read as the id of the row, and only one of them is."
    flagged = example(entity("orders", "id bigint", "order_id bigint", "total int", pk="id"))
    accepted = example(
        entity("orders", "id bigint", "customer_order_id bigint", "total int", pk="id"),
        entity("visits", "id bigint", "visit_id bigint", pk="id", unique="visit_id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        prefix = facts.whole(_prefix)
        for table in own_tables(facts):
            for column in table.attributes:
                key = _key(facts, table, column, prefix)
                if key is None:
                    continue
                name = facts.name(table)
                yield self.finding(
                    column,
                    f"{name} has {key.name} and {column.name}, and only {key.name} is its key",
                    f"{column.name} reads as the id of the row, too: a name that says whose id it is ends the doubt.",
                    entity=table.id,
                    evidence=FrozenMap({"key": key.name, "reads as one": column.name, "type": column.type}),
                )


def _key(facts: Facts, table: Entity, column: Attribute, prefix: str | None) -> Attribute | None:
    """The key of a table beside which a column reads as another; None where it does not, or its use is plain."""
    key = table.primary_key.columns if table.primary_key else ()
    if len(key) != 1 or column.id in key or column.comment or not column.name.lower().endswith("id"):
        return None
    own, other = facts.schema.attribute(key[0]), words(column.name)
    called = stem(table.name)
    full = (*(called[1:] if called[0] == prefix and len(called) > 1 else called), "id")
    if {words(own.name), other} != {("id",), full}:
        return None
    if any(words(one.name) == (*other[:-1], "type") for one in table.attributes):
        return None  # of a row of any table, which the other column names
    if column.id in facts.foreign_columns(table.id) or facts.is_unique(table, (column.id,)):
        return None
    return own
