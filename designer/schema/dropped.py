"""Foreign keys that a script has declared and then dropped itself, kept beside a column as `"x": {"dropped": […]}`.

They are no part of what the design means: no statement follows from them. Who dropped one has thought of it, though.
"""

from collections.abc import Iterable

from designer.schema.model import Attribute

_KEY = "dropped"


def dropped_references(column: Attribute) -> tuple[str, ...]:
    """Names of the tables that the column referred to, without their schemas, until the script dropped that. Whatever
    else stands in its place, written by others, counts as nothing."""
    held = column.x.get(_KEY)
    return tuple(one for one in held if isinstance(one, str)) if isinstance(held, tuple) else ()


def as_dropped(parents: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What `x` of a column holds of them; nothing where there are none."""
    found = tuple(dict.fromkeys(parents))
    return {_KEY: found} if found else {}
