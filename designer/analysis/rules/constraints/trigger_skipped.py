"""CO059: a trigger that a deletion by cascade passes by."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import TableRule
from designer.analysis.triggers import TableTrigger, triggers_of
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Opaque, Relationship

_mysql = Dialect(name="mysql")
_tables = (
    entity("customers", "id bigint", pk="id"),
    entity("orders", "id bigint", "customer_id bigint not null", pk="id", index="customer_id", id="orders"),
)
_trigger = Opaque(
    kind="trigger",
    name="orders_gone",
    sql="CREATE TRIGGER orders_gone AFTER DELETE ON orders FOR EACH ROW INSERT INTO gone VALUES (old.id)",
    requires=("orders",),
)


class TriggerSkipped(TableRule):
    """Trigger that a cascade passes by.

    MySQL and MariaDB carry ON DELETE CASCADE out inside the storage engine, where no trigger is: a row that goes with
    its parent is deleted, and the table's DELETE trigger never runs. The audit trail has no line of it, the counter
    that the trigger keeps is wrong from then on, and a test that deletes the row by hand sees all of it work.

    Reported for DELETE triggers of tables whose rows go with a parent. Other systems run their triggers for such rows.
    It is a hint: what the trigger keeps may go with the parent anyway.
    """

    code = "CO059"
    dialects = ("mysql", "mariadb")
    confidence = Confidence.HINT
    reference = "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html"
    flagged = example(
        *_tables, _trigger, link("orders.customer_id", "customers.id", on_delete="cascade"), dialect=_mysql
    )
    accepted = example(*_tables, _trigger, link("orders.customer_id", "customers.id"), dialect=_mysql)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in ("mysql", "mariadb"):
            return
        for relationship in facts.links:
            if relationship.on_delete == "cascade":
                for trigger in triggers_of(facts, relationship.child):
                    if "delete" in trigger.events:
                        yield _finding(self, facts, relationship, trigger)
                        break


def _finding(rule: TableRule, facts: Facts, relationship: Relationship, trigger: TableTrigger) -> Finding:
    child, parent = (facts.name(facts.schema.entity(one)) for one in (relationship.child, relationship.parent))
    return rule.finding(
        relationship,
        f"Rows of {child} that go with {parent} pass by the trigger {trigger.name}",
        "A cascade runs no trigger in MySQL and MariaDB: delete the rows by a statement of their own first, and let "
        "the foreign key refuse what is left.",
        evidence=FrozenMap(
            {
                "foreign key": f"{child} to {parent}",
                "on delete": "cascade",
                "trigger": trigger.name,
                "runs on": "delete",
            }
        ),
    )
