"""Importers: SQL text and design files into `Schema`, with an account of every statement.

Every statement of a source is modelled, carried (kept as it is, in its place), skipped with a reason, or listed
as a problem with line and column. Nothing is lost silently and nothing raises for bad SQL.
"""

from designer.importers.guess import guess_dialect
from designer.importers.importing import READERS, UnknownDialect, import_sql
from designer.importers.queries import add_queries
from designer.importers.result import Carried, Imported, Problem, Remark, Skipped, Source
from designer.importers.source import KINDS, common_kind, import_source, import_sources

__all__ = [
    "KINDS",
    "READERS",
    "Carried",
    "Imported",
    "Problem",
    "Remark",
    "Skipped",
    "Source",
    "UnknownDialect",
    "add_queries",
    "common_kind",
    "guess_dialect",
    "import_source",
    "import_sources",
    "import_sql",
]
