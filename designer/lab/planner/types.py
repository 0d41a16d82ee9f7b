"""The types of a design as the planner's server knows them: builtin, made by the design, or stood in for."""

import math
from dataclasses import dataclass
from typing import Any

from designer.schema.model import Composite, Domain, Enum
from designer.schema.schema import Schema
from designer.schema.types import DataType, parse_type

_FIXED: dict[str, float] = {
    "smallint": 2, "integer": 4, "bigint": 8, "smallserial": 2, "serial": 4, "bigserial": 8, "real": 4,
    "double precision": 8, "boolean": 1, "date": 4, "timestamp": 8, "timestamptz": 8, "time": 8, "timetz": 12,
    "interval": 16, "uuid": 16, "money": 8, "macaddr": 6, "macaddr8": 8, "point": 16, "oid": 4, "pg_lsn": 8,
    "line": 24, "lseg": 32, "box": 32, "circle": 24, "name": 64, '"char"': 1, "xid": 4, "xid8": 8,
}  # fmt: skip
_VARYING: dict[str, float] = {
    "text": 25, "varchar": 25, "char": 10, "numeric": 7, "bytea": 100, "json": 200, "jsonb": 200, "xml": 500,
    "inet": 8, "cidr": 8, "bit": 6, "varbit": 10, "tsvector": 250, "tsquery": 40, "path": 80, "polygon": 80,
    "int4range": 14, "int8range": 22, "numrange": 18, "tsrange": 22, "tstzrange": 22, "daterange": 14,
    "int4multirange": 40, "int8multirange": 40, "nummultirange": 40, "tsmultirange": 40, "tstzmultirange": 40,
    "datemultirange": 40, "jsonpath": 40,
}  # fmt: skip
_REGISTERED = ("regclass", "regtype", "regproc", "regrole", "regnamespace", "regconfig", "regoper")
_STAND_INS = {"citext": "text", "hstore": "jsonb", "ltree": "text", "lquery": "text", "cube": "text", "isbn": "text"}
_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1}
_DEPTH = 16


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type behind its domains. base: its builtin name, or an enum's; fixed_width: None where values vary."""

    base: str
    family: str | None
    dimensions: int = 0
    labels: tuple[str, ...] = ()
    fixed_width: float | None = None
    length: int | None = None
    scale: int | None = None
    not_null: bool = False

    @property
    def largest(self) -> float:
        """The largest whole number it holds."""
        return _LARGEST.get(self.base.replace("serial", "integer").replace("bigint", ""), 2**63 - 1)

    def assumed_width(self, highest: Any = None, *, whole: bool = False) -> float:
        """Average bytes of a value where nobody declared them. whole: the values have nothing behind the point."""
        if self.dimensions:
            return 24 + 5 * (self.fixed_width or 16)
        if self.base == "numeric":
            return _numeric_width(highest, 0 if whole else self.scale)
        if self.base == "char" and self.length:
            return self.length + 1.0
        typical = _VARYING.get(self.base, 32.0)
        return min(typical, self.length + 1.0) if self.length and self.base in ("varchar", "bit", "varbit") else typical


def is_builtin(base: str) -> bool:
    """Whether every PostgreSQL has the type."""
    return base in _FIXED or base in _VARYING or base in _REGISTERED


def stand_in(base: str) -> str:
    """What stands in for a type that the server lacks."""
    return _STAND_INS.get(base.rpartition(".")[2].strip('"'), "text")


def named_type(schema: Schema, base: str) -> Enum | Domain | Composite | None:
    """The design's own type of this name, written with or without its schema."""
    plain = base.replace('"', "")
    own: tuple[Enum | Domain | Composite, ...] = (*schema.enums, *schema.domains, *schema.composites)
    for value in own:
        if plain in (value.name, schema.qualified(value), f"{schema.namespace(value.schema) or 'public'}.{value.name}"):
            return value
    lowered = plain.lower()
    return next((one for one in own if one.name == lowered), None)


def column_type(schema: Schema, text: str, *, depth: int = 0) -> ColumnType:
    """The type that this text names, domains looked through."""
    read = parse_type(text, "postgres")
    own = named_type(schema, read.base)
    if isinstance(own, Enum):
        labels = tuple(value.value for value in own.values)
        if read.dimensions:
            return ColumnType(own.name, "array", read.dimensions, labels)
        return ColumnType(own.name, "enum", labels=labels, fixed_width=4)
    if isinstance(own, Domain) and depth < _DEPTH:
        below = column_type(schema, own.type, depth=depth + 1)
        dimensions = below.dimensions + read.dimensions
        return ColumnType(
            below.base, "array" if dimensions else below.family, dimensions, below.labels,
            None if dimensions else below.fixed_width, below.length, below.scale, own.not_null is not None,
        )  # fmt: skip
    if isinstance(own, Composite):
        return ColumnType("record", "array" if read.dimensions else "composite", read.dimensions)
    return _builtin(read)


def _builtin(read: DataType) -> ColumnType:
    base = read.base if is_builtin(read.base) else stand_in(read.base)
    family = parse_type(base).family
    fixed = 4 if base in _REGISTERED else _FIXED.get(base)
    return ColumnType(
        base, "array" if read.dimensions else family, read.dimensions,
        fixed_width=None if read.dimensions else fixed, length=read.length, scale=read.scale,
    )  # fmt: skip


def _numeric_width(highest: Any, scale: int | None) -> float:
    """A length byte, two of header, and two for each four digits on either side of the point."""
    try:
        digits = math.log10(max(1.0, abs(float(highest))))
    except (TypeError, ValueError, OverflowError):
        return _VARYING["numeric"]
    return 3 + 2 * (math.floor(digits / 4) + 1 if digits > 0 else 0) + 2 * math.ceil((scale or 0) / 4)
