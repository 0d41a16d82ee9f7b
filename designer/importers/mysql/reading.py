"""From the text of one or more sources to what `import_sql` gives back."""

from __future__ import annotations

from collections.abc import Sequence

from designer.importers.drafting.frame import counted_kinds, imported, read_source
from designer.importers.mysql.freeze import freeze
from designer.importers.mysql.settling import settle
from designer.importers.mysql.statements import read_statement
from designer.importers.mysql.workspace import Workspace
from designer.importers.result import Imported, Source
from designer.schema.schema import Schema

_KINDS = {"view": "views", "function": "functions", "procedure": "functions", "trigger": "triggers",
          "event": "events", "grant": "grants"}  # fmt: skip


def read_mysql(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as a MySQL server's client would."""
    return _read_sources(sources, name, "mysql")


def read_mariadb(sources: Sequence[Source], name: str) -> Imported:
    """Read the sources one after the other as a MariaDB server's client would."""
    return _read_sources(sources, name, "mariadb")


def _read_sources(sources: Sequence[Source], name: str, flavour: str) -> Imported:
    work = Workspace(flavour)
    statements = 0
    for source in sources:
        work.home, work.sql_mode = None, None
        statements += read_source(source, work, flavour, lambda one: read_statement(one, work))
    settle(work)

    def count(schema: Schema) -> dict[str, int]:
        return counted_kinds(schema, _KINDS)

    return imported(sources, work, flavour, statements, name, lambda: freeze(work, name), count)
