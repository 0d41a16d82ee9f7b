"""Invariants: what is true of a table's rows, whatever keeps it so."""

from __future__ import annotations

from typing import Any, ClassVar

from designer.schema.model.usage import INVARIANT_KINDS
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import PickField, PicksField, TextField
from designer.web.forms.parts import chosen_columns, column_rows, columns_field, offer_columns
from designer.web.forms.place import Part

_SAID = {
    "no overlap": "No two ranges overlap", "at most one": "At most one row of each",
    "exactly one": "Exactly one of each", "non-negative": "Never below zero", "ordered": "One before the other",
    "counter": "A counter",
    "queue": "A queue that several take from", "unique among": "Unique among", "sum": "A sum that has to agree",
}  # fmt: skip
_LEAST = {
    "non-negative": (1, "Choose the column that never falls below zero."),
    "ordered": (2, "Choose two columns or more, the smallest first."),
    "no overlap": (1, "Choose the range, or its two ends."),
}
_MEANT = {
    "at most one": "Choose of what there is at most one, or say the condition.",
    "exactly one": "Choose of what there is exactly one, or say the condition.",
    "unique among": "Choose the columns that are unique, or among which.",
}


class InvariantForm(ObjectForm):
    """A rule of the business about one table."""

    kind = "invariant"
    label = ""
    expressions = ("where",)
    reads_columns: ClassVar[tuple[str, ...]] = ("where",)
    parts = (Part("", ("kind_of", "text", "attributes", "scope", "where")),)
    feeds = {"kind": ("kind_of",)}

    kind_of = PickField(
        tuple((kind, _SAID[kind]) for kind in INVARIANT_KINDS), label="What holds", empty="Choose", required=True,
        error_messages={"required": "Choose what holds."},
    )  # fmt: skip
    text = TextField(rows=2, label="In words", help_text="A sentence: a customer has one default address.")
    attributes = columns_field("Columns it is about")
    scope = PicksField(label="For each", help_text="It holds among the rows that agree in these.")
    where = TextField(code=True, label="Only rows where", help_text="An expression, such as is_default.")

    def prepare(self) -> None:
        """The entity's columns, and a word for each kind."""
        self.fields["attributes"].help_text = "In their order, where one comes before the other."
        offer_columns(self.fields["attributes"], self.place)
        offer_columns(self.fields["scope"], self.place)

    def begin(self, value: Any) -> dict[str, Any]:
        """Columns as rows."""
        held = {"kind_of": value.kind, "text": value.text or None, "attributes": column_rows(value.attributes)}
        return {**super().begin(value), **held}

    def clean(self) -> dict[str, Any]:
        """Each kind is told what it is about."""
        cleaned = super().clean()
        kind, columns = cleaned.get("kind_of"), cleaned.get("attributes") or ()
        if len({row["column"] for row in columns}) < len(columns):
            self.add_error("attributes", "A column stands here twice.")
        if not {"kind_of", "attributes", "scope", "where"} & set(self.wanted):
            return cleaned
        least, sentence = _LEAST.get(kind or "", (0, ""))
        if len(columns) < least and "attributes" not in self.errors:
            self.add_error("attributes", sentence)
        if kind in _MEANT and not (columns or cleaned.get("scope") or cleaned.get("where")):
            self.add_error("scope", _MEANT[kind])
        return cleaned

    def properties(self) -> dict[str, Any]:
        """Columns as ids; a new one is about the table that it was added to."""
        made = super().properties()
        if "kind_of" in self.wanted:
            made["kind"] = self.cleaned_data["kind_of"]
        if "attributes" in made:
            made["attributes"] = chosen_columns(made["attributes"])
        if "text" in made:
            made["text"] = made["text"] or ""
        if self.place.value is None:
            made["entity"] = self.place.owner
        return made
