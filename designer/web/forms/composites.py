"""Composite types: several named parts that one column holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from designer.schema.model import CompositeAttribute
from designer.web.forms.attributes import offered_types
from designer.web.forms.checks import check_type, long_name
from designer.web.forms.fields import TextField
from designer.web.forms.parts import patched
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField
from designer.web.forms.types import InNamespace


class CompositeForm(InNamespace):
    """A composite type with its parts, in their order."""

    kind = "composite"
    parts = (Part("", (("name", "schema"), "attributes", "comment")),)

    attributes = RowsField(
        {
            "name": TextField(label="Part", required=True, error_messages={"required": "Give the part a name."}),
            "type": TextField(
                label="Type", code=True, suggestions="types", required=True,
                error_messages={"required": "Choose a type for it."},
            ),
            "collation": TextField(label="Collation"),
            "comment": TextField(label="Comment"),
        },
        key=("name", "type"), quiet=("collation", "comment"), label="Parts, in their order", required=True,
        help_text="Each has a name and a type, as columns have: street text.",
        error_messages={"required": "A composite type has at least one part."},
    )  # fmt: skip

    def begin(self, value: Any) -> dict[str, Any]:
        """Parts as rows."""
        rows = [
            {"was": str(number), "name": one.name, "type": one.type, "collation": one.collation, "comment": one.comment}
            for number, one in enumerate(value.attributes)
        ]
        return {**super().begin(value), "attributes": rows}

    def clean_attributes(self) -> list[dict[str, Any]]:
        """Each name once, each type one that can be."""
        rows: list[dict[str, Any]] = self.cleaned_data["attributes"]
        names = [row["name"] for row in rows]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValidationError(f"“{twice[0]}” stands here twice.")
        problems = []
        for number, row in enumerate(rows, 1):
            try:
                self.warn(check_type(row["type"], self.place.schema))
                self.warn(long_name(row["name"], self.place.dialect))
            except ValidationError as error:
                problems += [f"Row {number}: {message}" for message in error.messages]
        if problems:
            raise ValidationError(problems)
        return rows

    def properties(self) -> dict[str, Any]:
        """Rows as parts."""
        made = super().properties()
        if "attributes" in made:
            before = self.place.value.attributes if self.place.value else ()
            made["attributes"] = patched(before, made["attributes"], CompositeAttribute)
        return made

    def lists(self) -> dict[str, Iterable[str]]:
        """The dialect's types and the design's own, without this one."""
        own = self.place.value.name if self.place.value else None
        return {"types": [one for one in offered_types(self.place.schema) if one != own]}
