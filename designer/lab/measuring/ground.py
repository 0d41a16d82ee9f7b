"""What the making of tables shares: the rows made so far, where chance comes from, and what is said of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from designer.lab.measuring.column import Values
from designer.lab.measuring.distinct import Limits
from designer.lab.measuring.sizing import Sized
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

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
class Ground:
    """Tables made one after another, parents first. notes: sentences about what could not be had."""

    sized: Sized
    template: Template
    generator: Random = field(default_factory=lambda: Random(7))
    made: dict[str, Rows] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def fewer(self, rows: Rows, kept: list[int], why: str) -> None:
        """Keep these rows alone, and say why."""
        name = self.sized.schema.qualified(rows.entity)
        self.notes.append(f"{name} has {rows.count - len(kept):,} rows fewer than declared: {why}")
        rows.keep(kept)


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


def is_unique(entity: Entity, attribute: Attribute) -> bool:
    """Whether each value stands in one row."""
    return is_key(entity, (attribute.id,)) or any(
        index.unique and not index.where and len(index.keys) == 1 and index.keys[0].column == attribute.id
        for index in entity.indexes
    )


def is_key(entity: Entity, columns: tuple[str, ...]) -> bool:
    """Whether just these columns are a key."""
    return any(set(key.columns) == set(columns) for key in entity.keys)


def in_key(entity: Entity, attribute: Attribute) -> bool:
    """Whether the column is in the primary key."""
    return entity.primary_key is not None and attribute.id in entity.primary_key.columns
