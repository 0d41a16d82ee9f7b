"""What an edit left alone: the parts of two designs, one made from the other, that are the very same values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from designer.analysis.type_names import bare, changed_types
from designer.analysis.watched import changes_around
from designer.schema.model import Entity, Invariant, Relationship
from designer.schema.schema import Schema
from designer.sql.identifiers import truncate

_FOLLOWED = ("access_patterns", "invariants")
"""What stands in an order of its own, whose changes are followed to the tables near them, as those of the relationships
are. What else of a design changed is told by `changes_around`."""

_NEVER_CUT = 15
"""Names of so many characters, of four bytes each at most, are whole on any server."""


def parents_of(entity: Entity) -> tuple[str, ...]:
    """The ids of the tables it is a partition of or inherits from: its columns are theirs."""
    return (*entity.inherits, entity.partition_of.parent) if entity.partition_of else entity.inherits


def _is_followed(before: Schema, after: Schema, same: frozenset[str]) -> bool:
    """Whether what a change reaches can be told: the dialect, and the order of what stayed, are as they were. same:
    the tables that stayed; what is in a schema of another name stands elsewhere."""
    if before.dialect != after.dialect:
        return False
    tables = [[one for one in some if one.id in same] for some in _apart(before.entities, after.entities)]
    links = [[one for one in some if one.child in same] for some in _apart(before.relationships, after.relationships)]
    return (
        not _reordered(*tables)
        and not _reordered(*links)
        and not any(_reordered(getattr(before, name), getattr(after, name)) for name in _FOLLOWED)
    )


def _reordered(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether what both designs have stands in another order; what changed, and the foreign keys of a table that was
    renamed, may stand anywhere."""
    old, new = _apart(before, after)
    here, there = {id(one) for one in old}, {id(one) for one in new}
    return [id(one) for one in old if id(one) in there] != [id(one) for one in new if id(one) in here]


def _apart(before: Sequence[Any], after: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """Both without the very same values that they begin with, and end with: most of them, after an edit."""
    if before is after:
        return (), ()
    shorter = min(len(before), len(after))
    start = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one is not other), shorter)
    ends = zip(reversed(before), reversed(after), strict=False)
    alike = next((at for at, (one, other) in enumerate(ends) if one is not other), shorter)
    alike = min(alike, shorter - start)
    return before[start : len(before) - alike], after[start : len(after) - alike]


def unchanged(before: Schema, after: Schema) -> frozenset[str]:
    """The ids of the entities that are the very same in both."""
    old, new = _apart(before.entities, after.entities)
    earlier = {one.id: one for one in old}
    others = {one.id for one in new if earlier.get(one.id) is not one}
    return frozenset([one.id for one in after.entities if one.id not in others])


