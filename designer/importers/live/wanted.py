"""What of a server's statistics may be read: its most common values and its ranges are data of real rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from designer.importers.live.errors import Unreachable

Column = tuple[str, str, str]
"""Schema, table and column. MySQL's databases hold no schemas: ""."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """values: whether common values and ranges are read at all; without: columns of which they never are, each as
    `table`, `table.column`, `schema.table.column` or `*.column`. Counts, shares of nulls and widths are always read.
    """

    values: bool = True
    without: tuple[str, ...] = ()

    def kept_back(self, columns: Collection[Column], same: Iterable[tuple[Column, Column]] = ()) -> frozenset[Column]:
        """The columns whose values are not to be read. same: pairs that hold the same values, such as a foreign key
        and what it refers to.

        Raises Unreachable for a name that means no column: a slip must not let anything out.
        """
        if not self.values:
            return frozenset(columns)
        found: set[Column] = set()
        for text in self.without:
            meant = {one for one in columns if text.strip().lower() in _names(one)}
            if not meant:
                raise Unreachable(f"there is no column {text.strip()!r} whose values could be left out")
            found |= meant
        return frozenset(_closed(found, same))


EVERYTHING = Wanted()


def _names(column: Column) -> frozenset[str]:
    schema, table, name = (part.lower() for part in column)
    short = {table, f"{table}.{name}", f"{table}.*", f"*.{name}"}
    return frozenset(short | {f"{schema}.{table}", f"{schema}.{table}.*", f"{schema}.{table}.{name}"})


def _closed(found: set[Column], same: Iterable[tuple[Column, Column]]) -> set[Column]:
    neighbours: dict[Column, list[Column]] = {}
    for one, other in same:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    waiting = list(found)
    while waiting:
        for other in neighbours.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
