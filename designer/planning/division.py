"""Which tables a migration divides or puts together again, and where each column's values go.

A split moves columns of one table into another; that is seen between two designs where a new table is tied to the old
one by a foreign key, in either direction, and takes over columns that the old one loses: a fact that depends on a
part of the row, a column that becomes a link of its own (1:n to n:m), columns of the same key. A merge is a split
looked at from its end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from designer.schema.changes import Change, Merge, Part, Split
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.types import parse_type, same_type

WITHOUT_EQUALITY = ("json", "xml", "point", "line", "polygon", "box", "path", "circle", "lseg")


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a table, wide in one design, that is a table of its own in the other.

    entity: the id of the table that is divided; columns: id of each column of the part to the id of the wide table's;
    key: columns of the part by which its row is found from one of the wide table's. merges: the part goes, its values
    come back.
    """

    entity: str
    part: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    merges: bool = False


def divisions(old: Schema, new: Schema) -> tuple[Division, ...]:
    """Those between two designs, splits first."""
    merges = (Division(one.entity, one.part, one.columns, one.key, merges=True) for one in _splits(new, old))
    return (*_splits(old, new), *merges)


def declared(changes: Iterable[Change]) -> Iterator[Division]:
    """Those that changes name themselves."""
    for change in changes:
        if isinstance(change, Split | Merge):
            for part in change.into:
                yield _of_part(change.entity, part, merges=isinstance(change, Merge))


def fitting(ones: Iterable[Division], old: Schema, new: Schema) -> Iterator[Division]:
    """Those that the two designs bear out: the wide table in both, the part in one."""
    for one in ones:
        wide, narrow = (new, old) if one.merges else (old, new)
        known = all(here in narrow.located and there in wide.located for here, there in one.columns)
        stays = one.entity in old.located and one.entity in new.located
        comes = one.part in narrow.located and one.part not in wide.located
        if known and stays and comes and one.key and _comparable(one, wide):
            yield one


def _of_part(entity: str, part: Part, *, merges: bool) -> Division:
    return Division(entity, part.entity.id, tuple(sorted(part.columns.items())), part.key, merges)


def _comparable(one: Division, wide: Schema) -> bool:
    types = (parse_type(wide.attribute(there).type) for _, there in one.columns)
    return not any(found.base in WITHOUT_EQUALITY for found in types)


def _splits(wide: Schema, narrow: Schema) -> tuple[Division, ...]:
    found: list[Division] = []
    for part in narrow.entities:
        if part.id not in wide.located and not (part.partition_by or part.partition_of or part.inherits):
            ties = (*narrow.references_from(part.id), *narrow.references_to(part.id))
            candidates = (_tied(part, tie, wide, narrow) for tie in ties)
            found += [one for one in candidates if one is not None][:1]
    return tuple(fitting(found, wide, narrow))


def _tied(part: Entity, tie: Relationship, wide: Schema, narrow: Schema) -> Division | None:
    """The division that a foreign key between a new table and an old one says, if it takes columns over."""
    below = tie.child == part.id
    whole = tie.parent if below else tie.child
    if whole == part.id or whole not in wide.located:
        return None
    mine, theirs = (tie.columns, tie.parent_columns) if below else (tie.parent_columns, tie.columns)
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
