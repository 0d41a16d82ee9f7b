"""Columns that refer to other tables: keys of rows that are there, in the declared number and shares."""

from designer.lab.measuring.column import column_values
from designer.lab.measuring.ground import Ground, Rows, in_key, is_key, is_unique
from designer.lab.planner.statistics import text_of
from designer.lab.planner.volume import ColumnVolume
from designer.schema.model import Relationship


def refer(ground: Ground, rows: Rows) -> None:
    """Columns that refer to other tables take keys of rows there, in the declared number and shares."""
    schema, taken = ground.sized.schema, set[str]()
    for link in sorted(schema.references_from(rows.entity.id), key=lambda one: -len(one.columns)):
        names = schema.names(link.columns)
        parent = ground.made.get(link.parent)
        if parent is None or not parent.count:
            where = schema.qualified(schema.entity(link.parent))
            ground.notes.append(f"{schema.qualified(rows.entity)} refers to no row of {where}, which is made after it")
            _unreferred(ground, rows, link, taken)
        elif taken & set(names):
            _matching(ground, rows, link, parent, taken)
        else:
            _keys(ground, rows, link, parent)
        taken |= set(names)


def _unreferred(ground: Ground, rows: Rows, link: Relationship, taken: set[str]) -> None:
    """Null where that may be, else values of the column's own."""
    schema = ground.sized.schema
    for column in link.columns:
        attribute = schema.attribute(column)
        if attribute.name not in taken and (attribute.not_null or in_key(rows.entity, attribute)):
            volume = ground.sized.volumes[rows.entity.id].columns[attribute.name]
            rows.columns[attribute.name] = column_values(
                schema, attribute.type, volume, rows.count, ground.generator, nullable=False,
                unique=is_unique(rows.entity, attribute),
            )  # fmt: skip


def _keys(ground: Ground, rows: Rows, link: Relationship, parent: Rows) -> None:
    """A whole key of the parent for each row; the shares of a single column are those declared for it."""
    schema = ground.sized.schema
    names, theirs = schema.names(link.columns), schema.names(link.parent_columns)
    keys = list(dict.fromkeys(zip(*(parent.columns[name] for name in theirs), strict=True)))
    keys = [key for key in keys if None not in key]
    if not keys:
        return
    volumes = ground.sized.volumes[rows.entity.id].columns
    first = next(attribute for attribute in rows.entity.attributes if attribute.name == names[0])
    volume = volumes[names[0]]
    unique = is_unique(rows.entity, first) if len(names) == 1 else is_key(rows.entity, link.columns)
    may_be_null = not any(schema.attribute(one).not_null or in_key(rows.entity, schema.attribute(one))
                          for one in link.columns)  # fmt: skip
    nulls = round(volume.null_fraction * rows.count) if may_be_null else 0
    present = rows.count - nulls
    if unique and present > len(keys):
        if not may_be_null:
            ground.fewer(
                rows, list(range(len(keys))), f"each refers to another row of {schema.qualified(parent.entity)}"
            )
        present = len(keys)
    picked = _picked(ground, keys, present, len(names) == 1, volume, unique)
    order: list[tuple[str | None, ...] | None] = list(picked)
    if rows.count > present:
        empty = set(ground.generator.sample(range(rows.count), rows.count - present))
        rest = iter(picked)
        order = [None if row in empty else next(rest) for row in range(rows.count)]
    for place, name in enumerate(names):
        rows.columns[name] = [None if key is None else key[place] for key in order]


def _picked(
    ground: Ground, keys: list[tuple[str | None, ...]], present: int, single: bool, column: ColumnVolume, unique: bool
) -> list[tuple[str | None, ...]]:
    if unique:
        return keys[:present]
    wanted = max(1, min(len(keys), present, round(column.distinct)))
    counts: dict[tuple[str | None, ...], int] = {}
    there = set(keys)
    if single:
        for value, share in column.values:
            key: tuple[str | None, ...] = (text_of(value, column.type),)
            if key in there:
                counts[key] = max(1, round(share * present))
    step = len(keys) / wanted
    others = [key for key in (keys[int(place * step)] for place in range(wanted)) if key not in counts]
    rest = present - sum(counts.values())
    if rest > 0 and not others:
        others = [keys[0]]
    for place, other in enumerate(others if rest > 0 else []):
        number = rest // len(others) + (place < rest % len(others))
        if number:
            counts[other] = counts.get(other, 0) + number
    ordered = [key for key in keys if key in counts for _ in range(counts[key])][:present]
    if abs(column.correlation) < 0.9:
        ground.generator.shuffle(ordered)
    return ordered


def _matching(ground: Ground, rows: Rows, link: Relationship, parent: Rows, taken: set[str]) -> None:
    """A reference that shares columns with an earlier one: a key of the parent that agrees in them."""
    schema = ground.sized.schema
    pairs = list(zip(schema.names(link.columns), schema.names(link.parent_columns), strict=True))
    shared = [pair for pair in pairs if pair[0] in taken]
    open_ = [pair for pair in pairs if pair[0] not in taken]
    by_shared: dict[tuple[str | None, ...], list[int]] = {}
    for row in range(parent.count):
        by_shared.setdefault(tuple(parent.columns[theirs][row] for _, theirs in shared), []).append(row)
    kept: list[int] = []
    for row in range(rows.count):
        found = by_shared.get(tuple(rows.columns[ours][row] for ours, _ in shared))
        if found:
            chosen = ground.generator.choice(found)
            for ours, theirs in open_:
                rows.columns[ours][row] = parent.columns[theirs][chosen]
            kept.append(row)
        elif open_ and all(schema.attribute(one).not_null is None for one in link.columns
                           if schema.attribute(one).name not in taken):  # fmt: skip
            kept.append(row)  # null there: nothing is referred to
    if len(kept) < rows.count:
        ground.fewer(rows, kept, f"no row of {schema.qualified(parent.entity)} agrees with its other references")
