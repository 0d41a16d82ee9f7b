"""PostgreSQL's types as MySQL and MariaDB have them."""

from __future__ import annotations

from dataclasses import dataclass

from designer.schema.types import DataType, parse_type

LONGEST_KEY = 768
"""Characters of four bytes that fit into an InnoDB key."""
_KEY_LENGTH = 255
_PLAIN = {
    "smallint": "smallint", "integer": "int", "bigint": "bigint", "smallserial": "smallint", "serial": "int",
    "bigserial": "bigint", "real": "float", "double precision": "double", "date": "date", "oid": "int unsigned",
    "json": "json", "name": "varchar(64)", '"char"': "char(1)",
}  # fmt: skip
_NOTED = {
    "boolean": ("tinyint(1)", "booleans are numbers there: it holds any small number, not only true and false"),
    "money": ("decimal(19,2)", "money is a plain decimal there, without a currency"),
    "jsonb": ("json", "jsonb becomes json: its containment operators and GIN indexes have no counterpart"),
    "interval": ("varchar(64)", "there is no type for intervals: it becomes text"),
    "inet": ("varchar(43)", "network addresses become text: nothing checks or compares them"),
    "cidr": ("varchar(43)", "network addresses become text: nothing checks or compares them"),
    "macaddr": ("varchar(17)", "hardware addresses become text"),
    "macaddr8": ("varchar(23)", "hardware addresses become text"),
    "tsvector": ("longtext", "there is no tsvector: it becomes text; a FULLTEXT index searches text itself"),
    "tsquery": ("longtext", "there is no tsquery: it becomes text"),
    "xml": ("longtext", "there is no type for XML: it becomes text that nothing checks"),
    "hstore": ("json", "hstore becomes json"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A type of the target, a collation for it where it needs one, and what is lost, in a sentence."""

    type: str
    note: str | None = None
    collation: str | None = None


def mysql_type(text: str, flavour: str, share: int | None = None) -> Said:
    """The nearest type. share: how many characters a key that needs the whole of it leaves to it."""
    parsed = parse_type(text, "postgres")
    base = parsed.base.removeprefix("public.")
    if parsed.dimensions:
        return Said("json", "there are no arrays: it becomes a JSON array")
    if base in _PLAIN:
        return Said(_PLAIN[base])
    if base in _NOTED:
        return Said(*_NOTED[base])
    if base == "uuid":
        return Said("uuid") if flavour == "mariadb" else Said("char(36)", "there is no uuid: it becomes 36 characters")
    special = _numeric(parsed) or _time(parsed, base) or _text(parsed, base, share) or _bits(parsed, base, share)
    if special is not None:
        return special
    return Said("longtext", f"there is no type {text}: it becomes text")


def _numeric(parsed: DataType) -> Said | None:
    if parsed.base != "numeric":
        return None
    precision, scale = parsed.length, parsed.scale or 0
    if precision is None:
        return Said("decimal(65,30)", "numeric without a precision has no counterpart: 35 digits before the point and"
                    " 30 behind it are kept")  # fmt: skip
    if precision > 65 or not 0 <= scale <= 30:
        return Said(
            "decimal(65,30)", f"numeric({precision},{scale}) is beyond the 65 digits (30 behind the point) there"
        )
    return Said(f"decimal({precision},{scale})")


def _time(parsed: DataType, base: str) -> Said | None:
    digits = 6 if parsed.length is None else parsed.length
    if base == "timestamp":
        return Said(f"datetime({digits})")
    if base == "timestamptz":
        return Said(f"datetime({digits})", "it keeps no time zone: write UTC, and set the session's time_zone to it")
    if base == "time":
        return Said(f"time({digits})")
    if base == "timetz":
        return Said(f"time({digits})", "it keeps no time zone")
    return None


def _text(parsed: DataType, base: str, share: int | None) -> Said | None:
    length = parsed.length
    most = min(_KEY_LENGTH, share) if share is not None else None
    if base == "citext":
        return Said(f"varchar({most})" if most else "longtext", None, "utf8mb4_general_ci")
    if base in ("text", "varchar") and length is None:
        if most:
            return Said(f"varchar({most})", f"a key takes no unlimited text: {most} characters at most")
        return Said("longtext")
    if base == "varchar" and length is not None:
        if share is not None and length > share:
            return Said(f"varchar({share})", f"a key leaves {share} characters to it, not {length}")
        if length <= 4000:
            return Said(f"varchar({length})")
        return Said("longtext", f"nothing holds it to {length} characters")
    if base == "char":
        return Said(f"char({length or 1})") if (length or 1) <= 255 else Said(f"varchar({length})")
    return None


def _bits(parsed: DataType, base: str, share: int | None) -> Said | None:
    if base == "bytea":
        if share is not None:
            most = min(_KEY_LENGTH, share)
            return Said(f"varbinary({most})", f"a key takes no unlimited bytes: {most} at most")
        return Said("longblob")
    if base == "bit" and (parsed.length or 1) <= 64:
        return Said(f"bit({parsed.length or 1})")
    return None
