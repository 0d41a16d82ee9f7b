"""Functional dependencies: what determines what, and whether that is so."""

from __future__ import annotations

from typing import Any

from designer.web.forms.base import ObjectForm, Part
from designer.web.forms.fields import PickField, PicksField
from designer.web.forms.parts import offer_columns


class DependencyForm(ObjectForm):
    """A dependency within one entity."""

    kind = "functional_dependency"
    label = ""
    parts = (Part("", (("determinant", "dependent"), "state")),)

    determinant = PicksField(label="These columns")
    dependent = PicksField(
        label="determine these", required=True, error_messages={"required": "Choose what is determined."}
    )
    state = PickField(
        (("accepted", "It holds"), ("rejected", "It does not"), ("undecided", "Not decided")),
        initial="accepted", label="Decision",
    )  # fmt: skip

    def prepare(self) -> None:
        """The entity's columns."""
        offer_columns(self.fields["determinant"], self.place)
        offer_columns(self.fields["dependent"], self.place)

    def begin(self, value: Any) -> dict[str, Any]:
        """As it is."""
        return super().begin(value)

    def clean(self) -> dict[str, Any]:
        """A column determines itself; that need not be said. The same is not said twice."""
        cleaned = super().clean()
        both = set(cleaned.get("determinant") or ()) & set(cleaned.get("dependent") or ())
        if both:
            names = ", ".join(self.place.schema.names(tuple(both)))
            self.add_error("dependent", f"{names} determines itself; leave it out on one side.")
        if self.place.entity and not self.errors:
            said = {
                (frozenset(one.determinant), frozenset(one.dependent))
                for one in getattr(self.place.entity, f"{self.kind[:-1]}ies")
                if one.id != self.place.id
            }
            if (frozenset(cleaned["determinant"]), frozenset(cleaned["dependent"])) in said:
                self.add_error(None, "This dependency is listed already.")
        return cleaned
