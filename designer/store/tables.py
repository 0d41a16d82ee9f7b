"""Which table keeps which kind of object, and which column which property.

Derived from the dataclasses of `designer.schema.model`: a property is a column of its name, a reference a
column `…_uid`, an optional part of an object columns that begin with its name, a list of references or of key
parts rows of a table of its own. What differs is said in the tables below, once.
"""

import dataclasses
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models as django_models

from designer.schema import model
from designer.schema.codec import codecs
from designer.schema.frozen import EMPTY, FrozenMap, thaw
from designer.schema.kinds import KINDS, Kind, properties
from designer.schema.references import part_type
from designer.schema.schema import Schema
from designer.store import models

DESIGN_PROPERTIES = ("name", "comment", "dialect", "x")
Row = dict[str, Any]
"""One row as JSON-like data, by column."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A property and its columns. write: value to the columns' data; read: the other way.

    plain: the property is the one column's value as it is; most are, and a design has tens of thousands.
    """

    field: str
    columns: tuple[str, ...]
    write: Callable[[Any], tuple[Any, ...]]
    read: Callable[[Sequence[Any]], Any]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """A list property that is kept as rows: `owner` names the object, `role` and `position` the place.

    slots: the columns of an item; blank: columns that items of this role leave at rest.
    """

    field: str
    table: type[django_models.Model]
    owner: str
    role: str | None
    item: type[Any] | None
    slots: tuple[Slot, ...]
    blank: Row

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for slot in self.slots for column in slot.columns)


