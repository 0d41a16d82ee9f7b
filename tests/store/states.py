"""What the database holds of a design, past every cache."""

from designer.schema.schema import Schema
from designer.store import mapping
from designer.store.models import Design


def stored(design: Design) -> Schema:
    """Read from its rows."""
    return mapping.load(design).schema


def uid(schema: Schema, path: str) -> str:
    """The id of a table, or of `table.column`."""
    table, _, column = path.partition(".")
    entity = schema.entity(table)
    found = entity.attribute(column) if column else entity
    assert found is not None
    return found.id
