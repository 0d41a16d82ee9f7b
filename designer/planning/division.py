"""Which tables a migration divides or puts together again, and where each column's values go.

A split moves columns of one table into another; that is seen between two designs where a new table is tied to the old
one by a foreign key, in either direction, and takes over columns that the old one loses: a fact that depends on a
part of the row, a column that becomes a link of its own (1:n to n:m), columns of the same key; a part may hang on the
table by way of another part. Or a new table repeats some columns that stay and takes others over, while no key of the
old table is left whole: facts that have nothing to do with one another. A merge is a split looked at from its end.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from designer.schema.changes import Change, Merge, Part, Split
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import WITHOUT_EQUALITY as WITHOUT_EQUALITY
from designer.schema.types import parse_type, same_type


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a table, wide in one design, that is a table of its own in the other.

    entity: the id of the table that is divided; columns: id of each column of the part to the id of the wide table's;
    key: columns of the part by which its row is found from one of the wide table's. merges: the part goes, its values
    come back. crossed: its facts are independent of what stays, so that one of its rows stands for many of the wide
    table, whose rows become alike without it; `key` are the columns that both have then.
    """

    entity: str
    part: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    merges: bool = False
    crossed: bool = False


def divisions(old: Schema, new: Schema) -> tuple[Division, ...]:
    """Those between two designs, splits first."""
    merges = (replace(one, merges=True) for one in _splits(new, old))
    return (*_splits(old, new), *merges)


def declared(changes: Iterable[Change]) -> Iterator[Division]:
    """Those that changes name themselves."""
    for change in changes:
        if isinstance(change, Split | Merge):
            for part in change.into:
                yield _of_part(change.entity, part, merges=isinstance(change, Merge), remaining=change.remaining)


def fitting(ones: Iterable[Division], old: Schema, new: Schema) -> Iterator[Division]:
    """Those that the two designs bear out: the wide table in both, the part in one."""
    for one in ones:
        wide, narrow = (new, old) if one.merges else (old, new)
        known = all(here in narrow.located and there in wide.located for here, there in one.columns)
        stays = one.entity in old.located and one.entity in new.located
        comes = one.part in narrow.located and one.part not in wide.located
        if not (known and stays and comes and _comparable(one, wide)):
            continue
        if becomes_alike(wide, narrow, one.entity) if one.crossed else one.key:
            yield one


def becomes_alike(wide: Schema, narrow: Schema, entity: str) -> bool:
    """Whether rows may repeat without the columns that go, and be merged: no key is left whole, and there is a new one.

    Not where rows cannot be compared, or stand in partitions.
    """
    before, after = wide.entity(entity), narrow.entity(entity)
    if before.partition_by or before.partition_of or before.inherits:
        return False
    gone = {one.id for one in before.attributes if one.id not in narrow.located}
    left_whole = any(not gone & set(key.columns) for key in before.keys)
    keyed = any(set(key.columns) <= {one.id for one in before.attributes} - gone for key in after.keys)
    compared = all(_has_equality(one.type) for one in before.attributes)
    return bool(gone) and not left_whole and keyed and compared


def _of_part(entity: str, part: Part, *, merges: bool, remaining: Iterable[str] | None = None) -> Division:
    """remaining: the columns that the wide table keeps; None where the key is known to be among them."""
    columns = tuple(sorted(part.columns.items()))
    stay = set(remaining) if remaining is not None else {part.columns[one] for one in part.key}
    if stay.issuperset(part.columns[one] for one in part.key):
        return Division(entity, part.entity.id, columns, part.key, merges)
    shared = tuple(mine for mine, theirs in columns if theirs in stay)
    return Division(entity, part.entity.id, columns, shared, merges, crossed=True)


def _comparable(one: Division, wide: Schema) -> bool:
    return all(_has_equality(wide.attribute(there).type) for _, there in one.columns)


def _has_equality(type_text: str) -> bool:
    return parse_type(type_text).base not in WITHOUT_EQUALITY


