"""Column types as text, taken apart: `numeric(12,2)[]` is a base, modifiers and array dimensions.

The text that the author wrote is kept in the model; this module says when two texts mean the same,
and what family a type belongs to.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_POSTGRES = {
    "int": "integer", "int4": "integer", "int2": "smallint", "int8": "bigint",
    "serial4": "serial", "serial8": "bigserial", "serial2": "smallserial",
    "decimal": "numeric", "dec": "numeric", "float4": "real", "float8": "double precision",
    "float": "double precision", "double precision": "double precision", "bool": "boolean",
    "character varying": "varchar", "char varying": "varchar",
    "character": "char", "bpchar": "char", "national character": "char", "national character varying": "varchar",
    "nchar": "char", "nchar varying": "varchar",
    "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
    "time without time zone": "time", "time with time zone": "timetz", "bit varying": "varbit",
}  # fmt: skip
WITHOUT_EQUALITY = ("json", "xml", "point", "line", "polygon", "box", "path", "circle", "lseg")
"""Types of PostgreSQL whose values cannot be told apart by `=`, so that no rows can be made distinct by them."""

_MYSQL = {
    "integer": "int", "dec": "decimal", "numeric": "decimal", "fixed": "decimal", "bool": "tinyint(1)",
    "boolean": "tinyint(1)", "double precision": "double", "real": "double", "character varying": "varchar",
    "character": "char", "int4": "int", "int8": "bigint", "int2": "smallint", "int3": "mediumint",
}  # fmt: skip
_ALIASES = {"postgres": _POSTGRES, "mysql": _MYSQL, "mariadb": _MYSQL}

_FAMILIES = {
    "integer": "smallint integer int bigint serial bigserial smallserial tinyint mediumint number identity",
    "numeric": "numeric decimal money smallmoney",
    "float": "real double float binary_float binary_double",
    "text": "text varchar char bpchar citext name clob nclob nvarchar nchar varchar2 nvarchar2 tinytext mediumtext "
    "longtext ntext",
    "boolean": "boolean bool bit",
    "timestamp": "timestamp timestamptz datetime datetime2 smalldatetime datetimeoffset",
    "date": "date year",
    "time": "time timetz",
    "interval": "interval",
    "uuid": "uuid uniqueidentifier",
    "json": "json jsonb",
    "binary": "bytea blob tinyblob mediumblob longblob binary varbinary image raw rowversion",
    "network": "inet cidr macaddr macaddr8",
    "range": "int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange "
    "tsmultirange tstzmultirange datemultirange",
    "search": "tsvector tsquery",
    "geometry": "point line lseg box path polygon circle geometry geography linestring multipoint multipolygon",
    "bits": "varbit",
    "xml": "xml xmltype",
    "enum": "enum set",
}
_FAMILY = {name: family for family, names in _FAMILIES.items() for name in names.split()}

_SHAPE = re.compile(
    r"""^\s*(?P<head>(?:"[^"]*"|[^\s("\[]+)(?:\s+[^\s(\[]+)*?)\s*
        (?:\((?P<modifiers>[^()]*(?:\([^()]*\)[^()]*)*)\))?
        (?P<tail>(?:\s+[^\[\]()]*)?)
        (?P<array>(?:\s*(?:\[\s*\d*\s*\]|\bARRAY\b))*)\s*$""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


_BRACKETED = ("tsql", "sqlite")
_BRACKETS = re.compile(r"\[([^\W\d]\w*)\]")
"""A name in brackets, as SQL Server's own scripts write every type: `[nvarchar](50)`, `[sys].[ntext]`."""


@dataclass(frozen=True, slots=True)
class DataType:
    """A type taken apart. base: its canonical name in the dialect; modifiers: length, precision, …"""

    base: str
    modifiers: tuple[str, ...] = ()
    dimensions: int = 0
    suffix: str = ""

    def __str__(self) -> str:
        inside = f"({','.join(self.modifiers)})" if self.modifiers else ""
        return f"{self.base}{inside}{' ' + self.suffix if self.suffix else ''}{'[]' * self.dimensions}"

    @property
    def length(self) -> int | None:
        """The first modifier as a number: a length or a precision. Oracle says the unit beside it: `20 CHAR`."""
        return _number(self.modifiers[0].partition(" ")[0]) if self.modifiers else None

    @property
    def scale(self) -> int | None:
        """The second modifier as a number."""
        return _number(self.modifiers[1]) if len(self.modifiers) > 1 else None

    @property
    def family(self) -> str | None:
        """integer, numeric, float, text, boolean, timestamp, …; array for arrays; None if it is not built in."""
        if self.dimensions:
            return "array"
        return _FAMILY.get(self.base.split(" ")[0])


def _number(text: str) -> int | None:
    """The number that a modifier says; None for other texts, and for more digits than any size has."""
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= 18 else None


@lru_cache(maxsize=16384)
def parse_type(text: str, dialect: str = "postgres") -> DataType:
    """Takes a type's text apart. Text of no known shape becomes a base of its own."""
    if dialect in _BRACKETED and "[" in text:
        text = _BRACKETS.sub(r"\1", text)
    match = _SHAPE.match(text)
    if match is None:
        return DataType(" ".join(text.split()))
    head = match["head"] if '"' in match["head"] else " ".join(match["head"].split()).lower()
    head = head.removeprefix("pg_catalog.") if dialect != "tsql" else head.removeprefix("sys.")
    modifiers = tuple(part.strip() for part in match["modifiers"].split(",")) if match["modifiers"] else ()
    tail = " ".join((match["tail"] or "").split()).lower()
    dimensions = match["array"].count("[") or match["array"].upper().count("ARRAY")
    return _canonical(head, tail, modifiers, dimensions, dialect)


def _canonical(head: str, tail: str, modifiers: tuple[str, ...], dimensions: int, dialect: str) -> DataType:
    aliases = _ALIASES.get(dialect, {})
    whole = f"{head} {tail}".strip()
    if whole in aliases:  # `timestamp(3) with time zone`: the name goes around its precision
        head, tail = aliases[whole], ""
    elif head in aliases:
        head = aliases[head]
    if dialect == "postgres" and head == "double precision" and modifiers:  # float(p) is real up to 24 bits
        head, modifiers = ("real" if (_number(modifiers[0]) or 99) <= 24 else head), ()
    if dialect == "postgres" and head == "char" and not modifiers and whole != "bpchar":
        modifiers = ("1",)
    if dialect == "postgres" and head == "numeric" and len(modifiers) == 1:
        modifiers = (modifiers[0], "0")
    return DataType(head, modifiers, dimensions, tail)


def same_type(one: str, other: str, dialect: str = "postgres") -> bool:
    """Whether two texts name the same type: `int4` is `integer`, `varchar(20)` is `character varying(20)`."""
    return one == other or parse_type(one, dialect) == parse_type(other, dialect)


def short_type(text: str, dialect: str = "postgres") -> str:
    """The type as people say it, for pictures and tables: `timestamptz`, `varchar(20)`, `double`.

    Built-in types get their canonical spelling; a type of the design's own keeps its name.
    """
    shown = str(parse_type(text, dialect))
    if shown.startswith("double precision"):
        return shown.replace("double precision", "double", 1)
    return shown.removeprefix("public.")
