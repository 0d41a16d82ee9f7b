"""Constraints and indexes of one entity."""

from dataclasses import dataclass

from designer.schema.fields import Deferrable, prop
from designer.schema.frozen import EMPTY, FrozenMap


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryKey:
    id: str = ""
    name: str | None = None
    columns: tuple[str, ...] = prop((), ref="attribute")
    include: tuple[str, ...] = prop((), ref="attribute")
    without_overlaps: bool = False
    deferrable: Deferrable | None = prop(None, choices=("immediate", "deferred"))
    options: FrozenMap = EMPTY
    comment: str | None = None
    attached_to: str | None = prop(None, ref="primary_key", sparse=True, doc="The parent table's key it is a part of.")
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    id: str = ""
    name: str | None = None
    columns: tuple[str, ...] = prop((), ref="attribute")
    include: tuple[str, ...] = prop((), ref="attribute")
    without_overlaps: bool = False
    nulls_not_distinct: bool = False
    deferrable: Deferrable | None = prop(None, choices=("immediate", "deferred"))
    options: FrozenMap = EMPTY
    comment: str | None = None
    attached_to: str | None = prop(
        None, ref="unique", sparse=True, doc="The parent table's constraint it is a part of."
    )
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    id: str = ""
    name: str | None = None
    expression: str
    validated: bool = True
    enforced: bool = True
    no_inherit: bool = False
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionElement:
    column: str | None = prop(None, ref="attribute")
    expression: str | None = None
    operator: str
    operator_class: str | None = None
    collation: str | None = None
    descending: bool = False
    nulls: str | None = prop(None, choices=("first", "last"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    id: str = ""
    name: str | None = None
    method: str = "gist"
    elements: tuple[ExclusionElement, ...] = ()
    include: tuple[str, ...] = prop((), ref="attribute", sparse=True)
    where: str | None = None
    deferrable: Deferrable | None = prop(None, choices=("immediate", "deferred"))
    options: FrozenMap = prop(EMPTY, sparse=True)
    comment: str | None = None
    x: FrozenMap = prop(EMPTY, sparse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexKey:
    """One key part of an index: a column or an expression, never both."""

    column: str | None = prop(None, ref="attribute")
    expression: str | None = None
    descending: bool = False
    nulls: str | None = prop(None, choices=("first", "last"), doc="None is the order's own default.")
    operator_class: str | None = None
    operator_class_parameters: FrozenMap = EMPTY
    collation: str | None = None
    prefix_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    id: str = ""
    name: str | None = None
    keys: tuple[IndexKey, ...] = ()
    include: tuple[str, ...] = prop((), ref="attribute")
    where: str | None = None
    unique: bool = False
    nulls_not_distinct: bool = False
    method: str = "btree"
    options: FrozenMap = EMPTY
    tablespace: str | None = None
    visible: bool = True
    comment: str | None = None
    attached_to: str | None = prop(None, ref="index", sparse=True, doc="The parent table's index it is a partition of.")
    x: FrozenMap = prop(EMPTY, sparse=True)

    @property
    def columns(self) -> tuple[str, ...]:
        """The attribute ids of its leading plain columns, up to the first expression."""
        leading: list[str] = []
        for part in self.keys:
            if part.column is None:
                break
            leading.append(part.column)
        return tuple(leading)
