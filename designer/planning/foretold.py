"""What a database will hold otherwise than the design, when a plan has run: said beforehand."""

from collections.abc import Iterator

from designer.schema.changes import Rename
from designer.schema.diff import diff
from designer.schema.model import Entity
from designer.schema.schema import Schema


def foretold(old: Schema, new: Schema) -> Iterator[str]:
    """One sentence for each difference that no statement of the plan takes away."""
    for change in diff(old, new):
        if isinstance(change, Rename) and change.kind in ("entity", "attribute"):
            yield (
                f"{change.new}: NOT NULL constraints, and sequences of identity columns, that PostgreSQL named itself"
                f" keep the names it chose for {change.old}"
            )
    for entity in new.entities:
        if entity.id in old.located:
            yield from _table(old.entity(entity.id), entity, new)
        elif entity.tablespace:
            table = new.qualified(entity)
            yield f"{table}: the tablespace {entity.tablespace} belongs to a server and is not chosen here"


def _table(old: Entity, new: Entity, schema: Schema) -> Iterator[str]:
    table = schema.qualified(new)
    if old.tablespace != new.tablespace:
        yield f"{table}: tables are not moved between tablespaces by a plan; use ALTER TABLE … SET TABLESPACE"
    before = {one.id for one in old.attributes}
    kept = [one.id for one in new.attributes if one.id in before]
    if [one.id for one in new.attributes][: len(kept)] != kept:
        added = ", ".join(one.name for one in new.attributes if one.id not in before)
        yield f"{table}: new columns stand last, after those that were there ({added})"
    indexes = {one.id: one for one in old.indexes}
    for index in new.indexes:
        previous = indexes.get(index.id)
        if (previous.tablespace if previous else None) != index.tablespace:
            yield f"{table}.{index.name}: the tablespace of an index is not changed by a plan"
        if not index.visible and (previous is None or previous.visible):
            yield f"{table}.{index.name}: PostgreSQL has no invisible indexes"
