"""The tables and views that queries read, as statements for a throw-away server of the design's own kind."""

from dataclasses import replace

from designer.analysis.rewriting.reading import Read
from designer.exporters.mariadb import MARIADB
from designer.exporters.mysql import statements as mysql_statements
from designer.exporters.sqlite import native_statements
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.schema.subset import subset

_NEWER = "_0900_"
_EXACT = ("_as_cs", "_bin")


def part_of(schema: Schema, read: Read) -> Schema:
    """The design with what is read alone."""
    part = subset(schema, read.entities)
    alone = {one.id for one in part.entities}
    entities = tuple(one for one in part.entities if one.partition_of is None or one.partition_of.parent in alone)
    return replace(part, entities=entities, opaque=read.views, extensions=schema.extensions)


def script(part: Schema) -> tuple[str, ...]:
    """The statements that make it. Raises ExportError."""
    if part.dialect.name == "sqlite":
        return tuple(native_statements(part))
    if part.dialect.name == "mysql":
        part = replace(part, entities=tuple(_older(one) for one in part.entities))
    return (*mysql_statements(part, MARIADB), "SET SESSION foreign_key_checks = 0")


def _older(entity: Entity) -> Entity:
    """With collations that MariaDB has, in which the same texts are equal but for rare signs."""
    own = entity.options.get("mysql", {})
    options = entity.options
    if _NEWER in str(own.get("collation", "")):
        options = options.with_(mysql=own.with_(collation=_known(str(own["collation"]))))
    indexes = tuple(one for one in entity.indexes if not any(part.expression for part in one.keys))
    attributes = tuple(_older_column(one) for one in entity.attributes)
    return replace(entity, attributes=attributes, options=options, indexes=indexes)


def _older_column(one: Attribute) -> Attribute:
    return replace(one, collation=_known(one.collation)) if one.collation and _NEWER in one.collation else one


def _known(collation: str) -> str:
    return "utf8mb4_bin" if collation.endswith(_EXACT) else "utf8mb4_unicode_520_ci"