def only_in_one(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    """What only one of two designs has, told by identity: what an edit leaves alone is the very same value."""
    gone, come = gone_and_come(before, after)
    return gone + come


def gone_and_come(before: Sequence[Any], after: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """What only the one has, and what only the other has."""
    old, new = _apart(before, after)
    here, there = set(map(id, old)), set(map(id, new))
    if here == there:
        return [], []
    return [one for one in old if id(one) not in there], [one for one in new if id(one) not in here]


@dataclass(frozen=True, slots=True)
class Since:
    """What an edit left as it was.

    followed: whether it can be told what the edit reaches; same: the entities that are the very same and whose types
    and schemas mean the same, if it can; lasting: those of them of which the parents, their own foreign keys and
    invariants are, too. links, invariants: those that only one of the designs has.
    homes: the schemas that came, went or were renamed, by their ids; rehomed: what else would be the same if the names
    of schemas were no matter; steady: what would be lasting then.
    around: see `changes_around`; types: see `changed_types`; quiet: whether nothing that rules judge changed.
    in_place: whether each table stands where it stood; in_order: whether the very same foreign keys do so, too.
    """

    before: Schema
    followed: bool
    same: frozenset[str]
    lasting: frozenset[str]
    links: tuple[Relationship, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    around: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    quiet: bool = False
    homes: frozenset[str] = frozenset()
    rehomed: frozenset[str] = frozenset()
    steady: frozenset[str] = frozenset()
    in_place: bool = False
    in_order: bool = False


def since(before: Schema, after: Schema) -> Since:
    """What is left of one design in another."""
    types = changed_types(before, after)
    homes = frozenset(renamed_schemas(before, after))
    very_same = unchanged(before, after) - _of_types(after, types)
    rehomed = frozenset([one.id for one in after.entities if one.schema in homes]) & very_same if homes else frozenset()
    same = very_same - rehomed
    if not _is_followed(before, after, same):
        return Since(before, False, frozenset(), frozenset(), homes=homes)
    links = tuple(only_in_one(before.relationships, after.relationships))
    invariants = tuple(only_in_one(before.invariants, after.invariants))
    concerned = {*(one.child for one in links), *(one.entity for one in invariants)}
    lasting = _lasting(after, same, concerned)
    steady = _lasting(after, very_same, concerned) if rehomed else lasting
    patterns = only_in_one(before.access_patterns, after.access_patterns)
    are_same = len(same) == len(after.entities) == len(before.entities)
    quiet = are_same and not (links or invariants or patterns)
    old, new = _apart(before.entities, after.entities)
    in_place = [one.id for one in old] == [one.id for one in new]
    return Since(
        before,
        followed=True,
        same=same,
        lasting=lasting,
        links=links,
        invariants=invariants,
        around=changes_around(before, after),
        types=types,
        quiet=quiet,
        homes=homes,
        rehomed=rehomed,
        steady=steady,
        in_place=in_place,
        in_order=in_place and not any(_apart(before.relationships, after.relationships)),
    )


def _lasting(after: Schema, same: frozenset[str], concerned: set[str]) -> frozenset[str]:
    """Those of the same tables that nothing else is concerned with, nor with what they are parts of."""
    heirs = [one for one in after.entities if one.inherits or one.partition_of]
    return same - concerned - {one.id for one in heirs if not same.issuperset(parents_of(one))}


def _of_types(after: Schema, types: frozenset[str]) -> frozenset[str]:
    """The tables that have a column of one of these types."""
    if not types:
        return frozenset()
    return frozenset(one.id for one in after.entities if any(bare(each.type) in types for each in one.attributes))


def renamed_schemas(before: Schema, after: Schema) -> Mapping[str, frozenset[str]]:
    """The names that schemas came to or left, by the id of each."""
    if before.schemas == after.schemas:
        return {}
    here, there = ({(one.id, one.name) for one in design.schemas} for design in (before, after))
    found: dict[str, frozenset[str]] = {}
    for key, name in here ^ there:
        found[key] = found.get(key, frozenset()) | {name}
    return found


def namesakes(schema: Schema, tables: frozenset[str]) -> frozenset[str]:
    """The names, in lower case, that these tables share with others: which one a statement means by it follows from the
    order of their schemas."""
    if not tables:
        return frozenset()
    names = [_cut(one.name, schema) for one in schema.entities]
    if len(set(names)) == len(names):
        return frozenset()
    often = Counter(names)
    return frozenset(one.name.lower() for one, name in zip(schema.entities, names, strict=True) if often[name] > 1)


def _cut(name: str, schema: Schema) -> str:
    """What names have in common that a server may take for the same."""
    return (name if len(name) <= _NEVER_CUT else truncate(name, schema.dialect.name)).casefold()


def renamed(before: Schema, after: Schema) -> frozenset[str]:
    """The names, in lower case, that tables, schemas, or views that changed, came to or left."""
    here, there = (
        {(one.id, one.name, one.schema) for one in entities} for entities in _apart(before.entities, after.entities)
    )
    names = {name for _, name, _ in here ^ there}.union(*renamed_schemas(before, after).values())
    if before.opaque != after.opaque:
        changed = only_in_one(before.opaque, after.opaque)
        names |= {one.name.replace('"', "").rpartition(".")[2] for one in changed if "view" in one.kind}
    return frozenset(name.lower() for name in names)
