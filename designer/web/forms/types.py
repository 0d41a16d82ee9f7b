"""Types of the design's own, sequences and schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, drop, move
from designer.schema.model import EnumValue, NotNull
from designer.sql.renames import rename_with_rewrites
from designer.web.forms.attributes import offered_types
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import NameField, NumberField, PickField, TextField, with_unix_ends
from designer.web.forms.parts import no_namespaces
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField


class NamespaceForm(ObjectForm):
    """A schema inside the database."""

    kind = "schema"
    parts = (Part("", ("name", "comment")),)

    name = NameField()
    comment = TextField(rows=2)


class InNamespace(ObjectForm):
    """An object that may stand in a schema."""

    name = NameField()
    schema = PickField((), empty="None", label="Schema")
    comment = TextField(rows=2)

    def prepare(self) -> None:
        """The design's schemas."""
        no_namespaces(self, self.fields["schema"], self.place.schema)


class EnumForm(InNamespace):
    """An enum with its values, each of which keeps its identity through renames and moves."""

    kind = "enum"
    parts = (Part("", (("name", "schema"), "values", "comment")),)

    values = RowsField(
        {"value": TextField(label="Value")},
        key="value",
        label="Values, in their order",
        required=True,
        error_messages={"required": "An enum has at least one value."},
    )

    def begin(self, value: Any) -> dict[str, Any]:
        """Values as rows that remember their ids."""
        return {**super().begin(value), "values": [{"was": one.id, "value": one.value} for one in value.values]}

    def clean_values(self) -> list[dict[str, Any]]:
        """Each value once."""
        rows: list[dict[str, Any]] = self.cleaned_data["values"]
        values = [row["value"] for row in rows]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValidationError(f"“{twice[0]}” stands here twice.")
        return rows

    def additions(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """The enum with its values."""
        values = tuple(EnumValue(value=row["value"]) for row in self.cleaned_data["values"])
        return super().additions({**properties, "values": values})

    def alterations(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """Values that go, are renamed, come, and then stand in the order of the rows."""
        properties.pop("values", None)
        changes = list(super().alterations(properties))
        if "values" not in self.wanted:
            return tuple(changes)
        schema, enum = apply(changes, self.place.schema), self.place.value.id
        rows, known = self.cleaned_data["values"], {one.id for one in self.place.value.values}
        kept = {row["was"] for row in rows if row["was"] in known}

        def step(change: Change) -> None:
            nonlocal schema
            schema = apply((change,), schema)
            changes.append(change)

        for gone in known - kept:
            step(drop(schema, gone))
        order = []
        for row in rows:
            if row["was"] not in known:
                made = add(schema, EnumValue(value=row["value"]), to=enum)
                step(made)
                order.append(made.id)
                continue
            order.append(row["was"])
            if with_unix_ends(schema.get(row["was"]).value) != row["value"]:
                step(rename_with_rewrites(schema, row["was"], row["value"]))
        for place, object_id in enumerate(order):
            if schema.get(enum).values[place].id != object_id:
                step(move(schema, object_id, place))
        return tuple(changes)


class DomainForm(InNamespace):
    """A domain. Its checks are objects of their own."""

    kind = "domain"
    types = ("type",)
    expressions = ("default",)
    parts = (
        Part("", (("name", "schema"), "type", "not_null", "default", "comment")),
        Part("More", ("collation",), folded=True),
    )

    type = TextField(code=True, required=True, suggestions="types", error_messages={"required": "Choose a type."})
    not_null = forms.BooleanField(required=False, label="Not null")
    default = TextField(code=True)
    collation = TextField(label="Collation")

    def begin(self, value: Any) -> dict[str, Any]:
        """Not null as a box."""
        return {**super().begin(value), "not_null": value.not_null is not None}

    def properties(self) -> dict[str, Any]:
        """Not null with the name it had."""
        made = super().properties()
        if "not_null" in made:
            old = self.place.value.not_null if self.place.value else None
            made["not_null"] = (old or NotNull()) if made["not_null"] else None
        return made

    def lists(self) -> dict[str, Iterable[str]]:
        """The dialect's types and the design's own."""
        return {"types": offered_types(self.place.schema)}


class SequenceForm(InNamespace):
    """A sequence; what is left empty is the server's default."""

    kind = "sequence"
    parts = (
        Part(
            "",
            (
                ("name", "schema"),
                ("type", "persistence"),
                ("start", "increment"),
                ("minimum", "maximum"),
                "cache",
                "cycle",
                "owned_by",
                "comment",
            ),
        ),
    )

    type = PickField(("bigint", "integer", "smallint"), initial="bigint", label="Type")
    start = NumberField(whole=True, least=None, label="Start")
    increment = NumberField(whole=True, least=None, label="Step")
    minimum = NumberField(whole=True, least=None, label="Least")
    maximum = NumberField(whole=True, least=None, label="Most")
    cache = NumberField(whole=True, least=1, label="Cached")
    cycle = forms.BooleanField(required=False, label="Begin again at the end")
    owned_by = PickField((), empty="No column", label="Goes with")
    persistence = PickField(("permanent", "unlogged", "temporary"), initial="permanent", label="Persistence")

    def prepare(self) -> None:
        """Columns to go with, and a type that is none of the usual."""
        super().prepare()
        schema = self.place.schema
        columns = [
            (one.id, f"{schema.qualified(entity)}.{one.name}")
            for entity in schema.entities
            for one in entity.attributes
        ]
        self.fields["owned_by"].choices = [("", "No column"), *columns]  # type: ignore[attr-defined]
        held = self.place.value.type if self.place.value else "bigint"
        offered = ("bigint", "integer", "smallint")
        self.fields["type"].choices = [(one, one) for one in dict.fromkeys((held, *offered))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A step of nothing leads nowhere; least is below most."""
        cleaned = super().clean()
        if cleaned.get("increment") == 0:
            self.add_error("increment", "A step of 0 leads nowhere.")
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and least >= most:
            self.add_error("maximum", "The most has to be above the least.")
        return cleaned
