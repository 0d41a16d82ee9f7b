"""What several forms say alike: columns by name or expressions, namespaces, ordered columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms

from designer.schema.schema import Schema
from designer.web.forms.fields import PickField
from designer.web.forms.place import Place
from designer.web.forms.rows import RowsField
from designer.web.requests import whole_number


def column_text(place: Place, part: Any) -> str:
    """A key part as one text: the column's name, or the expression."""
    if part.column is not None:
        return place.schema.attribute(part.column).name
    return str(part.expression)


def read_column(place: Place, text: str) -> dict[str, str | None]:
    """`column` or `expression` of a key part from its text: a column where one has exactly that name."""
    attribute = place.entity.attribute(text) if place.entity else None
    if attribute is not None:
        return {"column": attribute.id, "expression": None}
    return {"column": None, "expression": text}


def no_namespaces(form: forms.Form, field: Any, schema: Schema) -> None:
    """The design's schemas as choices; where there is none the field is not shown a choice."""
    field.choices = [("", "Default"), *((one.id, one.name) for one in schema.schemas)]


def columns_field(label: str, *, required: str = "") -> RowsField:
    """Columns in an order. required: the sentence for none."""
    options: dict[str, Any] = {"label": label}
    if required:
        options |= {"required": True, "error_messages": {"required": required}}
    return RowsField({"column": PickField((), empty="—", label="Column")}, key="column", **options)


def offer_columns(field: Any, place: Place) -> None:
    """Gives an ordered choice of columns, or a set of boxes, the entity's attributes."""
    if isinstance(field, RowsField):
        field.columns["column"].choices = [("", "—"), *place.columns()]  # type: ignore[attr-defined]
    else:
        field.choices = place.columns()


def column_rows(ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """Ids of columns as rows."""
    return [{"was": str(number), "column": column} for number, column in enumerate(ids)]


def chosen_columns(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Rows as ids of columns; one that comes twice counts once."""
    return tuple(dict.fromkeys(row["column"] for row in rows))


def taken_names(place: Place) -> set[str]:
    """The names that constraints and indexes of the design have: servers want them unique in a schema."""
    schema = place.schema
    inside = (
        one.name
        for entity in schema.entities
        for held in (entity.keys, entity.checks, entity.exclusions, entity.indexes)
        for one in held
        if one.name
    )
    return {*inside, *(one.name for one in schema.relationships if one.name), *(one.name for one in schema.entities)}


def patched(parts: Iterable[Any], rows: list[dict[str, Any]], cls: type[Any]) -> tuple[Any, ...]:
    """The parts of an object as rows say: what a row does not show is kept from the part it was."""
    before = list(parts)
    fields = cls.__dataclass_fields__
    result = []
    for row in rows:
        given = {key: value for key, value in row.items() if key in fields}
        place = whole_number(row["was"])
        if place is not None and place < len(before):
            result.append(replace(before[place], **given))
        else:
            result.append(cls(**given))
    return tuple(result)
