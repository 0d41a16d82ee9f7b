"""How objects are called in statements: qualified, quoted, looked up by id."""

from typing import Any

from designer.exporters.postgres.text import name, names
from designer.schema.model import Entity
from designer.schema.schema import Schema


def qualified(schema: Schema, value: Any) -> str:
    """`schema.name` of an entity, type or sequence. Temporary tables live in no schema that can be named."""
    namespace = schema.namespace(value.schema)
    if namespace is None or getattr(value, "persistence", "permanent") == "temporary":
        return name(value.name)
    return f"{name(namespace)}.{name(value.name)}"


def beside(schema: Schema, entity: Entity, other: str) -> str:
    """The qualified name of an index or a sequence that lives in the entity's schema."""
    namespace = schema.namespace(entity.schema)
    if namespace is None or entity.persistence == "temporary":
        return name(other)
    return f"{name(namespace)}.{name(other)}"


def columns(schema: Schema, attribute_ids: tuple[str, ...]) -> str:
    """The columns' names with commas between."""
    return names(schema.names(attribute_ids))


def column(schema: Schema, attribute_id: str) -> str:
    """One column's name."""
    return name(schema.attribute(attribute_id).name)


def spoken(schema: Schema, value: Any) -> str:
    """A name for people, in notices and errors: `sales.orders`."""
    return schema.qualified(value) if hasattr(value, "schema") else str(value.name)
