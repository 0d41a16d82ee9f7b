"""Importers: SQL text and design files into `Schema`, with an account of every statement.

Every statement of a source is modelled, carried (kept as it is, in its place), skipped with a reason, or listed
as a problem with line and column. Nothing is lost silently and nothing raises for bad SQL.
"""

from designer.importers.guess import guess_dialect
from designer.importers.importing import READERS, UnknownDialect, import_sql
from designer.importers.queries import add_queries
from designer.importers.result import Carried, Imported, Problem, Skipped, Source
from designer.importers.source import KINDS, import_source

__all__ = [
    "KINDS",
    "READERS",
    "Carried",
    "Imported",
    "Problem",
    "Skipped",
    "Source",
    "UnknownDialect",
    "add_queries",
    "guess_dialect",
    "import_source",
    "import_sql",
]
