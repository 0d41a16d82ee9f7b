"""Access patterns: statements that run together, how often, and how fast they have to be."""

from __future__ import annotations

from typing import Any

from django import forms

from designer.schema.model import Parameter
from designer.web.checking import checked
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import NameField, NumberField, PickField, TextField
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField

UNITS = {"second": 60.0, "minute": 1.0, "hour": 1 / 60, "day": 1 / 1440}
"""Times a minute of once per unit."""


class PatternForm(ObjectForm):
    """An access pattern."""

    kind = "access_pattern"
    feeds = {"statements": ("sql",), "frequency_per_minute": ("frequency", "unit")}
    parts = (
        Part("", ("name", "sql", "anyway", ("frequency", "unit"), ("latency_ms", "rows"), "owner", "notes")),
        Part("Parameters", ("parameters",), folded=True),
    )

    name = NameField(help_text="What it is for: recent orders of a customer.")
    sql = TextField(
        code=True, rows=8, required=True, label="SQL", checked_by="check_pattern",
        help_text="Statements that run together, each ended by a semicolon. Parameters as $1, :name, ? or %s.",
        error_messages={"required": "Write the statement that runs."},
    )  # fmt: skip
    anyway = forms.BooleanField(required=False, label="Save it with names that the design does not have")
    frequency = NumberField(label="How often")
    unit = PickField([(one, f"times a {one}") for one in UNITS], initial="minute", label="Unit")
    latency_ms = NumberField(label="Done within, ms")
    rows = NumberField(whole=True, label="Rows it returns")
    owner = TextField(label="Owner", help_text="The team or the program that runs it.")
    notes = TextField(rows=2)
    parameters = RowsField(
        {
            "name": TextField(label="Parameter", code=True),
            "type": TextField(label="Type", code=True, suggestions="types"),
            "value": TextField(label="Typical value", code=True),
        },
        key="name", ordered=False, label="Parameters", help_text="The name or the number, as in the SQL.",
    )  # fmt: skip

    def prepare(self) -> None:
        """The consent to unknown names is asked for only where there are some."""
        if not self.data.get("anyway-asked") and not self.data.get("anyway"):
            self.fields["anyway"].widget = forms.HiddenInput()

    def begin(self, value: Any) -> dict[str, Any]:
        """Statements as one text, the frequency in the unit that reads best."""
        initial = super().begin(value)
        initial["sql"] = joined(value.statements)
        initial["unit"], initial["frequency"] = readable(value.frequency_per_minute)
        initial["parameters"] = [
            {
                "was": str(number),
                "name": one.name,
                "type": one.type,
                "value": None if one.value is None else str(one.value),
            }
            for number, one in enumerate(value.parameters)
        ]
        return initial

    def clean(self) -> dict[str, Any]:
        """Each statement can be read, and names what the design has."""
        cleaned = super().clean()
        if cleaned.get("sql") and ("sql" in self.wanted or self.place.value is None):
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        found = checked(cleaned["sql"], self.place.schema)
        self.statements = found.statements
        for sentence in found.errors:
            self.add_error("sql", sentence)
        if found.unknown and not cleaned.get("anyway"):
            for sentence in found.unknown:
                self.add_error("sql", sentence)
            self.fields["anyway"].widget = forms.CheckboxInput()

    def properties(self) -> dict[str, Any]:
        """Statements taken apart, the frequency per minute, parameters with their values."""
        made, wanted = super().properties(), set(self.wanted)
        if "sql" in wanted:
            made["statements"] = self.statements
        if {"frequency", "unit"} & wanted:
            often = self.cleaned_data["frequency"]
            made["frequency_per_minute"] = None if often is None else round(often * UNITS[self.cleaned_data["unit"]], 9)
        if "parameters" in made:
            made["parameters"] = tuple(
                Parameter(name=row["name"], type=row["type"], value=row["value"]) for row in made["parameters"]
            )
        return made

    def lists(self) -> dict[str, Any]:
        """Types, for parameters."""
        return {"types": ("bigint", "integer", "text", "timestamptz", "date", "uuid", "boolean", "numeric")}


def joined(statements: tuple[str, ...]) -> str:
    """Statements as one text."""
    return statements[0] if len(statements) == 1 else "".join(f"{one};\n\n" for one in statements).rstrip("\n")


def readable(per_minute: float | None) -> tuple[str, float | None]:
    """(unit, number) in the largest unit that gives at least one: 0.5 a minute is 30 an hour."""
    if per_minute is None:
        return "minute", None
    if per_minute >= 6000 and per_minute % 60 == 0:
        return "second", _plain(per_minute / 60)
    for unit in ("minute", "hour", "day"):
        if per_minute / UNITS[unit] >= 1:
            return unit, _plain(round(per_minute / UNITS[unit], 6))
    return "day", _plain(round(per_minute * 1440, 6))


def _plain(number: float) -> float:
    return int(number) if float(number).is_integer() else number
