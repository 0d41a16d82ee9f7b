"""Django 5.2: a module of models for PostgreSQL, with what the database checks as constraints and as validators.

Names of the database are kept in `db_table`, `db_column` and the names of constraints. What Django cannot express, or
does otherwise than the design says, comes back as notices.
"""

from designer.exporters.django.module import render_module
from designer.exporters.result import Export
from designer.schema.schema import Schema

name = "django"
label = "Django models"
suffix = ".py"
media_type = "text/x-python"


def render(schema: Schema) -> Export:
    """The design as one models.py."""
    return render_module(schema)
