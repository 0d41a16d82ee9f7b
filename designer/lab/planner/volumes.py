"""How many rows, which values: what a design declares of its volumes, and what is assumed where it is silent.

Every assumption is named: a table carries `assumed` = ("rows",) and a column, for instance, ("distinct", "min").
What follows from the design (a key is distinct, an enum has as many values as labels, a NOT NULL column no nulls)
is no assumption. The figures are rough on purpose; they stand in until somebody knows better.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from designer.lab.planner.column_volumes import ColumnVolumes
from designer.lab.planner.volume import ColumnVolume, TableVolume, bounded
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

ASSUMED_ROWS = 100_000


def volumes_of(schema: Schema, now: datetime | None = None) -> dict[str, TableVolume]:
    """Per entity id. `now` is where assumed timestamps end; today by default."""
    return _Volumes(schema, now or datetime.now(UTC)).all()


def volume_of(schema: Schema, entity: Entity, now: datetime | None = None) -> TableVolume:
    """The same of one of its entities."""
    return _Volumes(schema, now or datetime.now(UTC)).one(entity)


def scaled(schema: Schema, rows: float = 1.0, distinct: float = 1.0) -> Schema:
    """The design with its row counts, and the counts of distinct values, multiplied; a figure stays at least 1."""
    return replace(
        schema,
        entities=tuple(
            replace(
                entity,
                rows=max(1, round((ASSUMED_ROWS if entity.rows is None else entity.rows) * rows)),
                attributes=tuple(_scaled_attribute(one, rows, distinct) for one in entity.attributes),
            )
            for entity in schema.entities
        ),
    )


def _scaled_attribute(attribute: Attribute, rows: float, distinct: float) -> Attribute:
    if attribute.distinct is None or attribute.values:
        return attribute
    factor = distinct * (rows if attribute.distinct > 10_000 else 1)  # what has many values has more in more rows
    return replace(attribute, distinct=max(1.0, attribute.distinct * factor))


class _Volumes:
    def __init__(self, schema: Schema, now: datetime) -> None:
        self.schema = schema
        self.counts: dict[str, float] = {}
        self.guessed: set[str] = set()
        self.columns = ColumnVolumes(schema, now.replace(hour=0, minute=0, second=0, microsecond=0), self.counts)
        self.parts: dict[str, list[Entity]] = {}
        for entity in schema.entities:
            if entity.partition_of:
                self.parts.setdefault(entity.partition_of.parent, []).append(entity)

    def all(self) -> dict[str, TableVolume]:
        self._count_all()
        return {entity.id: self._table(entity) for entity in self.schema.entities}

    def one(self, entity: Entity) -> TableVolume:
        self._count_all()
        return self._table(entity)

    def _count_all(self) -> None:
        for entity in self.schema.entities:
            if entity.partition_of is None:
                self._count(entity, None)

    def _count(self, entity: Entity, share: float | None) -> None:
        """Rows of a table and, divided among those that declare none, of its partitions."""
        parts = self.parts.get(entity.id, [])
        declared = sum(part.rows or 0 for part in parts)
        if entity.rows is not None:
            self.counts[entity.id] = float(entity.rows)
            if "rows" in entity.assumed:
                self.guessed.add(entity.id)
        elif share is not None:
            self.counts[entity.id] = share
        else:
            self.counts[entity.id] = float(declared or ASSUMED_ROWS)
            if not declared:
                self.guessed.add(entity.id)
        silent = [part for part in parts if part.rows is None]
        rest = max(0.0, self.counts[entity.id] - declared) / max(1, len(silent))
        for part in parts:
            self._count(part, rest if part.rows is None else None)

    def _table(self, entity: Entity) -> TableVolume:
        rows = self.counts[entity.id]
        source = entity
        while not source.attributes and source.partition_of:
            source = self.schema.entity(source.partition_of.parent)
        columns = {one.name: self.columns.of(source, one, rows) for one in source.attributes}
        columns = _with_composite_keys(self.schema, source, columns, rows)
        columns = self._within_bounds(entity, columns, rows)
        return TableVolume(
            rows,
            columns,
            frozenset({"rows"} if entity.id in self.guessed else ()),
            tuple(self._joint(source)),
            tuple(self._implied(source)),
        )

    def _within_bounds(self, entity: Entity, columns: dict[str, ColumnVolume], rows: float) -> dict[str, ColumnVolume]:
        """The values of a partition key lie within the bounds of the partition, and those of its parents."""
        chain: list[tuple[Entity, str]] = []
        while entity.partition_of is not None:
            parent = self.schema.entity(entity.partition_of.parent)
            chain.append((parent, entity.partition_of.bound))
            entity = parent
        found = columns
        for parent, bound in reversed(chain):
            by = parent.partition_by
            name = self.schema.attribute(by.keys[0].column).name if by and by.keys[0].column else ""
            if by is not None and name in found:
                found = {**found, name: bounded(found[name], by.strategy, bound, rows)}
        return found

    def _joint(self, entity: Entity) -> Iterator[tuple[frozenset[str], float]]:
        for link in self.schema.references_from(entity.id):
            if len(link.columns) > 1:
                yield frozenset(self.schema.names(link.columns)), self.counts[link.parent]

    def _implied(self, entity: Entity) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
        for one in entity.functional_dependencies:
            if one.state == "accepted" and one.determinant:
                yield frozenset(self.schema.names(one.determinant)), frozenset(self.schema.names(one.dependent))


def _with_composite_keys(
    schema: Schema, entity: Entity, columns: dict[str, ColumnVolume], rows: float
) -> dict[str, ColumnVolume]:
    """The last column of a key that nobody counted holds at least as many values as tell the key's rows apart."""
    for key in entity.keys:
        names = schema.names(key.columns)
        guessed = [name for name in names if "distinct" in columns[name].assumed]
        if len(names) < 2 or len(guessed) != 1:
            continue
        others = math.prod(columns[name].distinct for name in names if name != guessed[0])
        needed = max(1.0, math.ceil(rows / max(1.0, others)))
        column = columns[guessed[0]]
        high = round(needed) if column.type.family == "integer" and "max" in column.assumed else column.maximum
        columns = {**columns, guessed[0]: replace(column, distinct=min(rows, needed), maximum=high)}
    return columns
