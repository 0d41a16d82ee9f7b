"""References to keys of several columns that only names tell of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from designer.analysis.columns import own_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.histories import Histories
from designer.analysis.implied_copies import is_copy
from designer.analysis.implied_targets import same_type
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words


@dataclass(frozen=True, slots=True)
class ImpliedLink:
    """Columns that name the key of `parent`. reason: by what, in words."""

    child: Entity
    columns: tuple[Attribute, ...]
    parent: Entity
    keys: tuple[Attribute, ...]
    confidence: Confidence
    reason: str


def implied_composites(facts: Facts, guarded: set[tuple[str, str]], histories: Histories) -> Iterator[ImpliedLink]:
    """Columns that are all of a key of several columns, each by its name or by the parent's before it. It is a hint
    unless all say whose they are: two tables may be about the same things without one needing the other's row."""
    parents = [
        (table, tuple(facts.schema.attribute(one) for one in table.primary_key.columns))
        for table in facts.schema.entities
        if table.primary_key is not None and len(table.primary_key.columns) > 1 and table.partition_of is None
    ]
    holders = _holders(facts, parents)
    for parent, keys in parents:
        fitting = set.intersection(
            *({one.id for names in _spelled(parent, key) for one in holders[names]} for key in keys)
        )
        for child in map(facts.schema.entity, sorted(fitting, key=facts.places.__getitem__)):
            if child.id == parent.id or child.schema != parent.schema:
                continue
            own = {
                name: one for name, one in facts.kept(_by_words, child).items() if (child.id, one.name) not in guarded
            }
            columns = _matching(facts, own, parent, keys)
            if columns is None or _is_linked(facts, child, parent, columns):
                continue
            front = stem(parent.name)
            plain = not is_copy(child, histories) and all(words(one.name)[: len(front)] == front for one in columns)
            doubt = Confidence.LIKELY if plain else Confidence.HINT
            yield ImpliedLink(child, columns, parent, keys, doubt, f"they are called as the whole key of {parent.name}")


def _holders(
    facts: Facts, parents: Iterable[tuple[Entity, tuple[Attribute, ...]]]
) -> dict[tuple[str, ...], list[Entity]]:
    """By each name that a part of one of these keys may have elsewhere, the tables that have such a column."""
    found: dict[tuple[str, ...], list[Entity]] = {
        name: [] for parent, keys in parents for key in keys for name in _spelled(parent, key)
    }
    for child in facts.schema.entities if found else ():
        for name in facts.kept(_by_words, child).keys() & found.keys():
            found[name].append(child)
    return found


def _spelled(parent: Entity, key: Attribute) -> tuple[tuple[str, ...], ...]:
    """What a reference to a part of a key may be called: as the part, or with the table's name before it."""
    parts = words(key.name)
    qualified = (*stem(parent.name), *parts)
    return (qualified,) if parts == ("id",) else (qualified, parts)


def _by_words(facts: Facts, child: Entity) -> Mapping[tuple[str, ...], Attribute]:
    return {words(column.name): column for column in own_of(facts, child) if column.generated is None}


def _matching(
    facts: Facts, own: Mapping[tuple[str, ...], Attribute], parent: Entity, keys: tuple[Attribute, ...]
) -> tuple[Attribute, ...] | None:
    """The columns for the key, of which one at least names the parent or is a number within something else."""
    front = stem(parent.name)
    found: list[Attribute] = []
    telling = False
    for key in keys:
        parts = words(key.name)
        qualified = own.get((*front, *parts))
        column = qualified or own.get(parts)
        if column is None or not same_type(facts, column, key) or (parts == ("id",) and qualified is None):
            return None
        telling = telling or qualified is not None or parts[: len(front)] == front
        found.append(column)
    return tuple(found) if telling and len(set(found)) == len(keys) else None


def _is_linked(facts: Facts, child: Entity, parent: Entity, columns: Iterable[Attribute]) -> bool:
    """Whether a foreign key between the two is there already, or one holds all of the columns."""
    ids = {column.id for column in columns}
    return any(link.parent == parent.id or ids <= set(link.columns) for link in facts.schema.references_from(child.id))
