"""The tables that a column may speak of, by everything that a name may find the key of one by."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from designer.analysis.columns import own_of
from designer.analysis.directory import Directory
from designer.analysis.facts import Facts
from designer.analysis.implied_names import KEY_WORDS, key_name, looks_up, named_part
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_COMPARED = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint", "varchar": "text"}
_WHOLE = frozenset({"smallint", "mediumint", "int", "integer", "bigint"})
"""Types of keys that a reference may have another one of; a byte is hardly ever one."""
_FEWEST_BARE = 4
"""Fewer columns than these are no custom."""
_CUSTOM = 0.3
"""Share of the declared foreign keys from which on their form of name is a custom."""


class Target(NamedTuple):
    """A key of one column, and of its table no more than a name can tell of it.

    kind: what its values are (see `compared`), since a domain may come to stand for something else.
    """

    table: str
    name: str
    schema: str | None
    key: Attribute
    kind: str


def same_type(facts: Facts, one: Attribute, other: Attribute) -> bool:
    """Whether two columns hold the same values: serials are integers, domains what they stand for."""
    return compared(facts, one) == compared(facts, other)


def alike(facts: Facts, one: Attribute, other: Attribute) -> bool:
    """Whether two columns hold the same values, or whole numbers of another size."""
    return {compared(facts, one), compared(facts, other)} <= _WHOLE or same_type(facts, one, other)


def compared(facts: Facts, attribute: Attribute) -> str:
    """The type by which a column's values are compared with another's."""
    found = facts.type_of(attribute)
    return f"{_COMPARED.get(found.base, found.base)}{'[]' * found.dimensions}"


Places = frozenset[int]
"""Places of an index, each as a hash: of the index's name and what was looked for in it."""


