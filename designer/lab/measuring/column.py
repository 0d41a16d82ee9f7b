"""One column's values, row by row, as its declared statistics have them."""

from collections.abc import Iterable, Sequence
from random import Random

from designer.lab.measuring.distinct import Limits, order_of, spread
from designer.lab.planner.statistics import array_literal, text_of
from designer.lab.planner.types import ColumnType
from designer.lab.planner.volume import ColumnVolume
from designer.schema.schema import Schema

Values = list[str | None]
"""Texts that the column's type reads, in the order of the rows; None for null."""


def column_values(
    schema: Schema,
    type_text: str,
    column: ColumnVolume,
    rows: int,
    generator: Random,
    *,
    unique: bool = False,
    nullable: bool = True,
    needed: Sequence[str] = (),
    limits: Limits | None = None,
) -> Values:
    """Distinct values, share of nulls, shares of values, ends and correlation as declared.

    unique: each value once. needed: values that others refer to, and that have to be among them.
    """
    nulls = round(column.null_fraction * rows) if nullable else 0
    present = rows - nulls
    if present <= 0:
        return [None] * rows
    if column.type.dimensions == 1 and column.values:
        ordered = _arrays(column, present, generator)
    else:
        counts = _counts(schema, type_text, column, present, unique, needed, limits or Limits())
        sort = order_of(column)
        ordered = [text for text in sorted(counts, key=sort) for _ in range(counts[text])]
        ordered += [ordered[-1]] * (present - len(ordered)) if not unique and ordered else []
    arranged = _arranged(ordered[:present], column.correlation, generator)
    return _with_nulls(arranged, rows, generator)


def _counts(
    schema: Schema,
    type_text: str,
    column: ColumnVolume,
    present: int,
    unique: bool,
    needed: Sequence[str],
    limits: Limits,
) -> dict[str, int]:
    """How often each value stands in the column."""
    distinct = present if unique else max(1, min(present, round(column.distinct)))
    if unique:
        return dict.fromkeys(_with_needed(spread(schema, type_text, column, distinct, limits), needed), 1)
    shares = _shares(column, limits)
    common = {text: max(1, round(share * present / (1 - column.null_fraction or 1))) for text, share in shares}
    common = _within(common, present)
    rest = present - sum(common.values())
    others = max(0, distinct - len(common))
    if not rest or not others:
        return (
            _stretched(common, present)
            if common
            else dict.fromkeys(spread(schema, type_text, column, 1, limits), present)
        )
    found = spread(schema, type_text, column, distinct, limits)
    missing = [text for text in _with_needed(found, needed) if text not in common][:others] or [next(iter(found))]
    each, more = divmod(rest, len(missing))
    for place, text in enumerate(missing):
        number = each + (place < more)
        if number:
            common[text] = common.get(text, 0) + number
    return common


def _shares(column: ColumnVolume, limits: Limits) -> list[tuple[str, float]]:
    """Declared shares of the rows, the largest first; what a check forbids is left out."""
    found = [(text_of(value, column.type), share) for value, share in column.values]
    if limits.only:
        found = [(text, share) for text, share in found if text in limits.only]
    total = sum(share for _, share in found)
    most = 1 - column.null_fraction
    scale = most / total if total > most > 0 else 1.0
    return sorted(((text, share * scale) for text, share in found), key=lambda one: -one[1])


def _within(counts: dict[str, int], present: int) -> dict[str, int]:
    """No more than there are rows: the rare ones give way."""
    left = present
    found: dict[str, int] = {}
    for text, count in counts.items():
        if left <= 0:
            break
        found[text] = min(count, left)
        left -= found[text]
    return found


def _stretched(counts: dict[str, int], present: int) -> dict[str, int]:
    """All rows have one of these: the commonest takes what rounding left."""
    first = next(iter(counts))
    return {**counts, first: counts[first] + present - sum(counts.values())}


def _with_needed(found: list[str], needed: Sequence[str]) -> list[str]:
    """The values with those that are needed in the places of others, their ends kept."""
    missing = [text for text in dict.fromkeys(needed) if text not in set(found)]
    if not missing:
        return found
    keep = set(needed)
    places = [place for place in range(1, len(found) - 1) if found[place] not in keep]
    step = max(1, len(places) // (len(missing) + 1))
    for text, place in zip(missing, places[::step], strict=False):
        found[place] = text
    return found


def _arranged(ordered: list[str], correlation: float, generator: Random) -> list[str]:
    """In the order of the rows: so many in place, or in reverse, as the correlation says, the rest anywhere."""
    if correlation < 0:
        ordered = ordered[::-1]
    kept = min(1.0, abs(correlation))
    if kept > 0.9999:
        return ordered
    places = [place for place in range(len(ordered)) if generator.random() >= kept]
    shuffled = list(places)
    generator.shuffle(shuffled)
    found = list(ordered)
    for place, other in zip(places, shuffled, strict=True):
        found[place] = ordered[other]
    return found


def _with_nulls(values: list[str], rows: int, generator: Random) -> Values:
    missing = rows - len(values)
    if not missing:
        return list(values)
    empty = set(generator.sample(range(rows), missing))
    rest = iter(values)
    return [None if row in empty else next(rest) for row in range(rows)]


def _arrays(column: ColumnVolume, present: int, generator: Random) -> list[str]:
    """Arrays that hold each element in its declared share of the rows."""
    kind = column.type
    element = ColumnType(kind.base, None, 0, kind.labels, None, kind.length, kind.scale)
    shares = [(text_of(value, element), share) for value, share in column.values]
    return [array_literal(_chosen(shares, generator)) for _ in range(present)]


def _chosen(shares: Iterable[tuple[str, float]], generator: Random) -> list[str]:
    return [text for text, share in shares if generator.random() < share]
