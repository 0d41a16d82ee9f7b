"""T-SQL: a script in batches that makes the whole design in an empty SQL Server database.

Texts stand as their author wrote them; what tables may mention comes before them, foreign keys after all tables,
comments as extended properties. It is read back and checked as text; no server of this kind runs here.
"""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.result import Export
from designer.exporters.texts import headed
from designer.exporters.translation import translated
from designer.exporters.tsql.extras import comments, create_domain, create_sequence
from designer.exporters.tsql.tables import TSQL, add_foreign_key, create_index, create_table
from designer.schema.model import Opaque
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize

name = "tsql"
label = "SQL Server"
suffix = ".sql"
media_type = "application/sql"

_EARLY = ("assembly", "partition function", "partition scheme", "xml schema collection", "function", "rule", "default",
          "type", "synonym", "full-text catalog", "full-text stoplist")  # fmt: skip
"""The kinds of carried statements that a table may mention."""


def render(schema: Schema) -> Export:
    """The script, each statement a batch of its own. Raises ExportError for what SQL Server cannot hold."""
    design, notices = translated(schema, "tsql")
    blocks = [f"{text}\nGO" for text in native_statements(design)]
    return Export("\n\n".join([headed(schema.name, label, schema.comment), *blocks]) + "\n", notices)


def statements(schema: Schema) -> tuple[str, ...]:
    """The statements of the script one by one, in order."""
    return tuple(native_statements(translated(schema, "tsql")[0]))


def native_statements(schema: Schema) -> Iterator[str]:
    """The statements of a design that is T-SQL's already."""
    for home in schema.schemas:
        if home.name != "dbo":
            yield f"CREATE SCHEMA {TSQL.name(home.name)};"
    for domain in schema.domains:
        yield create_domain(schema, domain)
    for sequence in schema.sequences:
        yield create_sequence(schema, sequence)
    early = [one for one in _in_order(schema) if one.kind in _EARLY and not one.requires]
    yield from (one.sql.strip() for one in early)
    for entity in schema.entities:
        yield create_table(schema, entity)
        for index in entity.indexes:
            if "at" not in TSQL.options(index.options):
                yield create_index(schema, entity, index)
    for link in schema.relationships:
        yield from add_foreign_key(schema, link)
    yield from comments(schema)
    yield from (one.sql.strip() for one in _in_order(schema) if one not in early and tokenize(one.sql, "tsql").tokens)


def _in_order(schema: Schema) -> list[Opaque]:
    return sorted(schema.opaque, key=lambda one: one.line or 0)
