"""Rows that keys of several columns have to tell apart."""

from designer.lab.measuring.distinct import Limits, spread
from designer.lab.measuring.ground import Ground, Rows, is_unique
from designer.schema.model import Entity


def tell_apart(ground: Ground, rows: Rows) -> None:
    """Rows that a key of several columns does not tell apart get another value in one of them, or go."""
    schema, entity = ground.sized.schema, rows.entity
    keys = [schema.names(key.columns) for key in entity.keys]
    keys += [
        tuple(schema.attribute(part.column).name for part in index.keys if part.column)
        for index in entity.indexes
        if index.unique and not index.where and all(part.column for part in index.keys)
    ]
    referring = {name for link in schema.references_from(entity.id) for name in schema.names(link.columns)}
    for names in keys:
        if all(name in rows.columns for name in names):
            free = [name for name in names if name not in referring and not _alone(entity, name)]
            _distinct(ground, rows, names, free[-1] if free else None)


def _alone(entity: Entity, name: str) -> bool:
    attribute = entity.attribute(name)
    return attribute is not None and is_unique(entity, attribute)


def _distinct(ground: Ground, rows: Rows, names: tuple[str, ...], free: str | None) -> None:
    seen: set[tuple[str | None, ...]] = set()
    again: list[int] = []
    for row in range(rows.count):
        key = tuple(rows.columns[name][row] for name in names)
        if None in key:
            continue
        if key in seen:
            again.append(row)
        seen.add(key)
    if again and free is not None:
        again = _renumbered(ground, rows, names, free, seen, again)
    if again:
        gone = set(again)
        ground.fewer(rows, [row for row in range(rows.count) if row not in gone],
                    f"({', '.join(names)}) has to differ in every row")  # fmt: skip


def _renumbered(
    ground: Ground, rows: Rows, names: tuple[str, ...], free: str, seen: set[tuple[str | None, ...]], again: list[int]
) -> list[int]:
    """The rows that are left: the others have the next free value of the column that nothing refers with."""
    attribute = next(one for one in rows.entity.attributes if one.name == free)
    volume = ground.sized.volumes[rows.entity.id].columns[free]
    pool = list(dict.fromkeys(value for value in rows.columns[free] if value is not None))
    pool += spread(ground.sized.schema, attribute.type, volume, rows.count, Limits())
    place = names.index(free)
    used: dict[tuple[str | None, ...], int] = {}
    left = []
    for row in again:
        key = tuple(rows.columns[name][row] for name in names)
        others = (*key[:place], *key[place + 1 :])
        at = used.get(others, 0)
        while at < len(pool) and (*key[:place], pool[at], *key[place + 1 :]) in seen:
            at += 1
        used[others] = at + 1
        if at >= len(pool):
            left.append(row)
            continue
        rows.columns[free][row] = pool[at]
        seen.add((*key[:place], pool[at], *key[place + 1 :]))
    return left
