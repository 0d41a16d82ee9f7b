"""The rows of every table: references lead to rows that there are, keys tell rows apart, simple checks hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

from designer.lab.measuring.checks import Reading, read_checks
from designer.lab.measuring.column import Values, column_values
from designer.lab.measuring.distinct import Limits, order_of, spread
from designer.lab.measuring.sizing import Sized
from designer.lab.planner.statistics import text_of
from designer.lab.planner.volume import ColumnVolume, TableVolume, as_date
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.schema import Schema

_WHOLE = ("integer",)

Template = Callable[[Entity, Attribute, Limits], Limits]
"""What a server says of how texts of a column have to look."""


@dataclass(slots=True)
class Rows:
    """The made rows of a table, by column. Generated columns are not among them."""

    entity: Entity
    count: int
    columns: dict[str, Values]

    def keep(self, places: list[int]) -> None:
        """Only the rows at these places."""
        self.columns = {name: [values[place] for place in places] for name, values in self.columns.items()}
        self.count = len(places)


@dataclass(slots=True)
class Making:
    """Tables made one after another, parents first. notes: sentences about what could not be had."""

    sized: Sized
    template: Template
    generator: Random = field(default_factory=lambda: Random(7))
    made: dict[str, Rows] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def tables(self) -> Iterator[Rows]:
        """Every table that holds rows of its own, partitions taken together as their parent."""
        for entity in parents_first(self.sized.schema):
            if entity.partition_of is None and entity.persistence != "temporary":
                yield self._table(entity)

    def _table(self, entity: Entity) -> Rows:
        schema = self.sized.schema
        leaves = list(_leaves(schema, entity))
        if not leaves or any(
            "WITH" in (leaf.partition_of.bound.upper() if leaf.partition_of else "") for leaf in leaves
        ):
            leaves = [entity]  # without partitions, or by hash: the server spreads them
        parts = [self._part(entity, self._inside(entity, leaf), self.sized.rows[leaf.id]) for leaf in leaves]
        columns: dict[str, Values] = {name: [] for name in parts[0].columns}
        for part in parts:
            for name, values in part.columns.items():
                columns[name] += values
        rows = Rows(entity, sum(part.count for part in parts), columns)
        self.made[entity.id] = rows
        self._refer(rows)
        self._without_gaps(rows)
        self._order(rows)
        self._tell_apart(rows)
        return rows

    def _part(self, entity: Entity, volume: TableVolume, count: int) -> Rows:
        schema = self.sized.schema
        referring = {column for link in schema.references_from(entity.id) for column in link.columns}
        reading = self._reading(entity)
        columns: dict[str, Values] = {}
        for attribute in entity.attributes:
            if attribute.generated:
                continue
            if attribute.id in referring:
                columns[attribute.name] = [None] * count
                continue
            column = volume.columns[attribute.name]
            limits = self.template(entity, attribute, reading.limits.get(attribute.name, Limits()))
            columns[attribute.name] = column_values(
                schema, attribute.type, column, count, self.generator,
                unique=_is_unique(entity, attribute) or (entity.partition_by is not None and _in_key(entity, attribute)
                                                         and column.distinct >= count),
                nullable=attribute.not_null is None and not _in_key(entity, attribute) and not column.type.not_null,
                needed=self._needed(entity, attribute),
                limits=limits,
            )  # fmt: skip
            made = columns[attribute.name]
            columns[attribute.name] = made + made[-1:] * (count - len(made)) if made else [None] * count
        return Rows(entity, count, columns)

    def _inside(self, entity: Entity, leaf: Entity) -> TableVolume:
        """The volume of a partition. Its range ends before the bound that it is given with."""
        volume = self.sized.volumes[leaf.id]
        by = entity.partition_by
        if leaf is entity or by is None or by.strategy != "range" or by.keys[0].column is None:
            return volume
        name = self.sized.schema.attribute(by.keys[0].column).name
        column = volume.columns[name]
        shortened = replace(column, maximum=_before(column.maximum, column.type.family))
        return replace(volume, columns={**volume.columns, name: shortened})

    def _reading(self, entity: Entity) -> Reading:
        kinds = self.sized.volumes[entity.id].columns
        whole = [name for name, one in kinds.items() if one.type.family in _WHOLE]
        return read_checks([one.expression for one in entity.checks], list(kinds), whole)

    def _needed(self, entity: Entity, attribute: Attribute) -> list[str]:
        """Values of a key that columns referring to it are declared to hold."""
        schema, found = self.sized.schema, []
        for link in schema.references_to(entity.id):
            if link.parent_columns == (attribute.id,):
                child = self.sized.volumes[link.child].columns[schema.names(link.columns)[0]]
                found += [text_of(value, child.type) for value, _ in child.values]
        return found

    def _refer(self, rows: Rows) -> None:
        """Columns that refer to other tables take keys of rows there, in the declared number and shares."""
        schema, taken = self.sized.schema, set[str]()
        for link in sorted(schema.references_from(rows.entity.id), key=lambda one: -len(one.columns)):
            names = schema.names(link.columns)
            parent = self.made.get(link.parent)
            if parent is None or not parent.count:
                where = schema.qualified(schema.entity(link.parent))
                self.notes.append(
                    f"{schema.qualified(rows.entity)} refers to no row of {where}, which is made after it"
                )
                self._unreferred(rows, link, taken)
            elif taken & set(names):
                self._matching(rows, link, parent, taken)
            else:
                self._keys(rows, link, parent)
            taken |= set(names)

    def _unreferred(self, rows: Rows, link: Relationship, taken: set[str]) -> None:
        """Null where that may be, else values of the column's own."""
        schema = self.sized.schema
        for column in link.columns:
            attribute = schema.attribute(column)
            if attribute.name not in taken and (attribute.not_null or _in_key(rows.entity, attribute)):
                volume = self.sized.volumes[rows.entity.id].columns[attribute.name]
                rows.columns[attribute.name] = column_values(
                    schema, attribute.type, volume, rows.count, self.generator, nullable=False,
                    unique=_is_unique(rows.entity, attribute),
                )  # fmt: skip

    def _keys(self, rows: Rows, link: Relationship, parent: Rows) -> None:
        """A whole key of the parent for each row; the shares of a single column are those declared for it."""
        schema = self.sized.schema
        names, theirs = schema.names(link.columns), schema.names(link.parent_columns)
        keys = list(dict.fromkeys(zip(*(parent.columns[name] for name in theirs), strict=True)))
        keys = [key for key in keys if None not in key]
        if not keys:
            return
        volumes = self.sized.volumes[rows.entity.id].columns
        first = next(attribute for attribute in rows.entity.attributes if attribute.name == names[0])
        volume = volumes[names[0]]
        unique = _is_unique(rows.entity, first) if len(names) == 1 else _is_key(rows.entity, link.columns)
        may_be_null = not any(schema.attribute(one).not_null or _in_key(rows.entity, schema.attribute(one))
                              for one in link.columns)  # fmt: skip
        nulls = round(volume.null_fraction * rows.count) if may_be_null else 0
        present = rows.count - nulls
        if unique and present > len(keys):
            if not may_be_null:
                self._fewer(
                    rows, list(range(len(keys))), f"each refers to another row of {schema.qualified(parent.entity)}"
                )
            present = len(keys)
        picked = self._picked(keys, present, len(names) == 1, volume, unique)
        order: list[tuple[str | None, ...] | None] = list(picked)
        if rows.count > present:
            empty = set(self.generator.sample(range(rows.count), rows.count - present))
            rest = iter(picked)
            order = [None if row in empty else next(rest) for row in range(rows.count)]
        for place, name in enumerate(names):
            rows.columns[name] = [None if key is None else key[place] for key in order]

    def _picked(
        self, keys: list[tuple[str | None, ...]], present: int, single: bool, column: ColumnVolume, unique: bool
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
            self.generator.shuffle(ordered)
        return ordered

    def _matching(self, rows: Rows, link: Relationship, parent: Rows, taken: set[str]) -> None:
        """A reference that shares columns with an earlier one: a key of the parent that agrees in them."""
        schema = self.sized.schema
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
                chosen = self.generator.choice(found)
                for ours, theirs in open_:
                    rows.columns[ours][row] = parent.columns[theirs][chosen]
                kept.append(row)
            elif open_ and all(schema.attribute(one).not_null is None for one in link.columns
                               if schema.attribute(one).name not in taken):  # fmt: skip
                kept.append(row)  # null there: nothing is referred to
        if len(kept) < rows.count:
            self._fewer(rows, kept, f"no row of {schema.qualified(parent.entity)} agrees with its other references")

    def _without_gaps(self, rows: Rows) -> None:
        """Rows for which a type, or a check, leaves no further value where there has to be one go."""
        entity, kinds = rows.entity, self.sized.volumes[rows.entity.id].columns
        needed = [
            rows.columns[one.name]
            for one in entity.attributes
            if one.name in rows.columns and (one.not_null or _in_key(entity, one) or kinds[one.name].type.not_null)
        ]
        kept = [row for row in range(rows.count) if all(values[row] is not None for values in needed)]
        if len(kept) < rows.count:
            self._fewer(rows, kept, "there are no more values for what has to have one")

    def _order(self, rows: Rows) -> None:
        """Of two columns that a check compares, the smaller value goes into the first."""
        volumes = self.sized.volumes[rows.entity.id].columns
        referring = {name for link in self.sized.schema.references_from(rows.entity.id)
                     for name in self.sized.schema.names(link.columns)}  # fmt: skip
        for low, high in self._reading(rows.entity).ordered:
            if low not in rows.columns or high not in rows.columns or {low, high} & referring:
                continue
            sort = order_of(volumes[low])
            for row in range(rows.count):
                first, second = rows.columns[low][row], rows.columns[high][row]
                if first is not None and second is not None and sort(second) < sort(first):
                    rows.columns[low][row], rows.columns[high][row] = second, first

    def _tell_apart(self, rows: Rows) -> None:
        """Rows that a key of several columns does not tell apart get another value in one of them, or go."""
        schema, entity = self.sized.schema, rows.entity
        keys = [schema.names(key.columns) for key in entity.keys]
        keys += [
            tuple(schema.attribute(part.column).name for part in index.keys if part.column)
            for index in entity.indexes
            if index.unique and not index.where and all(part.column for part in index.keys)
        ]
        referring = {name for link in schema.references_from(entity.id) for name in schema.names(link.columns)}
        for names in keys:
            if all(name in rows.columns for name in names):
                free = [name for name in names if name not in referring and not self._alone(entity, name)]
                self._distinct(rows, names, free[-1] if free else None)

    def _alone(self, entity: Entity, name: str) -> bool:
        attribute = entity.attribute(name)
        return attribute is not None and _is_unique(entity, attribute)

    def _distinct(self, rows: Rows, names: tuple[str, ...], free: str | None) -> None:
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
            again = self._renumbered(rows, names, free, seen, again)
        if again:
            gone = set(again)
            self._fewer(rows, [row for row in range(rows.count) if row not in gone],
                        f"({', '.join(names)}) has to differ in every row")  # fmt: skip

    def _renumbered(
        self, rows: Rows, names: tuple[str, ...], free: str, seen: set[tuple[str | None, ...]], again: list[int]
    ) -> list[int]:
        """The rows that are left: the others have the next free value of the column that nothing refers with."""
        attribute = next(one for one in rows.entity.attributes if one.name == free)
        volume = self.sized.volumes[rows.entity.id].columns[free]
        pool = list(dict.fromkeys(value for value in rows.columns[free] if value is not None))
        pool += spread(self.sized.schema, attribute.type, volume, rows.count, Limits())
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

    def _fewer(self, rows: Rows, kept: list[int], why: str) -> None:
        name = self.sized.schema.qualified(rows.entity)
        self.notes.append(f"{name} has {rows.count - len(kept):,} rows fewer than declared: {why}")
        rows.keep(kept)


def _before(value: Any, family: str | None) -> Any:
    """What is just below an end of a range; dates are told by the day already."""
    moment = as_date(value) if family == "timestamp" else None
    if moment is not None:
        return (moment - timedelta(seconds=1)).isoformat()
    if family in ("integer", "numeric") and str(value).lstrip("-").isdigit():
        return int(str(value)) - 1
    return value


def parents_first(schema: Schema) -> Iterator[Entity]:
    """Entities, those that others refer to before them; in a circle the first one met comes last."""
    done: set[str] = set()

    def visit(entity: Entity, path: tuple[str, ...]) -> Iterator[Entity]:
        if entity.id in done or entity.id in path:
            return
        for link in schema.references_from(entity.id):
            yield from visit(schema.entity(link.parent), (*path, entity.id))
        if entity.id not in done:
            done.add(entity.id)
            yield entity

    for entity in schema.entities:
        yield from visit(entity, ())


def _leaves(schema: Schema, entity: Entity) -> Iterator[Entity]:
    for one in schema.entities:
        if one.partition_of is not None and one.partition_of.parent == entity.id:
            below = list(_leaves(schema, one))
            yield from below or [one]


def _is_unique(entity: Entity, attribute: Attribute) -> bool:
    return _is_key(entity, (attribute.id,)) or any(
        index.unique and not index.where and len(index.keys) == 1 and index.keys[0].column == attribute.id
        for index in entity.indexes
    )


def _is_key(entity: Entity, columns: tuple[str, ...]) -> bool:
    return any(set(key.columns) == set(columns) for key in entity.keys)


def _in_key(entity: Entity, attribute: Attribute) -> bool:
    return entity.primary_key is not None and attribute.id in entity.primary_key.columns
