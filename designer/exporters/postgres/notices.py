"""What a PostgreSQL script leaves out, or says otherwise than the design."""

from collections.abc import Iterator

from designer.exporters.result import Notice
from designer.schema.model import Entity, Index
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.sql.identifiers import is_too_long, truncate


def notices(schema: Schema) -> tuple[Notice, ...]:
    """Every loss, in the design's order."""
    return (*_long_names(schema), *(notice for entity in schema.entities for notice in _table(schema, entity)))


def _long_names(schema: Schema) -> Iterator[Notice]:
    for located in schema.located.values():
        label = getattr(located.value, "name", None)
        if located.kind.name in ("opaque", "access_pattern") or not isinstance(label, str):
            continue
        if is_too_long(label, "postgres"):
            kept = truncate(label, "postgres")
            reason = f"names are cut at 63 bytes, so PostgreSQL calls it {kept}"
            yield Notice(path_in(schema, located.value.id), reason)


def _table(schema: Schema, entity: Entity) -> Iterator[Notice]:
    table = schema.qualified(entity)
    if entity.tablespace:
        yield Notice(table, f"the tablespace {entity.tablespace} belongs to a server and is not chosen here")
    if entity.persistence == "temporary":
        yield Notice(table, "a temporary table ends with its session, and so do its indexes")
    yield from _foreign_options(table, entity)
    for index in entity.indexes:
        yield from _index(f"{table}.{index.name}", index)


def _foreign_options(table: str, entity: Entity) -> Iterator[Notice]:
    for where, options in ((table, entity.options), *((f"{table}.{a.name}", a.options) for a in entity.attributes)):
        for dialect in options:
            if dialect != "postgres":
                yield Notice(where, f"its options for {dialect} mean nothing to PostgreSQL")


def _index(where: str, index: Index) -> Iterator[Notice]:
    if index.tablespace:
        yield Notice(where, f"the tablespace {index.tablespace} belongs to a server and is not chosen here")
    if not index.visible:
        yield Notice(where, "PostgreSQL has no invisible indexes: the planner may use it")
    if any(key.prefix_length for key in index.keys):
        yield Notice(where, "PostgreSQL indexes whole values, not a prefix of some length")
