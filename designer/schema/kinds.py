"""The kinds of object that have an id, and where each lives.

One table for everything generic: look-ups, changes, diff, the design file, the store.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from designer.schema import model


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object.

    owner: the kind it lives in ("design" at the top); field: the owner's field that holds it;
    ordered: its position has a meaning; single: at most one per owner; label: its naming field.
    """

    name: str
    type: type[Any]
    owner: str
    field: str
    ordered: bool = False
    single: bool = False
    label: str | None = "name"


class Kinds:
    """The table, by name and by owner."""

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        self._by_name = {kind.name: kind for kind in kinds}
        self._inside: dict[str, tuple[Kind, ...]] = {}
        for kind in kinds:
            self._inside[kind.owner] = (*self._inside.get(kind.owner, ()), kind)

    def __getitem__(self, name: str) -> Kind:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._by_name.values())

    def inside(self, owner: str) -> tuple[Kind, ...]:
        """The kinds that live directly in `owner`, in the order in which they can be created."""
        return self._inside.get(owner, ())


KINDS = Kinds(
    (
        Kind("extension", model.Extension, "design", "extensions"),
        Kind("schema", model.Namespace, "design", "schemas"),
        Kind("enum", model.Enum, "design", "enums"),
        Kind("enum_value", model.EnumValue, "enum", "values", ordered=True, label="value"),
        Kind("domain", model.Domain, "design", "domains"),
        Kind("domain_check", model.Check, "domain", "checks"),
        Kind("composite", model.Composite, "design", "composites"),
        Kind("sequence", model.Sequence, "design", "sequences"),
        Kind("entity", model.Entity, "design", "entities"),
        Kind("attribute", model.Attribute, "entity", "attributes", ordered=True),
        Kind("primary_key", model.PrimaryKey, "entity", "primary_key", single=True),
        Kind("unique", model.Unique, "entity", "uniques"),
        Kind("check", model.Check, "entity", "checks"),
        Kind("exclusion", model.Exclusion, "entity", "exclusions"),
        Kind("index", model.Index, "entity", "indexes"),
        Kind(
            "functional_dependency",
            model.FunctionalDependency,
            "entity",
            "functional_dependencies",
            label=None,
        ),
        Kind(
            "multivalued_dependency",
            model.MultivaluedDependency,
            "entity",
            "multivalued_dependencies",
            label=None,
        ),
        Kind("denormalization", model.Denormalization, "entity", "denormalizations", label=None),
        Kind("relationship", model.Relationship, "design", "relationships"),
        Kind("opaque", model.Opaque, "design", "opaque"),
        Kind("access_pattern", model.AccessPattern, "design", "access_patterns"),
        Kind("invariant", model.Invariant, "design", "invariants", label=None),
        Kind("decision", model.Decision, "design", "decisions", label=None),
    )
)

SINGLETONS = {"design": None, "requirements": model.Requirements, "layout": model.Layout}
"""Parts of a design that always exist and are altered, never added or dropped."""

CHILD_FIELDS = {
    kind.type: frozenset(inner.field for inner in KINDS.inside(kind.name)) for kind in KINDS if KINDS.inside(kind.name)
}
"""Per model type, the fields that hold objects of their own; all other fields are its properties."""


def properties(cls: type[Any]) -> tuple["dataclasses.Field[Any]", ...]:
    """The fields of a model type that are its own: neither its id nor what lives inside it."""
    inside = CHILD_FIELDS.get(cls, frozenset())
    return tuple(item for item in dataclasses.fields(cls) if item.name != "id" and item.name not in inside)
