"""How the values of one type become those of another."""

from designer.schema.types import parse_type

_NUMBERS = ("integer", "numeric", "float")
_TIMES = ("timestamp", "date")


def conversion(old: str, new: str) -> str | None:
    """The expression that makes the new type of the old, `{}` the column; None where the server does it alone."""
    before, after = parse_type(old), parse_type(new)
    if before.dimensions != after.dimensions:
        return f"{{}}::text::{new}"
    pair = (before.family, after.family)
    if before.base == after.base or (pair[0] == pair[1] and pair[0] in (*_NUMBERS, "text", "timestamp", "json")):
        return None
    if pair[0] in _NUMBERS and pair[1] in _NUMBERS:
        return None
    if (pair[1] == "text" and pair[0]) or (pair[0] in _TIMES and pair[1] in _TIMES):
        return None
    if pair[0] == "boolean" and pair[1] in _NUMBERS:
        return f"{{}}::integer::{new}"  # no other number has a cast from it
    if pair[0] in _NUMBERS and pair[1] == "boolean":
        return "({} <> 0)"
    if pair[0] == "text":
        return f"{{}}::{new}"
    return f"{{}}::text::{new}"
