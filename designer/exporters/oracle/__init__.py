"""Oracle: a script for SQL*Plus that makes the whole design in an empty schema.

Texts stand as their author wrote them, with the storage clauses that came with them; what is PL/SQL ends at a line
with a slash. It is read back and checked as text; no server of this kind runs here.
"""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.oracle.tables import (
    ORACLE,
    add_foreign_key,
    add_key,
    comments,
    create_index,
    create_sequence,
    create_table,
    keys_on_indexes,
)
from designer.exporters.result import Export
from designer.exporters.texts import headed
from designer.exporters.translation import translated
from designer.schema.schema import Schema

name = "oracle"
label = "Oracle"
suffix = ".sql"
media_type = "application/sql"

_EARLY = ("type", "function")
"""The kinds of carried statements that columns and indexes may mention."""
_UNITS = ("function", "procedure", "package", "package body", "trigger", "type", "type body", "library", "java")


def render(schema: Schema) -> Export:
    """The script. Raises ExportError for what Oracle cannot hold."""
    design, notices = translated(schema, "oracle")
    blocks = [headed(schema.name, label, schema.comment), *native_statements(design)]
    return Export("\n\n".join(blocks) + "\n", notices)


def statements(schema: Schema) -> tuple[str, ...]:
    """The statements of the script one by one, in order."""
    return tuple(native_statements(translated(schema, "oracle")[0]))


def native_statements(schema: Schema) -> Iterator[str]:
    """The statements of a design that is Oracle's already."""
    carried = sorted(schema.opaque, key=lambda one: one.line or 0)
    early = [one for one in carried if one.kind in _EARLY and not one.requires]
    for sequence in schema.sequences:
        yield create_sequence(schema, sequence)
    yield from (f"{one.sql.strip()}\n/" for one in early)
    for entity in schema.entities:
        yield create_table(schema, entity)
        for index in entity.indexes:
            yield create_index(schema, entity, index)
        for key in keys_on_indexes(entity):
            yield add_key(schema, entity, key)
    for link in schema.relationships:
        yield add_foreign_key(schema, link)
    yield from comments(schema)
    for one in carried:
        if one not in early:
            yield f"{one.sql.strip()}\n/" if one.kind in _UNITS else ORACLE.statement(one.sql)
