"""The rows of every table: references lead to rows that there are, keys tell rows apart, simple checks hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from designer.lab.measuring.apart import lay_apart
from designer.lab.measuring.checks import Reading, read_checks
from designer.lab.measuring.column import Values, column_values
from designer.lab.measuring.distinct import Limits, order_of
from designer.lab.measuring.ground import Ground, Rows, in_key, is_unique
from designer.lab.measuring.ground import parents_first as parents_first
from designer.lab.measuring.referring import refer
from designer.lab.measuring.telling_apart import tell_apart
from designer.lab.planner.statistics import text_of
from designer.lab.planner.volume import TableVolume, as_date
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

_WHOLE = ("integer",)


class Making(Ground):
    """Makes every table."""

    def tables(self) -> Iterator[Rows]:
        """Every table that holds rows of its own, partitions taken together as their parent."""
        for entity in parents_first(self.sized.schema):
            if entity.partition_of is None and entity.persistence != "temporary":
                yield self._table(entity)

    def _table(self, entity: Entity) -> Rows:
        schema = self.sized.schema
        places = list(leaves(schema, entity))
        if not places or any(
            "WITH" in (leaf.partition_of.bound.upper() if leaf.partition_of else "") for leaf in places
        ):
            places = [entity]  # without partitions, or by hash: the server spreads them
        parts = [self._part(entity, self._inside(entity, leaf), self.sized.rows[leaf.id]) for leaf in places]
        columns: dict[str, Values] = {name: [] for name in parts[0].columns}
        for part in parts:
            for name, values in part.columns.items():
                columns[name] += values
        rows = Rows(entity, sum(part.count for part in parts), columns)
        self.made[entity.id] = rows
        refer(self, rows)
        self._without_gaps(rows)
        self._order(rows)
        tell_apart(self, rows)
        lay_apart(self, rows)
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
                unique=is_unique(entity, attribute) or (entity.partition_by is not None and in_key(entity, attribute)
                                                         and column.distinct >= count),
                nullable=attribute.not_null is None and not in_key(entity, attribute) and not column.type.not_null,
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

    def _without_gaps(self, rows: Rows) -> None:
        """Rows for which a type, or a check, leaves no further value where there has to be one go."""
        entity, kinds = rows.entity, self.sized.volumes[rows.entity.id].columns
        needed = [
            rows.columns[one.name]
            for one in entity.attributes
            if one.name in rows.columns and (one.not_null or in_key(entity, one) or kinds[one.name].type.not_null)
        ]
        kept = [row for row in range(rows.count) if all(values[row] is not None for values in needed)]
        if len(kept) < rows.count:
            self.fewer(rows, kept, "there are no more values for what has to have one")

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


def _before(value: Any, family: str | None) -> Any:
    """What is just below an end of a range; dates are told by the day already."""
    moment = as_date(value) if family == "timestamp" else None
    if moment is not None:
        return (moment - timedelta(seconds=1)).isoformat()
    if family in ("integer", "numeric") and str(value).lstrip("-").isdigit():
        return int(str(value)) - 1
    return value


def leaves(schema: Schema, entity: Entity) -> Iterator[Entity]:
    for one in schema.entities:
        if one.partition_of is not None and one.partition_of.parent == entity.id:
            below = list(leaves(schema, one))
            yield from below or [one]
