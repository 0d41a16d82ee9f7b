"""Types of columns in SQLAlchemy's words, and what they are in Python."""

from __future__ import annotations

from dataclasses import dataclass

from designer.exporters.python_text import string
from designer.schema.model import Enum
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_name

_PLAIN = {
    "smallint": ("SmallInteger()", "int"), "integer": ("Integer()", "int"), "bigint": ("BigInteger()", "int"),
    "text": ("Text()", "str"), "boolean": ("Boolean()", "bool"), "date": ("Date()", "datetime.date"),
    "double precision": ("postgresql.DOUBLE_PRECISION()", "float"), "real": ("REAL()", "float"),
    "uuid": ("Uuid()", "uuid.UUID"), "bytea": ("LargeBinary()", "bytes"), "jsonb": ("postgresql.JSONB()", "Any"),
    "json": ("postgresql.JSON()", "Any"), "inet": ("postgresql.INET()", "str"), "cidr": ("postgresql.CIDR()", "str"),
}  # fmt: skip
_TIMES = {
    "timestamp": ("postgresql.TIMESTAMP", "datetime.datetime", False),
    "timestamptz": ("postgresql.TIMESTAMP", "datetime.datetime", True),
    "time": ("postgresql.TIME", "datetime.time", False), "timetz": ("postgresql.TIME", "datetime.time", True),
}  # fmt: skip
SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


@dataclass(frozen=True, slots=True)
class Written:
    """The type as an expression of SQLAlchemy, and the Python type of its values."""

    text: str
    python: str


def written_type(schema: Schema, text: str) -> Written:
    """The type of a column; a type that SQLAlchemy has no word for keeps its own text."""
    enum = enum_of(schema, text)
    if enum is not None:
        return Written(f"_{enum_variable(schema, enum)}", "str")
    parsed = parse_type(SERIALS.get(text.lower(), text))
    if parsed.dimensions or parsed.suffix:
        return Written(f"DatabaseType({string(text)})", "Any")
    if parsed.base in _PLAIN and not parsed.modifiers:
        return Written(*_PLAIN[parsed.base])
    if parsed.base in _TIMES:
        word, python, zone = _TIMES[parsed.base]
        precision = f", precision={parsed.length}" if parsed.length is not None else ""
        return Written(f"{word}(timezone={zone}{precision})", python)
    if parsed.base in ("varchar", "char"):
        word = "String" if parsed.base == "varchar" else "CHAR"
        return Written(f"{word}({parsed.length if parsed.modifiers else ''})", "str")
    if parsed.base == "numeric" and len(parsed.modifiers) in (0, 2) and (parsed.scale or 0) >= 0:
        return Written(f"Numeric({', '.join(parsed.modifiers)})", "decimal.Decimal")
    return Written(f"DatabaseType({string(text)})", "Any")


def enum_of(schema: Schema, text: str) -> Enum | None:
    """The enum that a type's text names."""
    for enum in schema.enums:
        parts = [part for part in (schema.namespace(enum.schema), enum.name) if part]
        if text in (enum.name, quote_name(enum.name, dialect="postgres"), quote_name(*parts, dialect="postgres"),
                    ".".join(parts)):  # fmt: skip
            return enum
    return None


def enum_variable(schema: Schema, enum: Enum) -> str:
    """A name of Python for the enum, told apart by its place among all."""
    place = [one.id for one in schema.enums].index(enum.id)
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in enum.name.lower())
    return f"enum_{place}_{plain}"
