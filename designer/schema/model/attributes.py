"""Attributes: columns with their column constraints and what is known of their values."""

from dataclasses import dataclass
from typing import Any

from designer.schema.fields import prop
from designer.schema.frozen import EMPTY, FrozenMap


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNull:
    """A NOT NULL constraint; PostgreSQL 18 gives it a name, a validation state and NO INHERIT."""

    name: str | None = None
    validated: bool = True
    no_inherit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """GENERATED ALWAYS AS (expression), stored or virtual."""

    expression: str
    stored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """GENERATED … AS IDENTITY with the options of its sequence; None means the server's default."""

    mode: str = prop("always", choices=("always", "by default"))
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cache: int | None = None
    cycle: bool = False
    sequence: str | None = prop(None, doc="The sequence's name, where it is not the server's choice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueShare:
    """A value and the share of rows that hold it, from 0 to 1."""

    value: Any
    frequency: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A column: its type as written, its column constraints and what is known of its values."""

    id: str = ""
    name: str
    type: str
    comment: str | None = None
    not_null: NotNull | None = None
    default: str | None = None
    generated: Generated | None = None
    identity: Identity | None = None
    collation: str | None = None
    storage: str | None = prop(None, choices=("plain", "external", "extended", "main"))
    compression: str | None = None
    options: FrozenMap = prop(EMPTY, doc="Per dialect, as {dialect: {option: value}}.")
    distinct: float | None = prop(None, sparse=True, doc="How many different values the column holds.")
    null_fraction: float | None = prop(None, sparse=True, doc="Share of rows without a value, 0 to 1.")
    min: Any = prop(None, sparse=True)
    max: Any = prop(None, sparse=True)
    average_width: float | None = prop(None, sparse=True, doc="Bytes per value on average.")
    correlation: float | None = prop(None, sparse=True, doc="Of value order with row order, -1 to 1.")
    values: tuple[ValueShare, ...] = prop((), sparse=True)
    samples: tuple[Any, ...] = prop((), sparse=True)
    assumed: tuple[str, ...] = prop((), sparse=True, doc="Names of the statistics that nobody declared.")
    x: FrozenMap = prop(EMPTY, sparse=True)
