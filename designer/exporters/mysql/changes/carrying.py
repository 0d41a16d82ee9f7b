"""Rows that go along when a table is divided: into the part before its columns go, and back when they return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from designer.exporters.mysql.changes.words import says_any
from designer.exporters.mysql.text import name, qualified
from designer.schema.model import Attribute, Entity, Index
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Carried:
    """What a new table takes over. whole, part: ids of tables; pairs: ids of its columns and of those that they come
    from; key: its columns by which its row is found from one of the whole."""

    whole: str
    part: str
    pairs: tuple[tuple[str, str], ...]
    key: tuple[str, ...]


_FAILS = "(SELECT 1 UNION ALL SELECT 2)"
"""More rows than one where one is wanted: what makes a look fail, since there is no statement that only raises."""


class Words:
    """The statements, in a design that holds both tables."""

    def __init__(self, schema: Schema, one: Carried) -> None:
        self.schema, self.one = schema, one
        whole, part = schema.entity(one.whole), schema.entity(one.part)
        self.whole, self.part = qualified(schema, whole), qualified(schema, part)
        needed = {*one.key, *(part.primary_key.columns if part.primary_key else ())}
        computed = {each.id for each in part.attributes if each.generated}
        self.pairs = [(self._name(a), self._name(b)) for a, b in one.pairs if a not in computed]
        self.facts = [self._name(b) for a, b in one.pairs if a in needed]
        self.keys = [(self._name(a), self._name(b)) for a, b in one.pairs if a in one.key]
        self.moved = [(self._name(a), self._name(b)) for a, b in one.pairs if a not in one.key and a not in computed]

    def _name(self, key: str) -> str:
        return name(self.schema.attribute(key).name)

    def there(self) -> tuple[str, ...]:
        """Every fact into the part, once: two facts for one key are refused by its key; values without one, before."""
        given = " AND ".join(f"{column} IS NOT NULL" for column in self.facts)
        into, chosen = (", ".join(column) for column in zip(*self.pairs, strict=True))
        copied = f"INSERT INTO {self.part} ({into})\nSELECT DISTINCT {chosen} FROM {self.whole} WHERE {given};"
        own = [theirs for _, theirs in self.moved if theirs not in self.facts]
        if not own:
            return (copied,)
        empty = " OR ".join(f"{column} IS NULL" for column in self.facts)
        lost = f"({empty}) AND ({' OR '.join(f'{column} IS NOT NULL' for column in own)})"
        return (f"SELECT IF(EXISTS (SELECT 1 FROM {self.whole} WHERE {lost}), {_FAILS}, 0);", copied)

    def back(self) -> tuple[str, ...]:
        """The part's values into the columns that are there again; two rows for one are refused before."""
        met = " AND ".join(f"w.{theirs} = p.{mine}" for mine, theirs in self.keys)
        values = ", ".join(f"w.{theirs} = p.{mine}" for mine, theirs in self.moved)
        found = ", ".join(mine for mine, _ in self.keys)
        twice = f"SELECT 1 FROM {self.part} GROUP BY {found} HAVING COUNT(*) > 1"
        return (
            f"SELECT IF(EXISTS ({twice}), {_FAILS}, 0);",
            f"UPDATE {self.whole} AS w JOIN {self.part} AS p ON {met} SET {values};",
        )


def in_turn(ones: Iterable[Carried], narrow: Entity) -> list[Carried]:
    """Each after those that bring back the columns by which its rows are found."""
    there = {one.id for one in narrow.attributes}
    waiting, found = list(ones), list[Carried]()
    while waiting:
        ready = (one for one in waiting if {b for a, b in one.pairs if a in one.key} <= there)
        one = next(ready, waiting[0])
        waiting.remove(one)
        found.append(one)
        there |= {theirs for _, theirs in one.pairs}
    return found


def loosened(entity: Entity, narrow: Entity) -> Entity:
    """The table with the columns that go free of everything that would refuse them empty."""
    staying = {one.id for one in narrow.attributes}
    going = {one.id: one.name.lower() for one in entity.attributes if one.id not in staying and not one.generated}

    def loose(one: Attribute) -> Attribute:
        return replace(one, not_null=None, default=None) if one.id in going else one

    def rests(one: Index) -> bool:
        return any(part.column in going for part in one.keys)

    key = entity.primary_key
    return replace(
        entity,
        attributes=tuple(map(loose, entity.attributes)),
        primary_key=None if key is not None and set(key.columns) & going.keys() else key,
        uniques=tuple(one for one in entity.uniques if not set(one.columns) & going.keys()),
        indexes=tuple(one for one in entity.indexes if not (one.unique and rests(one))),
        checks=tuple(one for one in entity.checks if not says_any(one.expression, set(going.values()))),
    )
