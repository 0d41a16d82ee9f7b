"""How many rows to make of each table: in the declared proportions, within what a measurement may use."""

from dataclasses import dataclass, replace

from designer.lab.planner.volume import TableVolume
from designer.lab.planner.volumes import volumes_of
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

DEFAULT_ROWS = 100_000
MOST_ROWS = 2_000_000
_WHOLE = 1000
"""Tables of up to so many rows are made whole: they are look-up tables mostly."""
_LEAST = 200
"""Of larger ones so many are made at least."""
_MOST_CELLS = 10_000_000
_MOST_BYTES = 400 * 2**20
_HEADER = 28
_MANY = 0.1
"""A column with distinct values for more than this share of its rows has more of them in more rows."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A design at the size that is made. rows, declared: per entity id; share: what is made of the largest table.

    cut: why it is smaller than asked for, as a sentence.
    """

    schema: Schema
    volumes: dict[str, TableVolume]
    rows: dict[str, int]
    declared: dict[str, int]
    share: float
    cut: str | None = None


def sized(schema: Schema, rows: int) -> Sized:
    """The design with at most `rows` rows in its largest table. Tables that are partitions count with their parent."""
    declared = {key: max(0, round(one.rows)) for key, one in volumes_of(schema).items()}
    filled = [one for one in schema.entities if one.partition_of is None and one.persistence != "temporary"]
    largest = max((declared[one.id] for one in filled), default=1) or 1
    factor = min(1.0, max(1, rows) / largest)
    volumes = volumes_of(schema)
    cells = sum(declared[one.id] * factor * max(1, len(one.attributes)) for one in filled)
    held = sum(
        declared[one.id] * factor * (_HEADER + sum(column.width for column in volumes[one.id].columns.values()))
        for one in filled
    )
    too_much = max(cells / _MOST_CELLS, held / _MOST_BYTES, 1.0)
    cut = None
    if too_much > 1:
        factor /= too_much
        cut = (
            f"Fewer rows were made than asked for: {cells:,.0f} values in {held / 2**20:,.0f} MB are more than the"
            f" {_MOST_CELLS:,} in {_MOST_BYTES >> 20} MB that one measurement may make."
        )
    entities = tuple(_entity(one, declared[one.id], factor) for one in schema.entities)
    small = replace(schema, entities=entities)
    made = volumes_of(small)
    counts = {one.id: round(made[one.id].rows) for one in entities}
    return Sized(small, made, counts, declared, factor, cut)


def _entity(entity: Entity, declared: int, factor: float) -> Entity:
    rows = None
    if entity.partition_of is None:
        rows = declared if declared <= _WHOLE else max(round(declared * factor), _LEAST)
    if entity.partition_of is not None and entity.rows is not None:
        rows = max(1, round(declared * factor))
    if rows is None:
        return entity
    return replace(entity, rows=rows, attributes=tuple(_attribute(one, declared, rows) for one in entity.attributes))


def _attribute(attribute: Attribute, declared: int, rows: int) -> Attribute:
    if attribute.distinct is None or not declared:
        return attribute
    grows = attribute.distinct > _MANY * declared
    distinct = attribute.distinct * rows / declared if grows else min(attribute.distinct, rows)
    return replace(attribute, distinct=float(max(1, round(distinct))))
