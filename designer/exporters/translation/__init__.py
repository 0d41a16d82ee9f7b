"""A design of one dialect made into one of another, with every difference in meaning as a notice.

A translator is a function from a design to a design of the target's dialect; the target's own writer then writes
that. A further pair of dialects is a line in `_TRANSLATORS`.
"""

from collections.abc import Callable
from dataclasses import replace

from designer.exporters.result import ExportError, Notice
from designer.exporters.translation.mysql_to_postgres import from_mysql_family
from designer.exporters.translation.postgres_to_mysql import to_mysql_family
from designer.exporters.translation.postgres_to_sqlite import to_sqlite_design
from designer.exporters.translation.postgres_to_vendor import to_oracle_design, to_tsql_design
from designer.exporters.translation.sqlite_to_postgres import from_sqlite_design
from designer.exporters.translation.vendor_to_postgres import from_oracle, from_tsql
from designer.schema.schema import Schema

Translation = tuple[Schema, tuple[Notice, ...]]

_TRANSLATORS: dict[tuple[str, str], Callable[[Schema, str], Translation]] = {
    ("postgres", "mysql"): to_mysql_family,
    ("postgres", "mariadb"): to_mysql_family,
    ("mysql", "postgres"): from_mysql_family,
    ("mariadb", "postgres"): from_mysql_family,
    ("postgres", "sqlite"): to_sqlite_design,
    ("sqlite", "postgres"): from_sqlite_design,
    ("tsql", "postgres"): from_tsql,
    ("postgres", "tsql"): to_tsql_design,
    ("postgres", "oracle"): to_oracle_design,
    ("oracle", "postgres"): from_oracle,
}
_THROUGH_POSTGRES = ("mysql", "mariadb", "sqlite", "tsql", "oracle")
"""Between these, a design goes by way of PostgreSQL's."""


def translated(schema: Schema, to: str) -> Translation:
    """`schema` in the dialect `to`, and what is otherwise there. Raises ExportError where nothing translates."""
    source = schema.dialect.name
    if source == to:
        return schema, ()
    if {source, to} == {"mysql", "mariadb"}:
        return replace(schema, dialect=replace(schema.dialect, name=to)), ()
    if source in _THROUGH_POSTGRES and to in _THROUGH_POSTGRES:
        between, lost = translated(schema, "postgres")
        design, further = translated(between, to)
        return design, (*lost, *further)
    translate = _TRANSLATORS.get((source, to))
    if translate is None:
        raise ExportError(
            f"this design is written for {source}: its types and expressions would have to be translated to {to}"
        )
    return translate(schema, to)
