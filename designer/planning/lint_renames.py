"""What a statement of MySQL or MariaDB renames, so that the design after it is not read as one that lost something."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from designer.schema.align import align, with_ids
from designer.schema.naming import make_id
from designer.schema.schema import Located, Schema
from designer.sql.cursor import Cursor, Unreadable


@dataclass(slots=True)
class _Renames:
    """tables: (old, new) in turn; inside: (kind, old, new) of one table, at once."""

    tables: list[tuple[str, str]] = field(default_factory=list)
    table: str = ""
    inside: list[tuple[str, str, str]] = field(default_factory=list)


def followed(read: Schema, at: Schema, cursor: Cursor) -> Schema:
    """The design that was read after a statement, with the ids that its objects have in the design before it."""
    renames = _Renames()
    try:
        _read(cursor.part(0, cursor.size), renames)
    except Unreadable:
        return align(read, at)
    ids = dict(_tables(renames, read, at))
    ids |= dict(_inside(renames, read, at))
    if not ids:
        return align(read, at)
    given = {*ids.values(), *at.located}
    for key in sorted(set(ids.values()) & read.located.keys() - ids.keys()):  # another has the name of one that left it
        ids[key] = make_id(read.located[key].kind.name, f"{key} anew", given.__contains__)
        given.add(ids[key])
    return align(with_ids(read, ids), at)


def _read(cursor: Cursor, found: _Renames) -> None:
    if cursor.take("RENAME", "TABLE"):
        for one in cursor.split():
            old = one.qualified()[-1]
            one.expect("TO")
            found.tables.append((old, one.qualified()[-1]))
        return
    if not cursor.take("ALTER"):
        return
    while cursor.take_one_of("ONLINE", "IGNORE"):
        pass
    if not cursor.take("TABLE"):
        return
    cursor.take("IF", "EXISTS")
    found.table = cursor.qualified()[-1]
    for action in cursor.split():
        _action(action, found)


def _action(action: Cursor, found: _Renames) -> None:
    if action.take("CHANGE"):
        action.take("COLUMN")
        action.take("IF", "EXISTS")
        old = action.name()
        found.inside.append(("attribute", old, action.name()))
    elif action.take("RENAME"):
        kind = {"COLUMN": "attribute", "INDEX": "index", "KEY": "index"}.get(action.key())
        if kind is None:
            action.take_one_of("TO", "AS", "=")
            found.tables.append((found.table, action.qualified()[-1]))
            return
        action.index += 1
        action.take("IF", "EXISTS")
        old = action.name()
        action.expect("TO")
        found.inside.append((kind, old, action.name()))


def _tables(renames: _Renames, read: Schema, at: Schema) -> Iterator[tuple[str, str]]:
    """Ids here and ids before, of tables that have another name."""
    holders = {one.name: one for one in at.entities}
    for old, new in renames.tables:
        if old in holders:
            holders[new] = holders.pop(old)
    for one in read.entities:
        before = holders.get(one.name)
        if before is not None and before.name != one.name:
            yield one.id, before.id
            held = {_label(each): each.value.id for each in at.located.values() if each.owner == before.id}
            for each in read.located.values():
                if each.owner == one.id and _label(each) in held:
                    yield each.value.id, held[_label(each)]


def _label(located: Located) -> tuple[str, str]:
    """What tells an object of a table from the others: a table has one primary key, whatever it is called."""
    name = "" if located.kind.single else str(getattr(located.value, "name", ""))
    return located.kind.name, name.casefold()


def _inside(renames: _Renames, read: Schema, at: Schema) -> Iterator[tuple[str, str]]:
    """The same of a table's columns and indexes."""
    called = renames.table
    for old, new in renames.tables:
        called = new if old == called else called
    now = next((one for one in read.entities if one.name == called), None)
    before = next((one for one in at.entities if one.name == renames.table), None)
    for kind, old, new in renames.inside:
        one, other = _named(now, kind, new), _named(before, kind, old)
        if one is not None and other is not None and old.casefold() != new.casefold():
            yield one.id, other.id


def _named(entity: Any, kind: str, name: str) -> Any:
    if entity is None:
        return None
    held = entity.attributes if kind == "attribute" else (*entity.indexes, *entity.uniques)
    return next((one for one in held if (one.name or "").casefold() == name.casefold()), None)
