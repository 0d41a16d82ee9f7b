"""SQLite: a script that makes the whole design in an empty file.

Types, defaults and expressions stand as their author wrote them, if it was for SQLite; a design for another
dialect is translated first, and what changes its meaning on the way is listed. Views, triggers and virtual tables
are written back as they were.
"""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.result import Export, Notice
from designer.exporters.sqlite.tables import create_index, create_table
from designer.exporters.sqlite.texts import SQLITE
from designer.exporters.texts import headed
from designer.exporters.translation import translated
from designer.schema.schema import Schema

name = "sqlite"
label = "SQLite"
suffix = ".sql"
media_type = "application/sql"


def render(schema: Schema) -> Export:
    """The script, and what it says otherwise than the design. Raises ExportError for what SQLite cannot hold."""
    design, notices = translated(schema, "sqlite")
    blocks = (headed(schema.name, label, schema.comment), *native_statements(design))
    return Export("\n\n".join(blocks) + "\n", (*notices, *_lost(design)))


def statements(schema: Schema) -> tuple[str, ...]:
    """The statements of the script one by one, in order."""
    return tuple(native_statements(translated(schema, "sqlite")[0]))


def native_statements(schema: Schema) -> Iterator[str]:
    """The statements of a design that is SQLite's already."""
    for entity in schema.entities:
        yield create_table(schema, entity)
    for entity in schema.entities:
        for index in entity.indexes:
            yield create_index(schema, entity, index)
    for opaque in sorted(schema.opaque, key=lambda one: one.line or 0):
        yield SQLITE.statement(opaque.sql)


def _lost(schema: Schema) -> Iterator[Notice]:
    """Comments, which SQLite has no place for."""
    for entity in schema.entities:
        commented = [one.name for one in (*entity.attributes, *entity.keys, *entity.checks, *entity.indexes)
                     if one.comment and one.name]  # fmt: skip
        if entity.comment or commented:
            about = [*(["the table"] if entity.comment else []), *commented]
            yield Notice(entity.name, f"SQLite keeps no comments; left out are those on {', '.join(about)}")
