"""What tables weigh on disk, from declared rows and widths."""

from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_ROW_BYTES = 28
"""PostgreSQL's header and line pointer; others spend about as much."""
_ENTRY_BYTES = 20
_WIDTHS = {
    "boolean": 1, "integer": 8, "float": 8, "numeric": 8, "date": 4, "time": 8, "timestamp": 8, "interval": 16,
    "uuid": 16, "network": 8, "enum": 4, "json": 300, "text": 40, "binary": 500, "xml": 500,
}  # fmt: skip
_OTHER_BYTES = 32


def data_bytes(schema: Schema) -> float | None:
    """Tables and indexes together; None where no table's rows are declared."""
    counted = [one for one in schema.entities if one.rows and not one.partition_by]
    return (
        float(sum((one.rows or 0) * (row_bytes(schema, one) + _indexed_bytes(schema, one)) for one in counted)) or None
    )


def row_bytes(schema: Schema, table: Entity) -> float:
    """The width of one row: declared widths, else what the types take, at most the declared length."""
    return _ROW_BYTES + sum(_width(one, schema.dialect.name) for one in table.attributes)


def _indexed_bytes(schema: Schema, table: Entity) -> float:
    by_id = {one.id: _width(one, schema.dialect.name) for one in table.attributes}
    keys = [key.columns for key in table.keys]
    keys += [
        tuple(key.column for key in index.keys if key.column) for index in table.indexes if index.method == "btree"
    ]
    return sum(_ENTRY_BYTES + sum(by_id.get(column, _OTHER_BYTES) for column in columns) for columns in keys)


def _width(attribute: Attribute, dialect: str) -> float:
    if attribute.average_width:
        return attribute.average_width
    resolved = parse_type(attribute.type, dialect)
    usual = _WIDTHS.get(resolved.family or "", _OTHER_BYTES)
    return min(usual, resolved.length) if resolved.family == "text" and resolved.length else usual
