"""Attributes: type, constraints of the column, and what is known of its values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms

from designer.schema.model import Generated, Identity, NotNull, ValueShare
from designer.schema.types import parse_type
from designer.web.forms.assumed import assumed_of_column
from designer.web.forms.base import ObjectForm
from designer.web.forms.checks import OFFERED_TYPES
from designer.web.forms.fields import LinesField, NameField, NumberField, PickField, ShareField, TextField
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField

_IDENTITY = ("start", "increment", "minimum", "maximum", "cache", "cycle", "sequence")
_STATISTICS = ("distinct", "null_fraction", "min", "max", "average_width", "correlation", "values")


class AttributeForm(ObjectForm):
    """A column."""

    kind = "attribute"
    expressions = ("default", "generated_expression")
    reads_columns = ("generated_expression",)
    types = ("type",)
    feeds = {
        "not_null": ("not_null", "not_null_name"),
        "generated": ("generated_expression", "generated_stored"),
        "identity": ("identity_mode", *(f"identity_{one}" for one in _IDENTITY)),
    }
    parts = (
        Part("", (("name", "type"), "not_null", "default", "comment")),
        Part(
            "Generated values",
            (
                ("identity_mode", "identity_start", "identity_increment"),
                ("identity_minimum", "identity_maximum", "identity_cache"),
                "identity_cycle",
                "identity_sequence",
                "generated_expression",
                "generated_stored",
            ),
            folded=True,
        ),
        Part("Storage", (("collation", "not_null_name"), ("storage", "compression")), folded=True),
        Part(
            "What is known of its values",
            (("distinct", "null_fraction"), ("min", "max"), ("average_width", "correlation"), "values", "samples"),
            folded=True,
        ),
    )

    name = NameField()
    type = TextField(code=True, required=True, suggestions="types", error_messages={"required": "Choose a type."})
    not_null = forms.BooleanField(label="Not null: every row has a value", required=False)
    default = TextField(code=True, help_text="An expression, such as 0, 'new' or now().")
    comment = TextField(rows=2)

    identity_mode = PickField((("always", "Always"), ("by default", "Unless given")), empty="No", label="Identity")
    identity_start = NumberField(whole=True, least=None, label="Start")
    identity_increment = NumberField(whole=True, least=None, label="Step")
    identity_minimum = NumberField(whole=True, least=None, label="Least")
    identity_maximum = NumberField(whole=True, least=None, label="Most")
    identity_cache = NumberField(whole=True, least=1, label="Cached")
    identity_cycle = forms.BooleanField(required=False, label="Begin again at the end")
    identity_sequence = TextField(label="Name of its sequence")
    generated_expression = TextField(code=True, label="Generated from", help_text="Over other columns of the row.")
    generated_stored = forms.BooleanField(required=False, initial=True, label="Stored, not computed when read")

    collation = TextField(label="Collation")
    not_null_name = TextField(label="Name of the not null", max_length=500)
    storage = PickField(("plain", "external", "extended", "main"), empty="Of its type", label="Storage")
    compression = TextField(label="Compression")

    distinct = NumberField(label="Different values")
    null_fraction = ShareField(label="Share of nulls", help_text="0.2 or 20 %")
    min = TextField(label="Smallest")
    max = TextField(label="Largest")
    average_width = NumberField(label="Average width, bytes")
    correlation = NumberField(least=-1, most=1, label="Correlation", help_text="With row order, −1 to 1")
    values = RowsField(
        {"value": TextField(label="Value"), "frequency": ShareField(label="Share of rows")},
        key=("value", "frequency"),
        ordered=False,
        label="Frequent values",
    )
    samples = LinesField(label="Samples", help_text="One a line.")

    def prepare(self) -> None:
        """What is assumed where nothing stands."""
        for name, text in assumed_of_column(self.place).items():
            self.fields[name].widget.attrs["placeholder"] = text

    def begin(self, value: Any) -> dict[str, Any]:
        """Identity, generation and not null taken apart."""
        initial = super().begin(value)
        initial["not_null"] = value.not_null is not None
        initial["not_null_name"] = value.not_null.name if value.not_null else None
        initial["generated_expression"] = value.generated.expression if value.generated else None
        initial["generated_stored"] = value.generated.stored if value.generated else True
        if value.identity is not None:
            initial["identity_mode"] = value.identity.mode
            initial |= {f"identity_{one}": getattr(value.identity, one) for one in _IDENTITY}
        initial["min"], initial["max"] = _text(value.min), _text(value.max)
        initial["samples"] = tuple(map(_text, value.samples))
        initial["values"] = [
            {"was": str(number), "value": _text(one.value), "frequency": one.frequency}
            for number, one in enumerate(value.values)
        ]
        return initial

    def clean(self) -> dict[str, Any]:
        """A value comes from one place only."""
        cleaned = super().clean()
        sources = [
            word
            for name, word in (
                ("default", "a default"),
                ("identity_mode", "identity"),
                ("generated_expression", "an expression"),
            )
            if cleaned.get(name)
        ]
        if len(sources) > 1:
            self.add_error(None, f"A column takes its values from {' or '.join(sources)}, not from both.")
        for row in cleaned.get("values") or ():
            if row["frequency"] is None:
                self.add_error("values", f"Say the share of rows that hold “{row['value'] or ''}”.")
        return cleaned

    def properties(self) -> dict[str, Any]:
        """The parts put together, keeping of each what no field shows."""
        wanted, cleaned, old = set(self.wanted), self.cleaned_data, self.place.value
        made = super().properties()
        if wanted & {"not_null", "not_null_name"}:
            made["not_null"] = self._not_null(old.not_null if old else None)
        if wanted & set(self.feeds["identity"]):
            made["identity"] = self._identity(old.identity if old else None)
        if wanted & {"generated_expression", "generated_stored"}:
            text = cleaned["generated_expression"]
            made["generated"] = Generated(expression=text, stored=cleaned["generated_stored"]) if text else None
        family = parse_type(cleaned["type"] or "", self.place.dialect).family
        made |= {name: _scalar(cleaned[name], family) for name in ("min", "max") if name in wanted}
        if "samples" in wanted:
            made["samples"] = tuple(_scalar(one, family) for one in cleaned["samples"])
        if "values" in wanted:
            made["values"] = tuple(
                ValueShare(value=_scalar(row["value"], family), frequency=float(row["frequency"]))
                for row in cleaned["values"]
            )
        declared = [name for name in _STATISTICS if name in made]
        if declared and old is not None and set(old.assumed) & set(declared):
            made["assumed"] = tuple(name for name in old.assumed if name not in declared)
        return made

    def _not_null(self, old: NotNull | None) -> NotNull | None:
        name = self.cleaned_data["not_null_name"]
        return replace(old or NotNull(), name=name) if self.cleaned_data["not_null"] else None

    def _identity(self, old: Identity | None) -> Identity | None:
        mode = self.cleaned_data["identity_mode"]
        given = {one: self.cleaned_data[f"identity_{one}"] for one in _IDENTITY}
        return replace(old or Identity(), mode=mode, **given) if mode else None

    def lists(self) -> dict[str, Iterable[str]]:
        """The dialect's types and the design's own."""
        return {"types": offered_types(self.place.schema)}


def offered_types(schema: Any) -> list[str]:
    """The design's own types, then the usual ones of the dialect."""
    own = [schema.qualified(one) for one in (*schema.enums, *schema.domains, *schema.composites)]
    return [*own, *OFFERED_TYPES.get(schema.dialect.name, ())]


def _text(value: Any) -> str | None:
    """A value of a statistic as text; None for none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _scalar(text: str | None, family: str | None) -> Any:
    """The value that a text means in a column of this family: a number where the column holds numbers."""
    if text is None or family not in ("integer", "numeric", "float", "boolean"):
        return text
    if family == "boolean":
        return {"true": True, "t": True, "false": False, "f": False}.get(text.lower(), text)
    try:
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    except ValueError:
        return text
