"""How many objects of each kind a design holds."""

from __future__ import annotations

from designer.schema.schema import Schema


def counts(schema: Schema) -> dict[str, int]:
    """How many objects of each kind a design holds."""
    entities = schema.entities
    return {
        "schemas": len(schema.schemas),
        "entities": len(entities),
        "attributes": sum(len(entity.attributes) for entity in entities),
        "primary_keys": sum(entity.primary_key is not None for entity in entities),
        "uniques": sum(len(entity.uniques) for entity in entities),
        "checks": sum(len(entity.checks) for entity in entities),
        "exclusions": sum(len(entity.exclusions) for entity in entities),
        "relationships": len(schema.relationships),
        "indexes": sum(len(entity.indexes) for entity in entities),
        "partitions": sum(entity.partition_of is not None for entity in entities),
        "enums": len(schema.enums),
        "domains": len(schema.domains),
        "composites": len(schema.composites),
        "sequences": len(schema.sequences),
        "extensions": len(schema.extensions),
        "opaque": len(schema.opaque),
        "access_patterns": len(schema.access_patterns),
    }
