"""What a MySQL or MariaDB script leaves out, or says otherwise than the design."""

from collections.abc import Iterator

from designer.exporters.mysql.text import of_mysql
from designer.exporters.result import Notice
from designer.schema.model import Entity, Sequence
from designer.schema.naming import path_in
from designer.schema.schema import Schema

_ENGINES_WITHOUT_KEYS = ("myisam", "aria", "memory", "csv", "archive")


def notices(schema: Schema, flavour: str) -> tuple[Notice, ...]:
    """Every loss, in the design's order."""
    return (
        *(_lost(schema, one) for one in schema.sequences if flavour == "mysql"),
        *(notice for entity in schema.entities for notice in _table(schema, entity, flavour)),
    )


def _lost(schema: Schema, sequence: Sequence) -> Notice:
    return Notice(schema.qualified(sequence), "MySQL has no sequences: it is left out, and so is what it would count")


def _table(schema: Schema, entity: Entity, flavour: str) -> Iterator[Notice]:
    table = schema.qualified(entity)
    if entity.persistence == "temporary":
        yield Notice(table, "a temporary table ends with its session, and so do its indexes")
    for check in entity.checks:
        if not check.enforced and flavour == "mariadb":
            yield Notice(path_in(schema, check.id), "MariaDB has no NOT ENFORCED: the check is enforced there")
    for attribute in entity.attributes:
        options = of_mysql(attribute.options)
        if options.get("srid") and flavour == "mariadb":
            yield Notice(f"{table}.{attribute.name}", "MariaDB does not hold a column to one SRID, so it is left out")
    for index in entity.indexes:
        if flavour == "mariadb" and any(key.expression for key in index.keys):
            yield Notice(
                f"{table}.{index.name}",
                "only MySQL 8 has indexes on expressions: MariaDB needs a generated column and an index on that",
            )
    for link in schema.references_from(entity.id):
        if link.on_delete == "set default" or link.on_update == "set default":
            yield Notice(path_in(schema, link.id), "InnoDB refuses SET DEFAULT as the action of a foreign key")
        if link.match not in (None, "simple"):
            yield Notice(path_in(schema, link.id), f"MATCH {link.match.upper()} is read and ignored, so it is left out")
    engine = str(of_mysql(entity.options).get("engine", "InnoDB"))
    if engine.lower() in _ENGINES_WITHOUT_KEYS and schema.references_from(entity.id):
        yield Notice(table, f"the engine {engine} reads foreign keys and keeps none")
