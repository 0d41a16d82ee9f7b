"""SQLAlchemy 2: a module of declarative models whose `create_all` makes the design's tables in PostgreSQL.

Everything has its name of the design. What the database checks of single columns the models check too, when a value
is set. What SQLAlchemy has no words for comes back as notices.
"""

from designer.exporters.result import Export
from designer.exporters.sqlalchemy.module import render_module
from designer.schema.schema import Schema

name = "sqlalchemy"
label = "SQLAlchemy models"
suffix = ".py"
media_type = "text/x-python"


def render(schema: Schema) -> Export:
    """The design as one module."""
    return render_module(schema)
