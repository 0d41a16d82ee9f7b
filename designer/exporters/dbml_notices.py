"""What a design holds that DBML has no words for, each with its object."""

from collections.abc import Iterator
from typing import Any

from designer.exporters.dbml_text import identifier
from designer.exporters.result import Notice
from designer.schema.model import Attribute, Entity, Enum, Index, Relationship
from designer.schema.schema import Schema

METHODS = ("btree", "hash")
"""The methods of indexes that DBML knows."""


def qualified(schema: Schema, value: Entity | Enum) -> str:
    """The name in quotes, with its schema unless that is public."""
    namespace = schema.namespace(value.schema)
    prefix = "" if namespace in (None, "public") else f"{identifier(namespace)}."
    return prefix + identifier(value.name)


def notices(schema: Schema, repeated: set[str]) -> Iterator[Notice]:
    """Everything that is left out or changed. repeated: ids of relationships over the columns of an earlier one."""
    for entity in schema.entities:
        yield from _entity_notices(entity, schema.qualified(entity))
    for kind, values in (("domains", schema.domains), ("composite types", schema.composites),
                         ("sequences", schema.sequences)):  # fmt: skip
        for value in values:
            yield Notice(schema.qualified(value), f"DBML has no {kind}")
    for extension in schema.extensions:
        yield Notice(extension.name, "DBML has no extensions")
    for statement in schema.opaque:
        yield Notice(statement.name, f"DBML has no word for a {statement.kind}")
    for link in schema.relationships:
        yield from _link_notices(link, schema.qualified(schema.entity(link.child)), link.id in repeated)
    for pattern in schema.access_patterns:
        yield Notice(pattern.name, "DBML has no access patterns")
    yield from _name_notices(schema)


def _entity_notices(entity: Entity, owner: str) -> Iterator[Notice]:
    for exclusion in entity.exclusions:
        yield Notice(f"{owner}.{exclusion.name}", "DBML has no exclusion constraints")
    for attribute in entity.attributes:
        yield from _attribute_notices(attribute, f"{owner}.{attribute.name}")
    for index in entity.indexes:
        yield from _index_notices(index, f"{owner}.{index.name}")
    for key in entity.keys:
        lost = _said(
            ("INCLUDE", key.include),
            ("DEFERRABLE", key.deferrable),
            ("WITHOUT OVERLAPS", key.without_overlaps),
            ("NULLS NOT DISTINCT", getattr(key, "nulls_not_distinct", False)),
        )
        if lost:
            yield Notice(f"{owner}.{key.name}", f"DBML cannot say {lost} of a key")
    for check in entity.checks:
        lost = _said(("NOT VALID", not check.validated), ("NOT ENFORCED", not check.enforced),
                     ("NO INHERIT", check.no_inherit), ("its comment", check.comment))  # fmt: skip
        if lost:
            yield Notice(f"{owner}.{check.name or check.expression}", f"DBML cannot say {lost} of a check")
    if entity.partition_by or entity.partition_of:
        yield Notice(owner, "DBML has no partitions; it is written as a plain table")
    lost = _said(("what it inherits", entity.inherits), ("row security", entity.row_security),
                 ("its options", entity.options),
                 ("that it is not permanent", entity.persistence != "permanent"))  # fmt: skip
    if lost:
        yield Notice(owner, f"DBML cannot say {lost} of a table")


def _attribute_notices(attribute: Attribute, owner: str) -> Iterator[Notice]:
    if attribute.generated:
        yield Notice(owner, "DBML has no generated columns; it is written as a plain one")
    identity = attribute.identity
    lost = _said(("its collation", attribute.collation), ("its storage", attribute.storage or attribute.compression),
                 ("its options", attribute.options),
                 ("GENERATED ALWAYS", identity is not None and identity.mode == "always"))  # fmt: skip
    if lost:
        yield Notice(owner, f"DBML cannot say {lost} of a column")


def _index_notices(index: Index, owner: str) -> Iterator[Notice]:
    lost = _said(
        (f"WHERE {index.where}", index.where),
        ("INCLUDE", index.include),
        (f"the method {index.method}", index.method not in METHODS),
        ("the order of its keys", any(key.descending or key.nulls for key in index.keys)),
        ("the operator classes of its keys", any(key.operator_class for key in index.keys)),
        ("the collations of its keys", any(key.collation for key in index.keys)),
        ("the length of its prefixes", any(key.prefix_length for key in index.keys)),
        ("NULLS NOT DISTINCT", index.nulls_not_distinct),
        ("its options", index.options),
    )
    if lost:
        yield Notice(owner, f"DBML cannot say {lost} of an index")


def _link_notices(link: Relationship, child: str, repeats: bool) -> Iterator[Notice]:
    if repeats:
        yield Notice(f"{child}.{link.name}", "DBML takes one reference over the same columns; this repeats another")
        return
    lost = _said(
        ("DEFERRABLE", link.deferrable),
        ("NOT VALID", not link.validated),
        ("NOT ENFORCED", not link.enforced),
        (f"MATCH {(link.match or '').upper()}", link.match),
        ("its comment", link.comment),
        ("the columns of its action", link.on_delete_columns),
    )
    if lost:
        yield Notice(f"{child}.{link.name}", f"DBML cannot say {lost} of a reference")


def _said(*parts: tuple[str, Any]) -> str:
    return ", ".join(word for word, there in parts if there)


def _name_notices(schema: Schema) -> Iterator[Notice]:
    """Names that stand in DBML with other characters than their own."""
    for located in schema.located.values():
        named = getattr(located.value, "name", None) or getattr(located.value, "value", None)
        if isinstance(named, str) and located.kind.name in ("entity", "attribute", "enum", "enum_value", "schema"):
            written = identifier(named)[1:-1]
            if written != named:
                yield Notice(named, f"DBML cannot hold this name; it is written {written}")
