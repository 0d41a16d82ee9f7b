"""Column statistics as `pg_restore_attribute_stats` takes them, made from volumes or read from a live database."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from designer.lab.planner.sampling import distinct_found
from designer.lab.planner.types import ColumnType
from designer.lab.planner.volume import ColumnVolume, as_date

BUCKETS = 100
"""PostgreSQL's default statistics target: so many common values, one bound more in a histogram."""
_MOST_SAMPLES = 1000
_JSON_ENTRIES = 5.0
_UNORDERED = frozenset(("json", "array", "composite", "xml", "geometry"))


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """One row of `pg_stats`. n_distinct is negative for a share of the rows; arrays of values are array literals."""

    null_frac: float = 0.0
    avg_width: int = 8
    n_distinct: float = -1.0
    most_common_vals: str | None = None
    most_common_freqs: tuple[float, ...] | None = None
    histogram_bounds: str | None = None
    correlation: float | None = None
    most_common_elems: str | None = None
    most_common_elem_freqs: tuple[float, ...] | None = None
    elem_count_histogram: tuple[float, ...] | None = None
    range_length_histogram: str | None = None
    range_empty_frac: float | None = None
    range_bounds_histogram: str | None = None


STATISTICS_FIELDS = tuple(one.name for one in fields(ColumnStatistics))


def column_statistics(column: ColumnVolume, rows: float, pages: float = 0) -> ColumnStatistics:
    """What ANALYZE would have found in `rows` rows of such a column, on so many pages."""
    present = 1 - column.null_fraction
    distinct = min(column.distinct, max(1.0, rows * present))
    unique = distinct > 1 and distinct >= rows * present
    common = [] if unique else _common(column, distinct)
    listed = sum(share for _, share in common)
    lasting = bool(common) and (listed > 0.999 or len(common) >= distinct)
    bounds = () if lasting else histogram(column, frozenset(text for text, _ in common))
    return ColumnStatistics(
        null_frac=column.null_fraction,
        avg_width=max(1, math.floor(column.width + 1e-6)),
        n_distinct=_n_distinct(distinct_counted(column, rows, pages), rows, present),
        most_common_vals=array_literal(text for text, _ in common) if common else None,
        most_common_freqs=tuple(share * present for _, share in common) or None,
        histogram_bounds=array_literal(bounds) if len(bounds) > 1 else None,
        correlation=None if column.type.family in _UNORDERED else _correlation(column, distinct),
        **_elements(column),
    )


def distinct_counted(column: ColumnVolume, rows: float, pages: float) -> float:
    """How many different values the statistics say there are: as told to the server, or as ANALYZE estimates."""
    holding = max(1.0, rows * (1 - column.null_fraction))
    distinct = min(column.distinct, holding)
    if column.told is not None:
        return min(holding, column.told if column.told >= 0 else -column.told * rows)
    listed = min(1.0, sum(share for _, share in column.values))
    others, left = distinct - len(column.values), holding * (1 - listed)
    if others < 1 or left < others:
        return distinct
    return distinct - others + distinct_found(others, left, pages * (1 - listed), column.correlation**2)


def _n_distinct(distinct: float, rows: float, present: float) -> float:
    """As ANALYZE has it: a count, or a negative share where every tenth row brings a value of its own."""
    if rows > 0 and distinct > 0.1 * rows:
        return -min(present, distinct / rows)
    return round(distinct)


def _correlation(column: ColumnVolume, distinct: float) -> float:
    """Declared, or that of values in no order: ANALYZE sorts equal values by their rows, so each value's rows count
    as ordered among themselves, and the sum of the squared shares is what it finds."""
    if "correlation" not in column.assumed or column.correlation:
        return column.correlation
    shares = [share for _, share in column.values]
    rest = max(0.0, 1 - sum(shares))
    others = max(1.0, distinct - len(shares))
    return min(1.0, sum(share * share for share in shares) + rest * rest / others)


def _common(column: ColumnVolume, distinct: float) -> list[tuple[str, float]]:
    """The most common values and their shares of the rows that have one; all of them where they are few."""
    if column.type.dimensions:
        return []
    if column.values:
        total = sum(share for _, share in column.values)
        scale = 1 / total if total > 1 or (total > 0.99 and len(column.values) >= distinct) else 1.0
        listed = sorted(((text_of(v, column.type), s * scale) for v, s in column.values), key=lambda one: -one[1])
        return listed[:BUCKETS]
    if distinct > BUCKETS:
        return []
    texts = _every_value(column, distinct)
    return [(text, 1 / distinct) for text in texts]


