"""What a table holds in the columns that a migration leaves alone, in one sum."""

from psycopg import Connection, sql

from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.types import same_type

Checksums = dict[str, tuple[int, str]]

_CHECKSUM = (
    "SELECT count(*), coalesce(sum(hashtextextended(one, 0)::numeric), 0)::text"
    " FROM (SELECT concat_ws('|', {}) AS one FROM {}) AS every"
)
"""A sum that is the same in any order, and takes no memory however many rows there are."""


def checksums_of(connection: Connection[tuple[object, ...]], schema: Schema, other: Schema) -> Checksums:
    """By id of the table: its number of rows, and one sum over the columns that stay as they are."""
    found: Checksums = {}
    for entity in schema.entities:
        located = other.located.get(entity.id)
        if located is None or entity.persistence == "temporary" or _is_hidden(entity, located.value):
            continue
        if entity.partition_by and entity.partition_by == located.value.partition_by:
            continue  # its partitions are counted, each that both designs have
        names = _same_columns(schema, entity, located.value, other)
        table: sql.Composable = sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
        if not entity.partition_by:  # which has no rows but its partitions'
            table = sql.SQL("ONLY {}").format(table)
        row: list[sql.Composable] = [sql.SQL("{}::text").format(sql.Identifier(name)) for name in names] or [
            sql.SQL("''")
        ]
        query = sql.SQL(_CHECKSUM).format(sql.SQL(", ").join(row), table)
        number, total = connection.execute(query).fetchone() or (0, "")
        found[entity.id] = (int(str(number)), str(total))
    return found


def _is_hidden(entity: Entity, other: Entity) -> bool:
    """Whether row security keeps rows from their owner."""
    return any(one.row_security is not None and one.row_security.forced for one in (entity, other))


def _says_the_same(one: Attribute, other: Attribute) -> bool:
    return same_type(one.type, other.type) and one.generated == other.generated


def _same_columns(schema: Schema, entity: Entity, other: Entity, there: Schema) -> list[str]:
    """The names here of the columns that are there too and hold the same, in the order of their ids."""
    theirs = {one.id: one for one in other.attributes}
    enums = {one.id: one for one in there.enums}
    relabelled = {one.name for one in schema.enums if one.id in enums and enums[one.id].values != one.values}
    kept = [
        one
        for one in sorted(entity.attributes, key=lambda one: one.id)
        if one.id in theirs and _says_the_same(one, theirs[one.id]) and one.type not in relabelled
    ]
    return [one.name for one in kept]
