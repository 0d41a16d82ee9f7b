"""Relationships: which columns of a table refer to which of another, and what happens then."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from designer.schema.model import Entity
from designer.schema.model.entities import REFERENTIAL_ACTIONS
from designer.schema.types import parse_type
from designer.sql.default_names import foreign_key_name
from designer.web.forms.base import ObjectForm, Part
from designer.web.forms.checks import suggestion
from designer.web.forms.constraints import DEFERRABLE
from designer.web.forms.fields import NameField, PickField, PicksField, TextField
from designer.web.forms.parts import offer_columns, taken_names
from designer.web.forms.rows import RowsField


class RelationshipForm(ObjectForm):
    """A foreign key of the entity it is made from."""

    kind = "relationship"
    feeds = {"columns": ("pairs",), "parent_columns": ("pairs",), "parent": ("parent", "pairs")}
    parts = (
        Part("", ("parent", "pairs", ("on_delete", "on_update"), "name")),
        Part("More", (("deferrable", "match"), "on_delete_columns", "validated", "enforced", "comment"), folded=True),
    )

    parent = PickField((), label="Refers to", error_messages={"required": "Choose the table it refers to."})
    pairs = RowsField(
        {
            "column": PickField((), empty="—", label="Column"),
            "refers": TextField(label="Its column", suggestions="parents"),
        },
        key="column", label="By", required=True,
        help_text="Leave the second empty for the other table's primary key.",
        error_messages={"required": "Choose the column that refers."},
    )  # fmt: skip
    on_delete = PickField(REFERENTIAL_ACTIONS, initial="no action", label="When it is deleted")
    on_update = PickField(REFERENTIAL_ACTIONS, initial="no action", label="When its key changes")
    name = NameField(required=False, help_text="Left empty, it is made from the table and the columns.")
    deferrable = PickField(DEFERRABLE, empty="At each statement", label="Checked")
    match = PickField(("simple", "full", "partial"), empty="Simple", label="Match")
    on_delete_columns = PicksField(label="Only these are set when it is deleted")
    validated = forms.BooleanField(required=False, initial=True, label="Holds for the rows that are there already")
    enforced = forms.BooleanField(required=False, initial=True, label="Enforced")
    comment = TextField(rows=2)

    def prepare(self) -> None:
        """Tables to refer to, columns that refer."""
        schema = self.place.schema
        offer_columns(self.fields["pairs"], self.place)
        offer_columns(self.fields["on_delete_columns"], self.place)
        others = [(one.id, schema.qualified(one)) for one in schema.entities]
        self.fields["parent"].choices = [("", "Choose a table"), *others]  # type: ignore[attr-defined]

    def begin(self, value: Any) -> dict[str, Any]:
        """Columns in pairs."""
        names = self.place.schema.names(value.parent_columns)
        pairs = [
            {"was": str(number), "column": column, "refers": names[number] if number < len(names) else None}
            for number, column in enumerate(value.columns)
        ]
        return {**super().begin(value), "pairs": pairs}

    def clean(self) -> dict[str, Any]:
        """The columns that it refers to are there, and can be compared."""
        cleaned = super().clean()
        parent = self._parent()
        if parent is not None and cleaned.get("pairs"):
            self.referred = self._referred(parent, cleaned["pairs"])
            if not self.errors:
                self._compare(parent)
        return cleaned

    def _parent(self) -> Entity | None:
        chosen = self.cleaned_data.get("parent")
        return self.place.schema.entity(chosen) if chosen else None

    def _referred(self, parent: Entity, pairs: list[dict[str, Any]]) -> tuple[str, ...]:
        """The ids of the parent's columns."""
        if not any(row["refers"] for row in pairs):
            key = parent.primary_key.columns if parent.primary_key else ()
            if len(key) != len(pairs):
                words = f"has {len(key)} column{'s' if len(key) != 1 else ''}" if key else "is missing"
                self.add_error("pairs", f"The primary key of {parent.name} {words}; name the columns it refers to.")
            return key
        found = []
        for row in pairs:
            attribute = parent.attribute(row["refers"] or "")
            if attribute is None:
                close = suggestion(row["refers"] or "", [one.name for one in parent.attributes])
                self.add_error("pairs", f"There is no column “{row['refers'] or ''}” in {parent.name}{close}.")
            else:
                found.append(attribute.id)
        return tuple(found)

    def _compare(self, parent: Entity) -> None:
        schema, dialect = self.place.schema, self.place.dialect
        for row, other in zip(self.cleaned_data["pairs"], self.referred, strict=True):
            mine, theirs = schema.attribute(row["column"]), schema.attribute(other)
            one, two = parse_type(mine.type, dialect), parse_type(theirs.type, dialect)
            if one != two:
                same = one.family == two.family and one.family is not None
                end = "are compared with a conversion" if same else "cannot be compared without a cast"
                self.warn(f"{mine.name} is {mine.type} and {parent.name}.{theirs.name} is {theirs.type}: they {end}.")
        keys = [set(key.columns) for key in parent.keys]
        keys += [set(index.columns) for index in parent.indexes if index.unique and not index.where]
        if set(self.referred) not in keys:
            columns = ", ".join(schema.names(self.referred))
            self.warn(f"Nothing makes {columns} of {parent.name} unique; a server refuses a reference to it.")

    def properties(self) -> dict[str, Any]:
        """Ids of both sides; both follow when either was changed."""
        made = super().properties()
        if {"pairs", "parent"} & set(self.wanted):
            made["columns"] = tuple(row["column"] for row in self.cleaned_data["pairs"])
            made["parent_columns"] = self.referred
        if self.place.value is None:
            made |= {name: self.cleaned_data[name] for name in ("validated", "enforced")}
            made["child"] = self.place.owner
            columns = self.place.schema.names(made["columns"])
            entity = self.place.schema.entity(self.place.owner)
            made.setdefault("name", foreign_key_name(entity.name, columns, taken_names(self.place)))
        return made

    def lists(self) -> dict[str, Iterable[str]]:
        """Columns of the table that is referred to, or of all keys."""
        schema = self.place.schema
        chosen = self.initial.get("parent")
        if chosen in schema.located:
            return {"parents": [one.name for one in schema.entity(chosen).attributes]}
        keys = (name for one in schema.entities for key in one.keys for name in schema.names(key.columns))
        return {"parents": dict.fromkeys(keys)}
