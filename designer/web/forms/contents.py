"""What fields hold: in words, and as a browser would send it."""

from __future__ import annotations

from typing import Any

from django import forms

from designer.web.forms.fields import flat_choices
from designer.web.forms.rows import RowsField

EMPTY: tuple[Any, ...] = (None, "", (), [], False)


def fill(data: Any, name: str, field: forms.Field, value: Any) -> None:
    """Puts a field's content into a form's data, as a browser would send it."""
    if isinstance(field, RowsField):
        for number, row in enumerate(value or ()):
            data[f"{name}-{number}-was"] = str(row.get("was", ""))
            for column, inner in field.columns.items():
                fill(data, f"{name}-{number}-{column}", inner, row.get(column))
    elif isinstance(field, forms.BooleanField):
        if value:
            data[name] = "on"
    elif isinstance(field, forms.MultipleChoiceField):
        data.setlist(name, [str(one) for one in value or ()])
    else:
        shown = field.prepare_value(value)
        data[name] = "" if shown is None else str(shown)


def holds(form: forms.Form, field: Any) -> bool:
    """Whether a folded part has to be open for the sake of this field."""
    if field.errors:
        return True
    value, initial = form.initial.get(field.name, field.initial), field.field.initial
    return bool(value) and value != initial


def in_words(field: forms.Field, value: Any) -> str:
    """The content of a field as people read it: what was chosen by its label, rows by what names them."""
    if isinstance(field, RowsField):
        key = field.keys[0]
        return ", ".join(in_words(field.columns[key], row.get(key)) for row in value)
    if value is True:
        return "yes"
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in flat_choices(field)}
        held = value if isinstance(value, tuple | list) else (value,)
        return ", ".join(labels.get(str(one), str(one)) for one in held)
    return str(field.prepare_value(value))
