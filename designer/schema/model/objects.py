"""What else a database holds: namespaces, types, sequences, extensions, and statements that are only carried."""

from dataclasses import dataclass

from designer.schema.fields import children, prop
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model.attributes import NotNull
from designer.schema.model.constraints import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """A schema inside the database, such as `public`."""

    id: str = ""
    name: str
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue:
    id: str = ""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    id: str = ""
    schema: str | None = prop(None, ref="schema")
    name: str
    values: tuple[EnumValue, ...] = children(kind="enum_value")
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    id: str = ""
    schema: str | None = prop(None, ref="schema")
    name: str
    type: str
    collation: str | None = None
    default: str | None = None
    not_null: NotNull | None = None
    checks: tuple[Check, ...] = children(kind="domain_check")
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeAttribute:
    name: str
    type: str
    collation: str | None = None
    comment: str | None = prop(None, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    id: str = ""
    schema: str | None = prop(None, ref="schema")
    name: str
    attributes: tuple[CompositeAttribute, ...] = ()
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence; None means the server's default for its type and direction."""

    id: str = ""
    schema: str | None = prop(None, ref="schema")
    name: str
    type: str = "bigint"
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False
    owned_by: str | None = prop(None, ref="attribute")
    persistence: str = prop("permanent", choices=("permanent", "unlogged", "temporary"), sparse=True)
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    id: str = prop("", sparse=True)
    name: str
    schema: str | None = prop(None, doc="The name of the schema it is installed in.")
    version: str | None = None
    comment: str | None = prop(None, sparse=True)
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opaque:
    """A statement that is carried, not modelled: a view, function, trigger, policy, grant …"""

    id: str = ""
    kind: str
    name: str
    sql: str
    line: int | None = prop(None, compare=False, doc="Where it stood in its source; keeps the order of statements.")
    requires: tuple[str, ...] = prop((), ref="*")
    provides: tuple[str, ...] = ()
    columns: tuple[str, ...] = prop((), doc="For views: the columns that access patterns may read.")
    x: FrozenMap = prop(EMPTY, sparse=True)
