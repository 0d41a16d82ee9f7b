"""Relationships: which columns of a table refer to which of another, and what happens then."""

from __future__ import annotations

from typing import Any

from django import forms

from designer.schema.model import Entity
from designer.schema.model.entities import REFERENTIAL_ACTIONS
from designer.schema.types import parse_type
from designer.sql.default_names import foreign_key_name
from designer.web.forms.base import ObjectForm
from designer.web.forms.constraints import DEFERRABLE
from designer.web.forms.fields import NameField, PickField, PicksField, TextField
from designer.web.forms.parts import offer_columns, taken_names
from designer.web.forms.place import Part
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
    parent.follow = "Show its columns"  # type: ignore[attr-defined]
    pairs = RowsField(
        {
            "column": PickField((), empty="—", label="Column"),
            "refers": PickField((), empty="Its key", label="Its column", error_messages={
                "invalid_choice": "The column that was chosen is none of the table that it refers to.",
            }),
        },
        key="column", label="By", required=True,
        help_text="First a column of this table, then the one it refers to; “Its key” is the primary key.",
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

    def settle(self) -> None:
        """The columns of the table that is chosen."""
        chosen = self.data.get("parent") if self.is_bound else self.initial.get("parent")
        located = self.place.schema.located.get(chosen or "")
        parent = located.value.attributes if located is not None and located.kind.name == "entity" else ()
        offered = [(one.id, one.name) for one in parent]
        self.fields["pairs"].columns["refers"].choices = [("", "Its key"), *offered]  # type: ignore[attr-defined]

    def begin(self, value: Any) -> dict[str, Any]:
        """Columns in pairs."""
        referred = value.parent_columns
        pairs = [
            {"was": str(number), "column": column, "refers": referred[number] if number < len(referred) else None}
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
        known = {one.id for one in parent.attributes}
        if not all(row["refers"] for row in pairs):
            self.add_error("pairs", f"Say for each column which one of {parent.name} it refers to.")
        elif not all(row["refers"] in known for row in pairs):
            self.add_error("pairs", f"The columns that were chosen are none of {parent.name}; choose among its own.")
        return tuple(row["refers"] for row in pairs if row["refers"])

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
