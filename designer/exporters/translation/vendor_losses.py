"""What of a PostgreSQL design neither SQL Server nor Oracle has, said of the object that loses it."""

from designer.exporters.translation.naming import Fold
from designer.exporters.translation.parts import Notes
from designer.schema.model import Entity, PrimaryKey, Unique
from designer.schema.naming import path_in
from designer.schema.schema import Schema


def note_design(schema: Schema, label: str, note: Notes) -> None:
    """What stands beside the tables, and partitions. label: the target's name."""
    for one in schema.opaque:
        note(f"{one.kind} {one.name}", f"this {one.kind} is written in PostgreSQL's SQL and is left out")
    for extension in schema.extensions:
        note(f"extension {extension.name}", f"what this extension provides is not in {label}")
    for composite in schema.composites:
        note(schema.qualified(composite), "there are no composite types: columns of it become text")
    for entity in schema.entities:
        if entity.partition_of is not None:
            note(schema.qualified(entity), "it is a partition: its rows are in the table it is a part of")


def note_quotes(schema: Schema, fold: Fold, note: Notes) -> None:
    """Names with double quotes in them. fold: what Oracle calls them."""
    for found in schema.located.values():
        if '"' in (getattr(found.value, "name", None) or ""):
            called = fold(found.value.name)
            note(path_in(schema, found.value.id), f"Oracle's names hold no double quote: it is called {called}")


def note_table(schema: Schema, entity: Entity, note: Notes) -> None:
    """What the table itself loses."""
    where = schema.qualified(entity)
    if entity.partition_by is not None:
        note(where, "its partitions are left out: it becomes one table that holds all rows")
    if entity.inherits:
        note(where, "there is no inheritance: its rows are not seen through the table it inherits from")
    if entity.row_security is not None and entity.row_security.enabled:
        note(where, "its row security is left out: whoever may read the table reads every row")
    if entity.persistence == "unlogged":
        note(where, "there are no unlogged tables: it is an ordinary one")
    for one in entity.exclusions:
        note(path_in(schema, one.id), "there are no exclusion constraints: nothing keeps this rule")


def note_key(key: PrimaryKey | Unique, where: str, note: Notes) -> None:
    """What a key loses."""
    if key.include:
        note(where, "INCLUDE columns are left out")
    if key.without_overlaps:
        note(where, "WITHOUT OVERLAPS is left out: it is a plain key")
