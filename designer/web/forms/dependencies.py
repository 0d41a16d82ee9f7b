"""Functional and multivalued dependencies: what determines what, and whether that is so."""

from __future__ import annotations

from typing import Any

from designer.schema.model import FunctionalDependency, MultivaluedDependency
from designer.schema.schema import Schema
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import PickField, PicksField
from designer.web.forms.parts import offer_columns
from designer.web.forms.place import Part


class DependencyForm(ObjectForm):
    """A dependency within one entity."""

    kind = "functional_dependency"
    label = ""
    parts = (Part("", (("determinant", "dependent"), "state")),)

    determinant = PicksField(label="These columns", help_text="Rows that agree in all of them …")
    dependent = PicksField(
        label="determine these", required=True, help_text="… agree in these as well.",
        error_messages={"required": "Choose what is determined."},
    )  # fmt: skip
    state = PickField(
        (("accepted", "It holds"), ("rejected", "It does not"), ("undecided", "Not decided")),
        initial="accepted", label="Decision",
    )  # fmt: skip

    def prepare(self) -> None:
        """The entity's columns."""
        offer_columns(self.fields["determinant"], self.place)
        offer_columns(self.fields["dependent"], self.place)

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


class MultivaluedForm(DependencyForm):
    """A multivalued dependency: two facts of the same thing that have nothing to do with each other."""

    kind = "multivalued_dependency"

    determinant = PicksField(label="For each value of these", help_text="One thing, such as an employee …")
    dependent = PicksField(
        label="a set of these, whatever the others", required=True,
        help_text="… has several of these, such as skills, and each stands with every one of the other columns.",
        error_messages={"required": "Choose what there are several of."},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One that takes all columns holds in every table."""
        cleaned = super().clean()
        both = {*(cleaned.get("determinant") or ()), *(cleaned.get("dependent") or ())}
        if {"determinant", "dependent"} & set(self.wanted) and both == {key for key, _ in self.place.columns()}:
            self.add_error("dependent", "With all columns chosen it holds in every table; leave out what is separate.")
        return cleaned


def arrow(schema: Schema, one: FunctionalDependency | MultivaluedDependency) -> str:
    """A dependency as people write it: customer_id → email, or ↠ for a multivalued one."""
    left, right = (", ".join(schema.names(side)) for side in (one.determinant, one.dependent))
    return f"{left or 'nothing'} {'↠' if isinstance(one, MultivaluedDependency) else '→'} {right}"
