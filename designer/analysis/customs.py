"""What the design's own foreign keys say of columns of the same name: the one key that they all lead to."""

from collections import defaultdict
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.implied_targets import Places, Target, same_type
from designer.schema.model import Attribute, Entity

_UNANIMOUS = 2
"""How many foreign keys of columns of the same name must agree before they speak for the next one."""
_MANY = 4
"""So many times as many columns of a name without a foreign key as with one make the custom a rare one."""


@dataclass(frozen=True, slots=True)
class Custom:
    """Where foreign keys of columns of one name lead, and how many they are."""

    target: Target
    number: int
    is_rare: bool
    """Whether most tables that have a column of the name declare no foreign key over it."""


def _leading(facts: Facts, table: Entity) -> tuple[tuple[str, str, str], ...]:
    """Of each foreign key of one column that leads out of a table: the column's name, and ids of the other end."""
    return tuple(
        (facts.schema.attribute(link.columns[0]).name, link.parent, link.parent_columns[0])
        for link in facts.schema.references_from(table.id)
        if len(link.columns) == 1 and link.child != link.parent
    )


class Customs:
    """By a column's name, the one key that the foreign keys of columns called so lead to."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        schema = facts.schema
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for table in schema.entities:
            for name, end, key in facts.kept(_leading, table):
                found[name].append((end, key))
        self._led: dict[str, Custom] = {}
        for name, led in found.items():
            if len(led) >= _UNANIMOUS and led.count(led[0]) == len(led):
                parent = schema.entity(led[0][0])
                target = Target(parent.id, parent.name, parent.schema, schema.attribute(led[0][1]))
                self._led[name] = Custom(target, len(led), facts.tables_with(name) > _MANY * len(led))

    def place(self, column: Attribute) -> int:
        """Where `of` looks for a column, among the places that `changes` tells of."""
        return hash(("custom", column.name))

    def of(self, child: Entity, column: Attribute) -> Custom | None:
        """What the name leads to elsewhere; None where that is told too seldom, or not always the same."""
        led = self._led.get(column.name)
        if led is None or led.target.table == child.id or not same_type(self._facts, column, led.target.key):
            return None
        return led

    def changes(self, earlier: "Customs") -> Places:
        """The places where something else is told than in an earlier design."""
        names = self._led.keys() | earlier._led.keys()
        return frozenset(hash(("custom", name)) for name in names if self._led.get(name) != earlier._led.get(name))
