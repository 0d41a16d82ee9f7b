"""What a change of a column's type costs PostgreSQL: nothing, a reading of the table, or a new file for it.

Measured on servers (`tests/planning/test_locks.py` measures again). Where it depends on what is not known here, the
dearer answer is given.
"""

from typing import Literal

from designer.schema.types import DataType, parse_type

Cost = Literal["free", "rewrite"]

_LENGTHS = ("varchar", "varbit")
_PRECISIONS = ("timestamp", "timestamptz", "time", "timetz", "interval")


def retyping(old: str, new: str, *, converted: bool = False) -> Cost:
    """The cost of ALTER COLUMN … TYPE from one type to the other. converted: USING computes something.

    A free change still reads the table when a check or an index stands on the column; that is for the caller to say.
    """
    before, after = parse_type(old), parse_type(new)
    if before == after:
        return "free"
    if converted or before.dimensions or after.dimensions:
        return "rewrite"
    return "free" if _widens(before, after) else "rewrite"


def _widens(old: DataType, new: DataType) -> bool:
    if new.base == "text":
        return old.base in ("varchar", "citext")
    if new.base == "varchar" and not new.modifiers:
        return old.base in ("varchar", "text")
    if old.base != new.base:
        return (old.base, new.base) == ("cidr", "inet")
    if new.base in _LENGTHS:
        return not new.modifiers or _at_least(new.length, old.length)
    if new.base == "numeric":
        if not new.modifiers:
            return True
        return bool(old.modifiers) and old.scale == new.scale and _at_least(new.length, old.length)
    if new.base in _PRECISIONS:
        return not new.modifiers or _at_least(new.length, old.length)
    return False


def _at_least(new: int | None, old: int | None) -> bool:
    return new is not None and old is not None and new >= old
