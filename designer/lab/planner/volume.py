"""A table's volume as a value: rows, columns and what is known of their values."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from designer.lab.planner.types import ColumnType
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_RANGED = frozenset(("date", "timestamp", "integer", "numeric"))


@dataclass(frozen=True, slots=True)
class ColumnVolume:
    """What is known of a column's values. distinct counts values, null left out; min and max as in the design.

    told: how many different values the server's statistics say, as a count or, negative, as a share of the rows,
    where they do not come from ANALYZE of the declared values: they were read from a server, or `n_distinct` is set.
    """

    type: ColumnType
    null_fraction: float
    distinct: float
    width: float
    correlation: float
    minimum: Any = None
    maximum: Any = None
    values: tuple[tuple[Any, float], ...] = ()
    samples: tuple[Any, ...] = ()
    assumed: frozenset[str] = frozenset()
    told: float | None = None


@dataclass(frozen=True, slots=True)
class TableVolume:
    """A table's rows and its columns by name.

    joint: columns that together hold no more than so many combinations; implied: columns and what follows from them.
    """

    rows: float
    columns: Mapping[str, ColumnVolume] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    joint: tuple[tuple[frozenset[str], float], ...] = ()
    implied: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    def combinations(self, names: Iterable[str]) -> float:
        """How many different combinations of values these columns hold: no more than rows, than what a composite
        reference can name, and than what is left when one column follows from others."""
        left = set(names)
        for determinant, dependent in self.implied:
            if determinant <= left:
                left -= dependent - determinant
        found = 1.0
        for together, count in self.joint:
            if together <= left:
                found *= min(count, math.prod(self.columns[name].distinct for name in together))
                left -= together
        found *= math.prod(self.columns[name].distinct for name in left)
        return max(1.0, min(self.rows, found))


def bounded(column: ColumnVolume, strategy: str, bound: str, rows: float) -> ColumnVolume:
    """A partition key's values by the bound's own: the ends of a range, the members of a list."""
    tokens = tokenize(bound, "postgres").tokens
    literals = [token.text.strip("'") for token in tokens if token.kind in (Kind.STRING, Kind.NUMBER)]
    if "-" in (token.text for token in tokens):
        return column
    if strategy == "list" and literals:
        shares = {str(value): share for value, share in column.values}
        total = sum(shares.get(one, 0.0) for one in literals)
        values = tuple((one, shares.get(one, 0.0) / total if total else 1 / len(literals)) for one in literals)
        return replace(column, values=values, distinct=float(len(literals)), told=None)
    if strategy != "range" or len(literals) != 2 or column.type.family not in _RANGED:
        return column
    low, high = literals
    start, end = as_date(low), as_date(high)
    distinct = min(column.distinct, max(1.0, rows))
    if column.type.family == "date" and start and end:
        distinct = min(distinct, max(1.0, (end - start).days))
        high = (end - timedelta(days=1)).date().isoformat()
    return replace(column, minimum=low, maximum=high, distinct=distinct, told=None)


def as_date(value: Any) -> datetime | None:
    """A declared minimum or maximum as a moment in UTC; None where the text says none."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
