"""What an expression over columns is worth knowing: derived from its columns, and marked as assumed."""

import math
from dataclasses import replace

from designer.lab.planner.types import ColumnType
from designer.lab.planner.volume import ColumnVolume, TableVolume, as_date
from designer.schema.types import parse_type
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_SAME_VALUES = frozenset(("lower", "upper", "btrim", "trim", "ltrim", "rtrim", "md5", "reverse", "casefold"))
_SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746, "quarter": 7_889_238,
    "year": 31_556_952,
}  # fmt: skip
_JSON_DISTINCT = 0.1


def derived_volume(expression: str, kind: str, table: TableVolume) -> ColumnVolume:
    """The values of an expression of this type (as format_type spells it) over a table's columns."""
    tokens = [one for one in tokenize(expression, "postgres").tokens if one.kind is not Kind.COMMENT]
    names = [read_identifier(one.text, "postgres") for one in tokens if one.kind in (Kind.WORD, Kind.QUOTED)]
    sources = [table.columns[name] for name in dict.fromkeys(names) if name in table.columns]
    read = parse_type(kind, "postgres")
    own = ColumnType(read.base, read.family, read.dimensions)
    nulls = max((one.null_fraction for one in sources), default=0.0)
    present = max(1.0, table.rows * (1 - nulls))
    assumed = frozenset({"distinct", "average_width"})
    plain = ColumnVolume(own, nulls, present, own.assumed_width(), 0.0, assumed=assumed)
    if own.family == "boolean":
        return replace(plain, distinct=2, width=1, values=(("t", 0.5), ("f", 0.5)))
    if len(sources) == 1 and set(names) & _SAME_VALUES:
        return _same_values(sources[0], own, names)
    unit = next((one.text.strip("'") for one in tokens if one.kind is Kind.STRING), "")
    if len(sources) == 1 and sources[0].type.family == "timestamp" and (own.family in ("date", "timestamp")):
        return _periods(sources[0], own, "day" if own.family == "date" else unit)
    if any(one.type.family == "json" for one in sources):
        return replace(plain, distinct=max(1.0, present * _JSON_DISTINCT))
    return replace(plain, distinct=min(present, math.prod(one.distinct for one in sources) if sources else present))


def _same_values(source: ColumnVolume, own: ColumnType, names: list[str]) -> ColumnVolume:
    """A function that keeps values apart, or nearly: `lower(email)` has as many as `email`."""

    def changed(value: object) -> str:
        text = str(value)
        if "lower" in names:
            return text.lower()
        return text.upper() if "upper" in names else text

    told = "md5" not in names and "reverse" not in names
    return replace(
        source,
        type=own,
        values=tuple((changed(value), share) for value, share in source.values) if told else (),
        samples=tuple(map(changed, source.samples)) if told else (),
        width=33.0 if "md5" in names else source.width,
        correlation=source.correlation if "lower" in names else 0.0,
    )


def _periods(source: ColumnVolume, own: ColumnType, unit: str) -> ColumnVolume:
    """Moments cut to days, months …: as many as lie between the first and the last."""
    low, high = as_date(source.minimum), as_date(source.maximum)
    distinct = source.distinct
    if low is not None and high is not None and unit in _SECONDS:
        distinct = min(distinct, max(1.0, math.ceil((high - low).total_seconds() / _SECONDS[unit]) + 1))
    width = 4.0 if own.family == "date" else 8.0
    return replace(source, type=replace(own, fixed_width=width), distinct=distinct, width=width, told=None)