class Targets:
    """The tables with a key of one column, by everything that a name may find them by.

    Every look is taken down (`asked_since`): as long as nothing else stands in the places where a look was taken, it
    finds the same.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._filed = facts.directory(_filed)
        self._called = facts.directory(_called)
        self._asked: set[int] = set()
        self.bare = _refers_by_bare_names(facts, self._filed)

    def look(self, index: str, key: Hashable) -> Sequence[Target]:
        """What is found by this name in an index."""
        self._asked.add(hash((index, key)))
        return self._filed.look((index, key))

    def of(self, table: Entity) -> tuple[Target, ...]:
        """The keys of one table."""
        return tuple(target for (index, _), target in self.facts.kept(_filed, table) if index == "key")

    def is_called(self, name: tuple[str, ...]) -> bool:
        """Whether any table, with a key or without one, is called so."""
        self._asked.add(hash(("called", name)))
        return name in self._called

    def asked_since(self) -> Places:
        """Where was looked since this was asked for the last time."""
        asked, self._asked = frozenset(self._asked), set()
        return asked

    def changes(self) -> Places | None:
        """The places where something else is found than in the design that this one was made from; None where that is
        not known."""
        if self._called.changed is None or self._filed.changed is None:
            return None
        return frozenset(map(hash, (*(("called", name) for name in self._called.changed), *self._filed.changed)))

    def only(self, child: Entity, column: Attribute, found: Iterable[Target], itself: bool = False) -> Target | None:
        """The one table meant: of the same type before one alike, in the same schema before others, and no other."""
        fitting = [
            one
            for one in dict.fromkeys(found)
            if (itself or one.table != child.id) and one.key.id != column.id and alike(self.facts, one.key, column)
        ]
        fitting = [one for one in fitting if same_type(self.facts, one.key, column)] or fitting
        near = [one for one in fitting if one.schema == child.schema] or fitting
        return near[0] if len(near) == 1 else None


_CODES = frozenset("code iso iso2 iso3 abbr abbreviation symbol".split())
"""How a key of text is called last that stands for a row by a few letters."""
_Place = tuple[str, Hashable]
"""An index ("stem", "key", "own name", "last", "joined", "run together", "above" or "code"), and what to look for."""


def _called(facts: Facts, table: Entity) -> tuple[tuple[tuple[str, ...], str], ...]:
    """What a table is called, for the directory of all names."""
    return ((stem(table.name), table.id),)


def _filed(facts: Facts, table: Entity) -> tuple[tuple[_Place, Target], ...]:
    """Where the keys of a table are to be found, and each key, for the directory of keys."""
    name = stem(table.name)
    found: list[tuple[_Place, Target]] = []
    for key in () if table.partition_of else _keys_of(facts, table):
        target = Target(table.id, table.name, table.schema, key, compared(facts, key))
        parts = words(key.name)
        places: list[_Place] = [("key", key.name), ("joined", "".join(parts))]
        if parts[-1:] and parts[-1] in KEY_WORDS and parts[:-1] in ((), name, name[-1:]):
            places += [("stem", name), ("last", name[-1]), ("run together", "".join(name))]
        telling = len(parts) > 1 and parts[-1] in KEY_WORDS and parts[:-1] == name
        if telling or "".join(parts) == f"{''.join(name)}id":
            places.append(("own name", "".join(parts)))
        if parts[-1:] and parts[-1] in _CODES and facts.family(key) == "text":
            places.append(("code", name))
        places += [("above", (name, one.name)) for one in table.attributes if looks_up(one)]
        found += [(place, target) for place in places]
    return tuple(found)


def _keys_of(facts: Facts, table: Entity) -> Iterator[Attribute]:
    """The columns by which rows are referred to: a primary key of one column, and a unique one called like one.

    A key that is a foreign key, and not simply an id, is another table's.
    """
    primary = table.primary_key.columns if table.primary_key else ()
    if len(primary) == 1:
        key = facts.schema.attribute(primary[0])
        referring = any(link.columns == primary for link in facts.schema.references_from(table.id))
        if not referring or key.name.lower() in KEY_WORDS:
            yield key
    for unique in table.uniques:
        if len(unique.columns) == 1 and unique.columns != primary:
            key = facts.schema.attribute(unique.columns[0])
            if key.name.lower() == "id" or (key_name(key.name) and named_part(key.name) == stem(table.name)):
                yield key


def _refers_by_bare_names(facts: Facts, filed: Directory[Target]) -> bool:
    """Whether it is the custom of this design to call a reference by its table's name alone, without id.

    A design without any foreign key shows its custom in what most columns that could be references are called.
    """
    counted = _counted_by_parent(facts)
    number = sum(number for number, _ in counted.values())
    if not number:
        columns = [one for table in facts.tables for one in facts.kept(_could_refer, table)]
        with_id = sum(("stem", named) in filed for named, _ in columns)
        return sum(("stem", name) in filed for _, name in columns) > max(_FEWEST_BARE, with_id)
    return sum(named for _, named in counted.values()) > _CUSTOM * number


def _counted_by_parent(facts: Facts) -> Mapping[str, tuple[int, int]]:
    """By table, how many foreign keys of one column lead to it, and how many of those columns are called as it is.
    After an edit only those tables are counted again that it concerns."""
    leading = facts.directory(_leading_by)
    note, lasting = facts.noted(_counted_by_parent)
    known: Mapping[str, tuple[int, int]] = {} if note is None or leading.changed is None else note
    standing = (lasting - (leading.changed or frozenset())) & known.keys()
    counted = {table: count for table, count in known.items() if table in standing}
    for table in facts.schema.entities:
        if table.id not in standing:
            columns, name = leading.look(table.id), stem(table.name)
            counted[table.id] = len(columns), sum(one == name for one in columns)
    facts.notes[_counted_by_parent] = counted
    return counted


def _leading_by(facts: Facts, table: Entity) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of each foreign key of one column, where it leads and what the column is called."""
    return tuple(
        (link.parent, stem(facts.schema.attribute(link.columns[0]).name))
        for link in facts.schema.references_from(table.id)
        if len(link.columns) == 1
    )


def _could_refer(facts: Facts, table: Entity) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Of the columns of a table that could refer to something: the table that each names with id, and without."""
    return tuple(
        (named_part(one.name), stem(one.name))
        for one in own_of(facts, table)
        if facts.family(one) in ("integer", "uuid") and stem(one.name) != stem(table.name)
    )
