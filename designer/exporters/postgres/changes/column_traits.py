"""What has to be known of a column before it is changed."""

from designer.schema.changes import Alter
from designer.schema.model import Attribute
from designer.schema.schema import Schema
from designer.schema.types import parse_type, same_type
from designer.sql.default_names import sequence_name as default_sequence_name

WHOLE = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
"""The types behind the words that stand for a type, a sequence and a default."""


def whole(text: str) -> str:
    """The type itself, for `serial` the one behind it."""
    return WHOLE.get(parse_type(text).base, text)


def is_retyped(change: Alter) -> bool:
    """Whether the server's column has another type or collation afterwards; `serial` is no type of its own."""
    if "type" in change.set and not same_type(whole(change.was["type"]), whole(change.set["type"])):
        return True
    return "collation" in change.set


def is_serial(attribute: Attribute) -> bool:
    """Whether the column is written as `serial`."""
    return parse_type(attribute.type).base in WHOLE


def serial_sequence(schema: Schema, attribute: Attribute) -> str:
    """What the server calls the sequence of a serial column."""
    table = schema.entity(schema.located[attribute.id].owner)
    return default_sequence_name(table.name, attribute.name)


def is_for(schema: Schema, version: int) -> bool:
    """Whether the server that the design is written for is of this major version or a newer one."""
    major = (schema.dialect.version or "18").partition(".")[0]
    return not major.isdigit() or int(major) >= version


def names_not_null(schema: Schema) -> bool:
    """Whether that server keeps NOT NULL constraints by name: from 18 on."""
    return is_for(schema, 18)


def nullable(schema: Schema, attribute_id: str) -> bool:
    """Whether nothing in the design keeps NULL out of a column."""
    attribute = schema.attribute(attribute_id)
    entity = schema.entity(schema.located[attribute_id].owner)
    in_key = entity.primary_key is not None and attribute_id in entity.primary_key.columns
    serial = parse_type(attribute.type).base in ("serial", "bigserial", "smallserial")
    return not (attribute.not_null or attribute.identity or in_key or serial)
