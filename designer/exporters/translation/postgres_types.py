"""MySQL's types as PostgreSQL has them."""

from __future__ import annotations

from dataclasses import dataclass

from designer.schema.types import parse_type
from designer.sql.cursor import Cursor, Unreadable

_SIGNED = {"tinyint": "smallint", "smallint": "smallint", "mediumint": "integer", "int": "integer", "bigint": "bigint"}
_UNSIGNED = {
    "tinyint": "smallint", "smallint": "integer", "mediumint": "integer", "int": "bigint", "bigint": "numeric(20,0)",
}  # fmt: skip
_MOST = {"tinyint": 2**8 - 1, "smallint": 2**16 - 1, "mediumint": 2**24 - 1, "int": 2**32 - 1, "bigint": 2**64 - 1}
_TEXT = ("tinytext", "text", "mediumtext", "longtext", "long")
_BYTES = ("tinyblob", "blob", "mediumblob", "longblob", "binary", "varbinary")
_SHAPES = ("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
           "geometrycollection", "geomcollection")  # fmt: skip
_PLAIN = {"date": "date", "uuid": "uuid", "inet6": "inet", "inet4": "inet", "float": "real",
          "double": "double precision", "real": "double precision"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A type of PostgreSQL; values of an enum; a condition on `{}`, the column; what is lost, in a sentence."""

    type: str
    note: str | None = None
    limit: str | None = None
    values: tuple[str, ...] | None = None


def postgres_type(text: str, *, counts: bool) -> Said:
    """The nearest type. counts: whether the column is AUTO_INCREMENT, which needs an integer type."""
    parsed = parse_type(text, "mysql")
    words = text.lower().split("(")[0].split()
    base = words[0] if words else ""
    unsigned = any(word in text.lower() for word in ("unsigned", "zerofill"))
    if base in ("bool", "boolean"):
        return Said("boolean", "only true and false fit, where MySQL keeps any small number")
    if base in ("enum", "set"):
        return _listed(text, base)
    integer = {"integer": "int", "int1": "tinyint", "int2": "smallint", "int3": "mediumint", "middleint": "mediumint",
               "int4": "int", "int8": "bigint", "serial": "bigint"}.get(base, base)  # fmt: skip
    if integer in _SIGNED:
        return _integer(integer, unsigned or base == "serial", counts)
    if base in ("decimal", "numeric", "dec", "fixed"):
        shown = f"numeric({','.join(parsed.modifiers)})" if parsed.modifiers else "numeric(10,0)"
        return Said(shown, None, "{} >= 0" if unsigned else None)
    if base in _PLAIN:
        return Said(_PLAIN[base], None, "{} >= 0" if unsigned and base in ("float", "double", "real") else None)
    return _characters(parsed.length, base, words) or _moment(parsed.length, base) or _other(text, parsed.length, base)


def _integer(base: str, unsigned: bool, counts: bool) -> Said:
    if not unsigned:
        return Said(_SIGNED[base])
    type_ = _UNSIGNED[base]
    if counts and base == "bigint":
        return Said("bigint", "it counts to 2^63 - 1, not to 2^64 - 1", "{} >= 0")
    return Said(type_, None, f"{{}} BETWEEN 0 AND {_MOST[base]}")


def _characters(length: int | None, base: str, words: list[str]) -> Said | None:
    if base == "national" or base == "nchar":
        return Said(f"varchar({length})" if "var" in "".join(words) else f"char({length or 1})")
    if base in ("varchar", "nvarchar", "varcharacter") or words[:2] == ["character", "varying"]:
        return Said(f"varchar({length})" if length else "text")
    if base in ("char", "character"):
        return Said(f"char({length or 1})")
    if base in _TEXT:
        return Said("text")
    if base in _BYTES:
        return Said("bytea", f"nothing holds it to {length} bytes" if length else None)
    return None


def _moment(length: int | None, base: str) -> Said | None:
    digits = length or 0
    if base == "datetime":
        return Said(f"timestamp({digits})")
    if base == "timestamp":
        return Said(f"timestamptz({digits})")
    if base == "time":
        return Said(f"time({digits})", "a time of day: MySQL's may be negative and reach 838 hours")
    if base == "year":
        return Said("smallint", None, "{0} BETWEEN 1901 AND 2155 OR {0} = 0")
    return None


def _other(text: str, length: int | None, base: str) -> Said:
    if base == "json":
        return Said("jsonb", "jsonb does not keep the order of keys, nor repeated ones")
    if base == "bit":
        return Said(f"bit({length or 1})")
    if base in _SHAPES:
        return Said("text", f"{base} needs an extension: it becomes text (WKT)")
    return Said("text", f"there is no type {text}: it becomes text")


def _listed(text: str, base: str) -> Said:
    """ENUM and SET."""
    values: list[str] = []
    try:
        cursor = Cursor.over(text, "mysql")
        cursor.index = 2
        while not cursor.done:
            values.append(cursor.string())
            if not cursor.take(","):
                break
    except Unreadable:
        return Said("text", f"the values of {text} were not understood: it becomes text")
    if base == "set":
        return Said("text", "there are no sets: it becomes text, with commas between the values, that nothing checks")
    return Said("", None, None, tuple(values))
