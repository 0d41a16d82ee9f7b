"""The largest number that a type holds, where something numbers rows by it and may get there."""

from designer.schema.types import DataType

_LIMITS = {
    "smallint": 2**15 - 1, "smallserial": 2**15 - 1, "integer": 2**31 - 1, "serial": 2**31 - 1, "int": 2**31 - 1,
    "mediumint": 2**23 - 1,
}  # fmt: skip
_DIGITS_ENOUGH = 18
_WIDE = ("sqlite", "oracle")
"""Dialects whose INTEGER is wide, however it is spelled: 64 bits, and 38 digits."""


def last_number(kind: DataType, dialect: str) -> int | None:
    """The largest number of a type; None where no growth reaches it. Oracle's NUMBER(9) ends with nine nines."""
    if kind.base == "number" and kind.length and not kind.scale and kind.length < _DIGITS_ENOUGH:
        return int(10**kind.length) - 1
    limit = _LIMITS.get(kind.base) if dialect not in _WIDE else None
    return limit * 2 + 1 if limit and "unsigned" in kind.suffix else limit
