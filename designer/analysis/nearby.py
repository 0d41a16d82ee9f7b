"""What a change of a design can affect: the tables whose judgement by a table rule may be another than before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from designer.analysis.differences import Since, only_in_one, parents_of, since
from designer.analysis.facts import Facts
from designer.analysis.type_names import bare
from designer.analysis.watched import unwatched
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Affected:
    """The ids of the tables of either design that a table rule has to look at again.

    own: those that changed, or of which a foreign key, an invariant or a decision did: enough for a rule that never
    looks beside the table that it judges (see `watched`).

    asked: with those of patterns that changed or mean something else now: enough for a rule that beside its table reads
    no more than what patterns ask.

    near: with those that a foreign key, inheritance or a pattern brings together with them; and the tables of all
    columns that foreign keys tie to a column that changed, however long the chain: one cannot have another type
    without the others.
    """

    own: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()


def affected(before: Facts, after: Facts) -> Affected | None:
    """What an edit can affect; None for everything."""
    left = _left(before, after)
    return _affected(before, after, left) if left.followed else None


def affected_but_for_schemas(before: Facts, after: Facts) -> Affected | None:
    """What an edit can affect if it is no matter what schemas are called; None where that would be no less."""
    left = _left(before, after)
    if not left.followed or not left.rehomed:
        return None
    designs = unwatched(before.schema), unwatched(after.schema)
    for table in left.rehomed:
        old, new = (design.references_from(table) for design in designs)
        if [*map(id, old)] != [*map(id, new)]:  # their order follows from the names of what they lead to
            return None
    return _affected(before, after, replace(left, same=left.same | left.rehomed, lasting=left.steady))


def _left(before: Facts, after: Facts) -> Since:
    designs = unwatched(before.schema), unwatched(after.schema)
    left = after.since
    return left if left is not None and left.before is designs[0] else since(*designs)


def _affected(before: Facts, after: Facts, left: Since) -> Affected:
    designs = unwatched(before.schema), unwatched(after.schema)
    changed = {one.id for design in designs for one in design.entities if one.id not in left.same}
    own = {one.id for one in designs[1].entities if one.id not in left.lasting} | changed
    own |= set(_spoken_of(*designs, left))
    seeds = own | _touched(before, after)
    columns = _changed_columns(*designs, changed, left)
    near = set(seeds)
    for facts, design in zip((before, after), designs, strict=True):
        near |= _beside(facts, design, seeds)
        near |= _tied(facts, design, columns)
    return Affected(frozenset(own), frozenset(seeds), frozenset(near))


def _spoken_of(before: Schema, after: Schema, left: Since) -> Iterator[str]:
    """The tables of the relationships, invariants and decisions that only one of the designs has."""
    for link in left.links:
        yield from (link.child, link.parent)
    for invariant in left.invariants:
        yield invariant.entity
    for decision in only_in_one(before.decisions, after.decisions):
        for design in (before, after):
            if decision.subject in design.located:
                yield _table_of(design, decision.subject)


def _table_of(schema: Schema, object_id: str) -> str:
    located = schema.located[object_id]
    while located.owner:
        located = schema.located[located.owner]
    return str(located.value.id)


def _touched(before: Facts, after: Facts) -> set[str]:
    """The tables of the patterns that changed or now mean something else."""
    found: set[str] = set()
    for one in only_in_one(before.patterns, after.patterns):
        found |= one.entities
    return found


def _beside(facts: Facts, schema: Schema, seeds: set[str]) -> set[str]:
    """What a foreign key, inheritance or a pattern brings together with one of these tables."""
    found: set[str] = set()
    for table in seeds:
        found.update(link.parent for link in schema.references_from(table))
        found.update(link.child for link in schema.references_to(table))
        found.update(heir.id for heir in facts.heirs.get(table, ()))
        entity = schema.located[table].value if table in schema.located else None
        if isinstance(entity, Entity):
            found.update(parents_of(entity))
    for parsed in facts.patterns:
        if not parsed.entities.isdisjoint(seeds):
            found |= parsed.entities
    return found


def _changed_columns(before: Schema, after: Schema, changed: Iterable[str], left: Since) -> set[str]:
    """The ids of the columns of changed tables that are not what they were, or whose type is not; and of those that
    keys came to or left."""
    found: set[str] = set()
    for table in changed:
        if not left.types and _is_the_same(before, after, table):
            continue
        old, new = (_columns(design, table) for design in (before, after))
        found |= {key for key in old.keys() | new.keys() if old.get(key) is not new.get(key)}
        found |= {key for key, one in new.items() if left.types and bare(one.type) in left.types}
    for link in left.links:
        found |= {*link.columns, *link.parent_columns}
    return found


def _is_the_same(before: Schema, after: Schema, table: str) -> bool:
    old, new = (design.located.get(table) for design in (before, after))
    return old is not None and new is not None and old.value is new.value


def _columns(schema: Schema, table: str) -> dict[str, Attribute]:
    entity = schema.located[table].value if table in schema.located else None
    return {one.id: one for one in entity.attributes} if isinstance(entity, Entity) else {}


def _tied(facts: Facts, schema: Schema, columns: set[str]) -> set[str]:
    """The tables of all columns that foreign keys and inheritance tie to these, step by step."""
    seen = {one for one in columns if one in schema.located}
    open_ends = list(seen)
    while open_ends:
        for other in _ties(facts, schema, open_ends.pop()):
            if other not in seen:
                seen.add(other)
                open_ends.append(other)
    return {schema.located[one].owner for one in seen}


def _ties(facts: Facts, schema: Schema, column: str) -> Iterator[str]:
    """The columns that a foreign key ties to this one, and the same one of partitions, heirs and their parents."""
    located = schema.located[column]
    table: Entity = schema.get(located.owner)
    for link in schema.references_from(table.id):
        yield from (there for here, there in zip(link.columns, link.parent_columns, strict=False) if here == column)
    for link in schema.references_to(table.id):
        yield from (here for here, there in zip(link.columns, link.parent_columns, strict=False) if there == column)
    for relative in (*facts.heirs.get(table.id, ()), *map(schema.entity, parents_of(table))):
        same = relative.attribute(located.value.name)
        if same:
            yield same.id
