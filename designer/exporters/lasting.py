"""What a file of migrations keeps of a design."""

from dataclasses import replace

from designer.schema.schema import Schema


def lasting(schema: Schema) -> Schema:
    """The design without tables that end with their session."""
    passing = {one.id for one in schema.entities if one.persistence == "temporary"}
    if not passing:
        return schema
    links = tuple(one for one in schema.relationships if not {one.child, one.parent} & passing)
    entities = tuple(one for one in schema.entities if one.id not in passing)
    return replace(schema, entities=entities, relationships=links).made_from(schema)