@dataclass(frozen=True, slots=True)
class Table:
    """Where objects of a kind are kept. constants: what tells them from other kinds in the same table."""

    kind: Kind
    table: type[django_models.Model]
    constants: Row
    slots: tuple[Slot, ...]
    parts: tuple[Parts, ...]

    @property
    def owner(self) -> str | None:
        """The column that holds the owner's uid."""
        return None if self.kind.owner == "design" else f"{self.kind.owner}_uid"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read: identity, place, properties."""
        place = (*((self.owner,) if self.owner else ()), *(("position",) if self.kind.ordered else ()))
        return ("uid", *place, *(column for slot in self.slots for column in slot.columns))


_TABLES: dict[str, tuple[type[django_models.Model], Row]] = {
    "extension": (models.Extension, {}),
    "schema": (models.Namespace, {}),
    "enum": (models.Enum, {}),
    "enum_value": (models.EnumValue, {}),
    "domain": (models.Domain, {}),
    "domain_check": (models.DomainCheck, {}),
    "composite": (models.Composite, {}),
    "sequence": (models.Sequence, {}),
    "entity": (models.Entity, {}),
    "attribute": (models.Attribute, {}),
    "primary_key": (models.Key, {"primary": True, "nulls_not_distinct": False}),
    "unique": (models.Key, {"primary": False}),
    "check": (models.Check, {}),
    "exclusion": (models.Exclusion, {}),
    "index": (models.Index, {}),
    "functional_dependency": (models.Dependency, {"multivalued": False}),
    "multivalued_dependency": (models.Dependency, {"multivalued": True}),
    "denormalization": (models.Denormalization, {}),
    "relationship": (models.Relationship, {}),
    "opaque": (models.Opaque, {}),
    "access_pattern": (models.AccessPattern, {}),
    "invariant": (models.Invariant, {}),
    "decision": (models.Decision, {}),
}
_INDEX_PART_AT_REST: Row = {"descending": False, "operator_class_parameters": {}}
_PARTS: dict[tuple[type[Any], str], tuple[type[django_models.Model], str, str | None, Row]] = {
    (model.Entity, "inherits"): (models.EntityParent, "entity_uid", None, {}),
    (model.Entity, "partition_by"): (models.PartitionKey, "entity_uid", None, {}),
    (model.PrimaryKey, "columns"): (models.KeyColumn, "key_uid", "key", {}),
    (model.PrimaryKey, "include"): (models.KeyColumn, "key_uid", "include", {}),
    (model.Unique, "columns"): (models.KeyColumn, "key_uid", "key", {}),
    (model.Unique, "include"): (models.KeyColumn, "key_uid", "include", {}),
    (model.Exclusion, "elements"): (models.ExclusionPart, "exclusion_uid", "key", {}),
    (model.Exclusion, "include"): (models.ExclusionPart, "exclusion_uid", "include", {"descending": False}),
    (model.Index, "keys"): (models.IndexPart, "index_uid", "key", {}),
    (model.Index, "include"): (models.IndexPart, "index_uid", "include", _INDEX_PART_AT_REST),
    (model.FunctionalDependency, "determinant"): (models.DependencyColumn, "dependency_uid", "determinant", {}),
    (model.FunctionalDependency, "dependent"): (models.DependencyColumn, "dependency_uid", "dependent", {}),
    (model.MultivaluedDependency, "determinant"): (models.DependencyColumn, "dependency_uid", "determinant", {}),
    (model.MultivaluedDependency, "dependent"): (models.DependencyColumn, "dependency_uid", "dependent", {}),
    (model.Relationship, "columns"): (models.RelationshipColumn, "relationship_uid", "child", {}),
    (model.Relationship, "parent_columns"): (models.RelationshipColumn, "relationship_uid", "parent", {}),
    (model.Relationship, "on_delete_columns"): (models.RelationshipColumn, "relationship_uid", "on delete", {}),
    (model.Invariant, "attributes"): (models.InvariantColumn, "invariant_uid", "attribute", {}),
    (model.Invariant, "scope"): (models.InvariantColumn, "invariant_uid", "scope", {}),
}


def _slots(cls: type[Any], fields: Sequence["dataclasses.Field[Any]"]) -> Iterator[Slot]:
    """The slots of these fields of a model type; lists that are rows are left to `_parts`."""
    hints = typing.get_type_hints(cls)
    for field in fields:
        if (cls, field.name) == (model.Entity, "partition_by"):
            yield _scalar("partition_by_strategy", "partition_by", lambda held: held and held.strategy)
        elif (cls, field.name) not in _PARTS:
            yield _slot(cls, field, hints[field.name])


def _slot(cls: type[Any], field: "dataclasses.Field[Any]", hint: Any) -> Slot:
    name = field.name
    if name in _SPREAD:
        return _spread(name, *_SPREAD[name])
    if field.metadata.get("ref") and typing.get_origin(hint) is not tuple and hint is not FrozenMap:
        return _scalar("attribute_uid" if name == "column" else f"{name}_uid", name)
    codec = next(codec for codec in codecs(cls) if codec.name == name)
    if hint in (str, bool, int, float) or _is_optional_scalar(hint):
        return _scalar(name, name)
    return Slot(
        name,
        (name,),
        lambda value: (None if value is None else thaw(codec.encode(value)),),
        _reader(lambda data: codec.decode(data, name), _EMPTY.get(typing.get_origin(hint) or hint)),
    )


_EMPTY: dict[Any, Any] = {FrozenMap: EMPTY, tuple: ()}
"""Most maps and lists are empty: those are shared instead of being made anew."""


def _reader(decode: Callable[[Any], Any], empty: Any) -> Callable[[Sequence[Any]], Any]:
    if empty is None:  # the property may hold anything, or nothing
        return lambda data: decode(data[0])
    return lambda data: decode(data[0]) if data[0] else empty


def _is_optional_scalar(hint: Any) -> bool:
    inner = [argument for argument in typing.get_args(hint) if argument is not type(None)]
    plain = len(inner) == 1 and (inner[0] in (str, bool, int, float) or typing.get_origin(inner[0]) is typing.Literal)
    return typing.get_origin(hint) is not tuple and plain


def _scalar(column: str, field: str, write: Callable[[Any], Any] = lambda value: value) -> Slot:
    return Slot(field, (column,), lambda value: (write(value),), lambda data: data[0], plain=True)


_SPREAD: dict[str, tuple[type[Any], str | None]] = {
    "not_null": (model.NotNull, "not_null"),
    "generated": (model.Generated, None),
    "partition_of": (model.PartitionOf, None),
    "row_security": (model.RowSecurity, None),
    "replica_identity": (model.ReplicaIdentity, None),
    "dialect": (model.Dialect, None),
}
"""Optional parts as columns, and the column that says whether the part is there; None: its first one does."""


def _spread(field: str, cls: type[Any], flag: str | None) -> Slot:
    inner = tuple(_slots(cls, dataclasses.fields(cls)))
    columns = tuple(f"{field}_{column}" for slot in inner for column in slot.columns)
    names = tuple(slot.field for slot in inner)

    def write(value: Any) -> tuple[Any, ...]:
        held = (None,) * len(columns) if value is None else tuple(getattr(value, name) for name in names)
        return (value is not None, *held) if flag else held

    def read(data: Sequence[Any]) -> Any:
        values = data[1:] if flag else data
        present = data[0] if flag else data[0] is not None
        return cls(**dict(zip(names, values, strict=True))) if present else None

    return Slot(field, (flag, *columns) if flag else columns, write, read)


def _parts(cls: type[Any]) -> Iterator[Parts]:
    for (owner_type, field), (table, owner, role, blank) in _PARTS.items():
        if owner_type is not cls:
            continue
        hint = model.PartitionKey if field == "partition_by" else typing.get_type_hints(cls)[field]
        item = part_type(hint)
        if item is not None:
            slots = tuple(_slots(item, dataclasses.fields(item)))
        else:
            slots = (_scalar("parent_uid" if field == "inherits" else "attribute_uid", field),)
        yield Parts(field, table, owner, role, item, slots, blank)


def _table(kind: Kind) -> Table:
    table, constants = _TABLES[kind.name]
    return Table(kind, table, constants, tuple(_slots(kind.type, properties(kind.type))), tuple(_parts(kind.type)))


TABLES: dict[str, Table] = {kind.name: _table(kind) for kind in KINDS}
"""By kind, owners before what they own."""

SINGLES: dict[str, tuple[type[django_models.Model], tuple[Slot, ...]]] = {
    "design": (
        models.Design,
        tuple(_slots(Schema, [field for field in dataclasses.fields(Schema) if field.name in DESIGN_PROPERTIES])),
    ),
    "requirements": (models.Requirements, tuple(_slots(model.Requirements, dataclasses.fields(model.Requirements)))),
    "layout": (models.Layout, tuple(_slots(model.Layout, dataclasses.fields(model.Layout)))),
}
"""The parts of a design that are always there, one row each."""
