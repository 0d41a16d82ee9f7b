"""What surrounds a design without being part of its meaning: decisions, layout, the dialect it is written in."""

from dataclasses import dataclass

from designer.schema.fields import prop
from designer.schema.frozen import EMPTY, FrozenMap

RETIRED = "retired"
"""In place of a rule's code: its subject, an access pattern for one, is gone for good, and the reason says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What people decided about a finding, and why; or why something that the design once said is gone."""

    id: str = prop("", sparse=True)
    finding: str = prop(doc="The rule's code, or `retired` where the subject is gone for good.")
    subject: str = prop(doc="The id of what the finding is about, or of what is gone.")
    decision: str = prop("dismissed", choices=("accepted", "dismissed"))
    reason: str = ""
    expires: str | None = prop(None, doc="An ISO date, or None.")
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    color: str | None = None
    entities: tuple[str, ...] = prop((), ref="entity")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    name: str
    entities: tuple[str, ...] = prop((), ref="entity")
    detail: str = prop("all", choices=("all", "keys", "names"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    groups: tuple[Group, ...] = ()
    pins: FrozenMap = prop(EMPTY, ref="entity", doc="Entity id to [x, y].")
    views: tuple[View, ...] = ()
    notes: tuple[FrozenMap, ...] = ()
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    name: str = prop("postgres", choices=("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle"))
    version: str | None = None
