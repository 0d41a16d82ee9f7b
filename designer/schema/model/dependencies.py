"""Functional and multivalued dependencies, and violations that are kept on purpose."""

from dataclasses import dataclass

from designer.schema.fields import prop
from designer.schema.frozen import EMPTY, FrozenMap


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionalDependency:
    id: str = ""
    determinant: tuple[str, ...] = prop((), key="from", ref="attribute")
    dependent: tuple[str, ...] = prop((), key="to", ref="attribute")
    source: str = prop("declared", choices=("declared", "key", "name", "data"))
    state: str = prop("accepted", choices=("accepted", "rejected", "undecided"))
    evidence: FrozenMap = EMPTY
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultivaluedDependency:
    id: str = ""
    determinant: tuple[str, ...] = prop((), key="from", ref="attribute")
    dependent: tuple[str, ...] = prop((), key="to", ref="attribute")
    source: str = prop("declared", choices=("declared", "key", "name", "data"))
    state: str = prop("accepted", choices=("accepted", "rejected", "undecided"))
    evidence: FrozenMap = EMPTY
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Denormalization:
    """A violation kept on purpose: which dependency, for which pattern, and who keeps the copy true."""

    id: str = ""
    dependency: str | None = prop(
        None,
        ref="functional_dependency|multivalued_dependency",
        doc="The id of a dependency of the entity, functional or multivalued.",
    )
    access_pattern: str | None = prop(None, ref="access_pattern")
    refresh: str | None = prop(None, choices=("generated", "trigger", "materialized view", "application"))
    reason: str = ""
    x: FrozenMap = prop(EMPTY, sparse=True)
