"""What is stored of a design by now, whatever was done to it meanwhile, and where it is found."""

from typing import Any

from django.urls import reverse

from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.models import Design


def fresh(design: Design) -> Design:
    """The design's row, read again."""
    return Design.objects.get(pk=design.pk)


def now(design: Design) -> Schema:
    """The schema; the given row is brought up to date with it."""
    design.refresh_from_db()
    return schema_of(design)


def column(design: Design, table: str, name: str) -> Any:
    """A column as it is stored by now."""
    return now(design).entity(table).attribute(name)


def url(name: str, design: Design, *rest: str) -> str:
    """An address inside a design."""
    return reverse(name, args=[design.id, *rest])