def _splits(wide: Schema, narrow: Schema) -> tuple[Division, ...]:
    """Those that foreign keys tell, also by way of another part; then those of independent facts."""
    new = [one for one in narrow.entities if one.id not in wide.located]
    waiting = [one for one in new if not (one.partition_by or one.partition_of or one.inherits)]
    found: dict[str, Division] = {}
    growing = True
    while growing:
        growing = False
        for part in [one for one in waiting if one.id not in found]:
            ties = (*narrow.references_from(part.id), *narrow.references_to(part.id))
            candidates = (_tied(part, tie, wide, narrow, found) for tie in ties)
            known = next((one for one in candidates if one is not None), None)
            if known is not None:
                found[part.id], growing = known, True
    independent = (_independent(part, wide, narrow) for part in waiting if part.id not in found)
    return tuple(fitting([*found.values(), *(one for one in independent if one is not None)], wide, narrow))


def _tied(
    part: Entity, tie: Relationship, wide: Schema, narrow: Schema, known: Mapping[str, Division]
) -> Division | None:
    """The division that a foreign key between a new table and an old one says, if it takes columns over.

    known: of parts found before, by id: what one of them refers to may have been taken from the same table.
    """
    below = tie.child == part.id
    whole = tie.parent if below else tie.child
    mine, theirs = (tie.columns, tie.parent_columns) if below else (tie.parent_columns, tie.columns)
    if whole in known and not below:
        taken_from = dict(known[whole].columns)
        whole, theirs = known[whole].entity, tuple(taken_from.get(one, "") for one in theirs)
    if whole == part.id or whole not in wide.located:
        return None
    if not all(one in wide.located for one in theirs) or not _is_row_of(part, mine, below=below):
        return None
    met = dict(zip(mine, theirs, strict=True))
    gone = [one for one in wide.entity(whole).attributes if one.id not in narrow.located]
    taken: dict[str, str] = {}
    for attribute in part.attributes:
        if attribute.id not in met and not attribute.generated:
            source = _source(attribute, part, gone, wide, narrow)
            if source is not None:
                taken[attribute.id] = source.id
            elif attribute.not_null and attribute.default is None and attribute.identity is None:
                return None
    if not taken:
        return None
    return _of_part(whole, Part(entity=part, columns=FrozenMap({**met, **taken}), key=mine), merges=False)


def _independent(part: Entity, wide: Schema, narrow: Schema) -> Division | None:
    """The division by which all columns of a new table come from one table that keeps some and loses others of them."""
    found = []
    for entity in wide.entities:
        if entity.id not in narrow.located or not becomes_alike(wide, narrow, entity.id):
            continue
        called = {one.name: one for one in entity.attributes}
        pairs = [(one, called.get(one.name)) for one in part.attributes]
        columns = {mine.id: theirs.id for mine, theirs in pairs if theirs and same_type(mine.type, theirs.type)}
        stay = [one.id for one in entity.attributes if one.id in narrow.located]
        if len(columns) == len(pairs) and part.primary_key and 0 < len(set(stay) & {*columns.values()}) < len(columns):
            whole = Part(entity=part, columns=FrozenMap(columns), key=part.primary_key.columns)
            found.append(_of_part(entity.id, whole, merges=False, remaining=stay))
    return found[0] if len(found) == 1 else None


def _is_row_of(part: Entity, columns: tuple[str, ...], *, below: bool) -> bool:
    """Whether these columns find one row: they are a key; or begin the key of a table that stands between two."""
    keys = [set(one.columns) for one in part.keys]
    if set(columns) in keys:
        return True
    return below and part.primary_key is not None and set(columns) < set(part.primary_key.columns)


def _source(
    attribute: Attribute, part: Entity, gone: list[Attribute], wide: Schema, narrow: Schema
) -> Attribute | None:
    """The column that is lost here and comes there: of the same name, or the same foreign key."""
    for one in gone:
        if one.name == attribute.name and same_type(one.type, attribute.type) and not one.generated:
            return one
    parents = {link.parent for link in narrow.references_from(part.id) if link.columns == (attribute.id,)}
    for one in gone:
        before = {link.parent for link in wide.relationships if link.columns == (one.id,)}
        if parents & before and same_type(one.type, attribute.type):
            return one
    return None
