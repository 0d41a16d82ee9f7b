"""Copies that are kept on purpose: what they repeat, whom they serve, and what keeps them true."""

from __future__ import annotations

from typing import Any

from designer.analysis.normalization.kept import facts_of
from designer.web.forms.base import ObjectForm
from designer.web.forms.dependencies import arrow
from designer.web.forms.fields import PickField, TextField
from designer.web.forms.place import Part

_REFRESH = (
    ("generated", "A generated column"), ("trigger", "A trigger"), ("materialized view", "A materialized view"),
    ("application", "The application"),
)  # fmt: skip


class DenormalizationForm(ObjectForm):
    """A violation of a normal form that one wants."""

    kind = "denormalization"
    label = ""
    parts = (Part("", ("dependency", "access_pattern", "refresh", "reason")),)

    dependency = PickField(
        (), label="What is kept twice", help_text="The dependency that the table repeats in several rows.",
        error_messages={"required": "Choose the dependency; describe it first if it is not listed."},
    )  # fmt: skip
    access_pattern = PickField(
        (), empty="None", label="Read by", help_text="The access pattern that it is quicker for."
    )
    refresh = PickField(
        _REFRESH, empty="Not said", label="Kept true by", help_text="What changes the copies when the original changes."
    )
    reason = TextField(rows=3, label="Reason", help_text="Why it is worth the second place to write to.")

    def prepare(self) -> None:
        """The entity's dependencies, the design's access patterns."""
        schema, entity = self.place.schema, self.place.entity
        facts = facts_of(entity) if entity is not None else ()
        offered = [(one.id, arrow(schema, one)) for one in facts]
        self.fields["dependency"].choices = [("", "Choose a dependency"), *offered]  # type: ignore[attr-defined]
        patterns = [(one.id, one.name) for one in schema.access_patterns]
        self.fields["access_pattern"].choices = [("", "None"), *patterns]  # type: ignore[attr-defined]

    def begin(self, value: Any) -> dict[str, Any]:
        """No reason is an empty field."""
        return {**super().begin(value), "reason": value.reason or None}

    def clean(self) -> dict[str, Any]:
        """A copy serves something, and is recorded once."""
        cleaned = super().clean()
        judged = set(self.wanted) & {"access_pattern", "reason"} or self.place.value is None
        if judged and not (cleaned.get("access_pattern") or cleaned.get("reason")):
            self.add_error("reason", "Choose the access pattern that it serves, or say why it is kept.")
        if self.place.entity and not self.errors:
            said = {
                (one.dependency, one.access_pattern)
                for one in self.place.entity.denormalizations
                if one.id != self.place.id
            }
            if (cleaned["dependency"], cleaned["access_pattern"]) in said:
                self.add_error(None, "This is recorded already.")
        return cleaned

    def properties(self) -> dict[str, Any]:
        """No reason is an empty text."""
        made = super().properties()
        if "reason" in made:
            made["reason"] = made["reason"] or ""
        return made
