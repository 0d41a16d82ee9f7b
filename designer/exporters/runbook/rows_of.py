"""Rows of a design's tables as SQL: names quoted, conditions kept apart, rows told from one another."""

from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import shown_identifier, shown_name


def table_of(schema: Schema, entity: Entity) -> str:
    """The table as a FROM names it. A parent by inheritance is read without its children: its constraints are its
    own."""
    dialect = schema.dialect.name
    name = shown_name(schema.namespace(entity.schema) or "", entity.name, dialect=dialect)
    inherited = dialect == "postgres" and not entity.partition_by
    inherited = inherited and any(entity.id in one.inherits for one in schema.entities)
    return f"ONLY {name}" if inherited else name


def rows_where(schema: Schema, entity: Entity, condition: str | None, alias: str) -> str:
    """The table's rows, those alone that a condition in the user's own words holds for."""
    if not condition:
        return f"{table_of(schema, entity)} {alias}"
    # The line end closes a comment that the condition may end with.
    return f"(SELECT * FROM {table_of(schema, entity)} WHERE {condition}\n) {alias}"


def column(schema: Schema, alias: str, attribute_id: str) -> str:
    """`c.customer_id`."""
    return f"{alias}.{shown_identifier(schema.attribute(attribute_id).name, schema.dialect.name)}"


def comes_before(schema: Schema, entity: Entity, first: str, second: str) -> str | None:
    """That the row called `first` is another than `second`, for each two rows one way only; None where nothing tells
    the rows apart."""
    keys = [key.columns for key in entity.keys if not getattr(key, "without_overlaps", False)]
    if keys:
        return _ordered(schema, keys[0], first, second)
    hidden = {"postgres": "ctid", "sqlite": "rowid", "oracle": "ROWID"}.get(schema.dialect.name)
    return f"{first}.{hidden} < {second}.{hidden}" if hidden else None


def _ordered(schema: Schema, columns: tuple[str, ...], first: str, second: str) -> str:
    one, other = column(schema, first, columns[0]), column(schema, second, columns[0])
    if len(columns) == 1:
        return f"{one} < {other}"
    return f"({one} < {other} OR ({one} = {other} AND {_ordered(schema, columns[1:], first, second)}))"
