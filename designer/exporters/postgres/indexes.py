"""CREATE INDEX."""

from collections.abc import Iterator

from designer.exporters.postgres.columns import STATISTICS
from designer.exporters.postgres.constraints import ordering, storage
from designer.exporters.postgres.naming import beside, column, columns, qualified
from designer.exporters.postgres.text import name, of_postgres, parenthesized, settings, verbatim
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Entity, Index, IndexKey
from designer.schema.schema import Schema


def create_index(schema: Schema, entity: Entity, index: Index, *, only: bool = False) -> str:
    """The statement. only: on a partitioned table, leave the partitions to their own indexes."""
    unique = "UNIQUE " if index.unique else ""
    named = f"{name(index.name)} " if index.name else ""
    text = f"CREATE {unique}INDEX {named}ON {'ONLY ' if only else ''}{qualified(schema, entity)}"
    keys = ", ".join(_key(key, schema, index) for key in index.keys)
    text += f" USING {name(index.method)} ({keys})"
    if index.include:
        text += f" INCLUDE ({columns(schema, index.include)})"
    if index.nulls_not_distinct:
        text += " NULLS NOT DISTINCT"
    options = storage(index.options)
    if options:
        text += f" WITH ({settings(options)})"
    if index.where:
        text += f" WHERE {parenthesized(index.where, f'the condition of the index {index.name}')}"
    return f"{text};"


def statistics(schema: Schema, entity: Entity, index: Index) -> Iterator[str]:
    """How finely ANALYZE looks at the columns of an index, by number."""
    targets = of_postgres(index.options).get(STATISTICS, EMPTY)
    if index.name and isinstance(targets, FrozenMap):
        for number, target in sorted(targets.items(), key=lambda item: int(item[0])):
            head = f"ALTER INDEX {beside(schema, entity, index.name)} ALTER COLUMN {int(number)}"
            yield f"{head} SET STATISTICS {int(target)};"


def attach_index(schema: Schema, parent: Entity, parent_index: str, entity: Entity, index: str) -> str:
    """Makes an index of a partition a part of its parent's."""
    return f"ALTER INDEX {beside(schema, parent, parent_index)} ATTACH PARTITION {beside(schema, entity, index)};"


def _key(key: IndexKey, schema: Schema, index: Index) -> str:
    what = f"a key of the index {index.name}"
    text = column(schema, key.column) if key.column else parenthesized(key.expression or "", what)
    if key.collation:
        text += f" COLLATE {verbatim(key.collation, what)}"
    if key.operator_class:
        text += f" {verbatim(key.operator_class, what)}"
        if key.operator_class_parameters:
            text += f" ({settings(key.operator_class_parameters)})"
    return f"{text}{ordering(key.descending, key.nulls)}"