def _every_value(column: ColumnVolume, distinct: float) -> list[str]:
    """All values of a column with few, where they can be told: a whole range of numbers, or samples of each."""
    low = column.minimum
    if column.samples and len(set(map(str, column.samples))) >= distinct:
        return sorted({text_of(one, column.type) for one in column.samples})[: int(distinct)]
    if column.type.family in ("integer", "numeric", "float", "date", "timestamp") and low is not None:
        count = max(1, int(distinct))
        values = [quantile(column, place / max(1, count - 1)) for place in range(count)]
        told = list(dict.fromkeys(value for value in values if value is not None))
        return told if len(told) == count else []
    return []


def histogram(column: ColumnVolume, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Bounds of equally full buckets; empty where the values' order is not known."""
    if column.type.dimensions:
        return ()
    if column.type.family == "text":
        known = (*column.samples, *(value for value, _ in column.values))
        ordered = sorted({text_of(one, column.type) for one in known} - without)
        return tuple(_spread_out(ordered)) if len(ordered) > 1 else ()
    steps = max(1, min(BUCKETS, int(column.distinct) - 1))
    bounds = [quantile(column, place / steps) for place in range(steps + 1)]
    if any(bound is None for bound in bounds):
        return ()
    return tuple(dict.fromkeys(bound for bound in bounds if bound is not None))


def _spread_out(ordered: list[str]) -> Iterable[str]:
    """All samples, more than ANALYZE would keep: each that is left out makes what lies around it look rarer."""
    if len(ordered) <= _MOST_SAMPLES:
        return ordered
    return (ordered[round(place * (len(ordered) - 1) / _MOST_SAMPLES)] for place in range(_MOST_SAMPLES + 1))


def quantile(column: ColumnVolume, share: float) -> str | None:
    """The value that `share` of the values lie below, spread evenly from the least to the greatest."""
    low, high, kind = column.minimum, column.maximum, column.type
    if kind.family == "uuid":
        return str(UUID(int=min(2**128 - 1, int(share * (2**128 - 1)))))
    if kind.family == "text" and column.samples:
        ordered = sorted(str(one) for one in column.samples)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    if low is None or high is None:
        return None
    if kind.family in ("date", "timestamp"):
        start, end = as_date(low), as_date(high)
        if start is None or end is None:
            return None
        moment = start + timedelta(seconds=(end - start).total_seconds() * share)
        if kind.family == "date":
            return moment.date().isoformat()
        return moment.isoformat() if kind.base == "timestamptz" else moment.replace(tzinfo=None).isoformat()
    if kind.family not in ("integer", "numeric", "float"):
        return None
    try:
        start_number, end_number = Decimal(str(low)), Decimal(str(high))
    except InvalidOperation:
        return None
    found = start_number + (end_number - start_number) * Decimal(str(share))
    if not found.is_finite():
        return None
    if kind.family == "integer":
        return str(round(found))
    return str(round(found, kind.scale if kind.scale is not None and kind.family == "numeric" else 6))


def text_of(value: Any, kind: ColumnType) -> str:
    """A declared value as the server reads it."""
    if isinstance(value, bool):
        return "t" if value else "f"
    if kind.family == "boolean":
        return "t" if str(value).lower() in ("t", "true", "1", "yes", "on", "y") else "f"
    if kind.base == "char" and kind.length:
        return str(value).ljust(kind.length)
    return str(value)


def array_literal(values: Iterable[str]) -> str:
    """An array as text."""
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + ",".join(quoted) + "}"


def _elements(column: ColumnVolume) -> dict[str, Any]:
    """For arrays: values shares are shares of rows whose array holds the element, samples are elements."""
    kind = column.type
    if kind.family != "array" or kind.dimensions != 1 or kind.base in ("json", "jsonb", "record"):
        return {}
    element = ColumnType(kind.base, None, 0, kind.labels, None, kind.length, kind.scale)
    shares = {text_of(value, element): share for value, share in column.values}
    if not shares and (column.samples or kind.labels):
        shares = {text_of(value, element): 0.01 for value in (column.samples or kind.labels)}
    if not shares or any(text[:1] == "{" for text in shares):
        return {}
    kept = sorted(sorted(shares.items(), key=lambda one: -one[1])[:BUCKETS])
    frequencies = [share for _, share in kept]
    count = max(1.0, min(10.0, math.ceil(sum(frequencies)) or _JSON_ENTRIES))
    return {
        "most_common_elems": array_literal(text for text, _ in kept),
        # behind the shares: the least, the greatest, and the share of arrays with a null element
        "most_common_elem_freqs": (*frequencies, min(frequencies), max(frequencies), 0.0),
        "elem_count_histogram": (*(count for _ in range(11)), count),
    }
