"""Fields of several rows with the same columns: the parts of an index, the pairs of a relationship.

Two empty rows are always there, and buttons that add more or change the order send the form without saving it;
so everything works without JavaScript. A row that is emptied is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from designer.web.forms.fields import TextField, with_unix_ends
from designer.web.requests import whole_number

MOST = 500
SPARE = 1
Row = dict[str, Any]


class RowsWidget(forms.Widget):
    """Draws the rows. columns: name to field; what is `quiet` stands in a second, folded line."""

    use_fieldset = True

    def __init__(self, columns: Mapping[str, forms.Field], *, ordered: bool, quiet: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.columns, self.ordered, self.quiet = columns, ordered, quiet
        self.label = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """Every row that was sent, empty ones too."""
        numbers = {
            number
            for key in data
            if key.startswith(f"{name}-")
            and (number := whole_number(key[len(name) + 1 :].partition("-")[0])) is not None
        }
        return [
            {
                "was": data.get(f"{name}-{number}-was", ""),
                **{
                    column: field.widget.value_from_datadict(data, files, f"{name}-{number}-{column}")
                    for column, field in self.columns.items()
                },
            }
            for number in sorted(numbers)[: MOST + 1]
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether no row at all was sent."""
        return not any(key.startswith(f"{name}-") for key in data)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = [*(value or ()), *({"was": ""} for _ in range(SPARE))]
        shown = [self._row(name, number, row, len(rows) - SPARE) for number, row in enumerate(rows)]
        context = {"rows": shown, "name": name, "ordered": self.ordered}
        return mark_safe(render_to_string("inspector/rows.html", context))

    def _row(self, name: str, number: int, row: Row, filled: int) -> dict[str, Any]:
        cells: list[dict[str, Any]] = []
        for column, field in self.columns.items():
            prefix = f"{name}-{number}-{column}"
            label = f"{field.label or column}, row {number + 1}"
            value = field.prepare_value(row.get(column))
            attrs = {"id": f"id_{prefix}", "aria-label": label}
            if self.attrs.get("autofocus") and number == 0 and not cells:
                attrs["autofocus"] = "autofocus"
            html = field.widget.render(prefix, value, attrs)
            check = isinstance(field, forms.BooleanField)
            cells.append({"html": html, "label": field.label, "quiet": column in self.quiet, "check": check,
                          "given": bool(row.get(column)), "column": column, "id": f"id_{prefix}"})  # fmt: skip
        return {
            "number": number,
            "was": row.get("was", ""),
            "cells": [cell for cell in cells if not cell["quiet"]],
            "more": [cell for cell in cells if cell["quiet"]],
            "open": any(cell["quiet"] and cell["given"] for cell in cells),
            "first": number == 0,
            "last": number >= filled - 1,
            "spare": number >= filled,
        }


class RowsField(forms.Field):
    """A list of rows: dicts by column name, and `was`, the place the row had (its index, or an id), "" for a new one.

    key: the column, or columns, without which a row is empty.
    """

    def __init__(
        self,
        columns: Mapping[str, forms.Field],
        *,
        key: str | tuple[str, ...],
        ordered: bool = True,
        quiet: tuple[str, ...] = (),
        **options: Any,
    ) -> None:
        self.columns, self.keys = dict(columns), (key,) if isinstance(key, str) else key
        options.setdefault("required", False)
        super().__init__(widget=RowsWidget(self.columns, ordered=ordered, quiet=quiet), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> RowsField:
        copied: RowsField = super().__deepcopy__(memo)
        # Each form gives its columns choices of its own.
        copied.columns = deepcopy(self.columns, memo)
        copied.widget.columns = copied.columns
        return copied

    def clean(self, value: Any) -> list[Row]:
        """The rows that are not empty. Raises ValidationError naming each row that is wrong."""
        if len(value or ()) > MOST:
            raise ValidationError(f"At most {MOST} rows are taken at once.")
        rows, problems = [], []
        for number, raw in enumerate(value or (), 1):
            row, wrong = self._cleaned(raw)
            if not self.is_empty(raw):
                problems += [f"Row {number}: {message}" for message in wrong]
                rows.append(row)
        if problems:
            raise ValidationError(problems)
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        return rows

    def _cleaned(self, raw: Row) -> tuple[Row, list[str]]:
        row: Row = {"was": raw.get("was", "")}
        wrong: list[str] = []
        for column, field in self.columns.items():
            try:
                row[column] = field.clean(raw.get(column))
                if raw.get("was") and isinstance(field, TextField) and raw.get(column):
                    row[column] = with_unix_ends(raw[column])  # spaces that were there are part of it
            except ValidationError as error:
                row[column] = None
                wrong += error.messages
        return row, wrong

    def is_empty(self, raw: Row) -> bool:
        """Whether nothing stands in the columns that count."""
        held = [raw.get(key) for key in self.keys]
        return all(one in (None, "") or (not raw.get("was") and not str(one).strip()) for one in held)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By the rows that are not empty, in their order."""
        before = list(initial or ())
        after = [row for row in data or () if not self.is_empty(row)]
        if len(before) != len(after):
            return True
        return any(
            str(old.get("was", "")) != str(new.get("was", ""))
            or any(field.has_changed(old.get(column), new.get(column)) for column, field in self.columns.items())
            for old, new in zip(before, after, strict=True)
        )


def rearranged(rows: list[Row], how: str, number: int) -> list[Row]:
    """The rows with one moved up or down, or with room for more."""
    moved = list(rows)
    other = number - 1 if how == "up" else number + 1
    if how in ("up", "down") and 0 <= number < len(moved) and 0 <= other < len(moved):
        moved[number], moved[other] = moved[other], moved[number]
    return moved
