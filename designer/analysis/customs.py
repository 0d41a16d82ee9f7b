"""What the design's own foreign keys say of columns of the same name: the one key that they all lead to."""

from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.implied_targets import Places, Target, compared, same_type
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


def _leading(facts: Facts, table: Entity) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Of each foreign key of one column that leads out of a table: the column's name, and ids of the other end."""
    return tuple(
        (facts.schema.attribute(link.columns[0]).name, (link.parent, link.parent_columns[0]))
        for link in facts.schema.references_from(table.id)
        if len(link.columns) == 1 and link.child != link.parent
    )


def _led_by(facts: Facts, table: Entity) -> tuple[tuple[str, str], ...]:
    """The same by the table that each leads to, with the column's name."""
    return tuple((end, name) for name, (end, _) in _leading(facts, table))


class Customs:
    """By a column's name, the one key that the foreign keys of columns called so lead to."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._leading = facts.directory(_leading)
        self._led_by = facts.directory(_led_by)
        self._known: dict[str, Custom | None] = {}

    def place(self, column: Attribute) -> int:
        """Where `of` looks for a column, among the places that `changes` tells of."""
        return hash(("custom", column.name))

    def of(self, child: Entity, column: Attribute) -> Custom | None:
        """What the name leads to elsewhere; None where that is told too seldom, or not always the same."""
        led = self._led(column.name)
        if led is None or led.target.table == child.id or not same_type(self._facts, column, led.target.key):
            return None
        return led

    def _led(self, name: str) -> Custom | None:
        if name not in self._known:
            self._known[name] = self._told(name)
        return self._known[name]

    def _told(self, name: str) -> Custom | None:
        led = self._leading.look(name)
        if len(led) < _UNANIMOUS or len(set(led)) > 1:
            return None
        schema = self._facts.schema
        parent = schema.entity(led[0][0])
        key = schema.attribute(led[0][1])
        target = Target(parent.id, parent.name, parent.schema, key, compared(self._facts, key))
        return Custom(target, len(led), self._facts.tables_with(name) > _MANY * len(led))

    def changes(self, earlier: "Customs", steady: frozenset[str]) -> Places | None:
        """The places where something else is told than in the design that this one was made from; None where that is
        not known. steady: the tables that are what they were."""
        if self._leading.changed is None:
            return None
        names = {str(name) for name in self._leading.changed}
        for customs in (earlier, self):
            for table in customs._facts.schema.entities:
                if table.id not in steady:
                    names.update(one.name for one in table.attributes)  # so many tables have a column called so
                    names.update(customs._led_by.look(table.id))
        return frozenset(hash(("custom", name)) for name in names if self._led(name) != earlier._led(name))
