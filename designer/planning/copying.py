"""What stands on a column, said of another column."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from designer.sql.identifiers import NAME_BYTES, clip_bytes
from designer.sql.names import rename_column

Wording = tuple[str, str, str]
"""A table, a column of it, and what texts call the column instead."""


class TooEntangled(Exception):
    """The column cannot be had twice."""


def next_id(object_id: str) -> str:
    """The id of a copy on the way."""
    return f"{object_id} next"


def passage(own: str) -> str:
    """The name of a copy until it takes the place of what it copies."""
    return _with_tail(own, "_next")


def former(own: str) -> str:
    """The name of what has lost its place."""
    return _with_tail(own, "_before")


def stands_last(said: str) -> str:
    """What is said of a column that takes the place of another one."""
    return (
        f"{said} stands last in its table: code that names no columns, as in INSERT INTO t VALUES or SELECT *, meets"
        " another order from the switch on"
    )


def _with_tail(own: str, tail: str) -> str:
    """A name that ends so, however long the own one is."""
    return clip_bytes(own, NAME_BYTES - len(tail)) + tail


def copied(item: Any, ids: Mapping[str, str], wording: Iterable[Wording]) -> Any:
    """A key, check, index or foreign key on other columns, under a name of passage.

    Raises TooEntangled for an item without a name, which could not be renamed afterwards, and CannotRewrite.
    """
    if not item.name:
        raise TooEntangled
    changes: dict[str, Any] = {"id": next_id(item.id), "name": passage(item.name), "comment": None}
    for field in ("columns", "parent_columns", "include"):
        if isinstance(getattr(item, field, None), tuple) and not (field == "columns" and hasattr(item, "keys")):
            changes[field] = tuple(ids.get(one, one) for one in getattr(item, field))
    if hasattr(item, "keys"):
        changes["keys"] = tuple(replace(part, column=ids.get(part.column or "", part.column)) for part in item.keys)
    return reworded(replace(item, **changes), wording)


def reworded(item: Any, wording: Iterable[Wording]) -> Any:
    """A check or an index whose texts call columns by other names. Raises CannotRewrite."""

    words = tuple(wording)

    def text(given: str | None) -> str | None:
        if given is None:
            return None
        for table, old, new in words:
            given = rename_column(given, table, old, new)
        return given

    if hasattr(item, "keys"):
        keys = tuple(replace(part, expression=text(part.expression)) for part in item.keys)
        return replace(item, keys=keys, where=text(item.where))
    if hasattr(item, "expression"):
        return replace(item, expression=text(item.expression))
    return item
