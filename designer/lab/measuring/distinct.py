"""The different values of a column, in order, spread over its declared range."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from designer.lab.measuring.typed import value_text
from designer.lab.planner.volume import ColumnVolume, as_date
from designer.schema.schema import Schema

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_DAY = 86_400
_YEARS = 3 * 365 * _DAY
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PLACES = 4
_GOLDEN = 0x9E3779B97F4A7C15
_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1}


def worded(look: str, core: str) -> str:
    """A text of this look; the core, a letter and digits, tells it from others.

    `{}` stands for the core, `{UPPER}` for it in capitals, `{digits}` and `{letters}` for what is as different.
    """
    letters = core[:1] + "".join(chr(ord("a") + int(one)) for one in core[1:] if one.isdigit())
    digits = f"{ord(core[:1]) % 9 + 1}{''.join(one for one in core if one.isdigit())}"
    found = look.replace("{}", core).replace("{digits}", digits).replace("{UPPER}", core.upper())
    return found.replace("{letters}", letters).replace("{LETTERS}", letters.upper())


Order = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What checks leave of a column: ends, in the column's own terms, a length, the only values, and how texts of it
    look (see `worded`).
    """

    low: Decimal | None = None
    high: Decimal | None = None
    length: int | None = None
    only: tuple[str, ...] = ()
    template: str = "{}"


def order_of(column: ColumnVolume) -> Order:
    """What sorts the texts of a column's values as the server sorts the values."""
    if column.type.family in ("integer", "numeric", "float"):
        return _number
    return str


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def spread(schema: Schema, type_text: str, column: ColumnVolume, count: int, limits: Limits) -> list[str]:
    """So many different values in ascending order, or as many as the type and its checks have."""
    kind = column.type
    if limits.only:
        return list(limits.only)[:count]
    if kind.family == "boolean":
        return ["f", "t"][:count]
    if kind.labels and not kind.dimensions:
        return list(kind.labels)[:count]
    match kind.family:
        case "integer":
            most = _LARGEST.get(kind.base.replace("serial", "integer"), 2**63 - 1)
            return [str(one) for one in _whole(column, count, limits, 0, most)]
        case "numeric" | "float":
            return _decimals(column, count, limits)
        case "date" | "timestamp":
            return _moments(column, count)
        case "time":
            return [str(timedelta(seconds=one)) for one in _even(0, _DAY - 1, count, _DAY)]
        case "uuid":
            step = 2**128 // max(1, count)
            return [str(UUID(int=place * step + place * _GOLDEN % max(1, step))) for place in range(count)]
        case "text":
            return _texts(column, count, limits)
    if column.samples and not kind.dimensions:
        return sorted({str(one) for one in column.samples})[:count]
    return list(dict.fromkeys(value_text(schema, type_text, number) for number in range(1, count + 1)))


def _even(low: int, high: int, count: int, most: int) -> list[int]:
    """Whole numbers at even distances, both ends among them; the upper end gives way where there is no room."""
    high = max(high, low + count - 1)
    count = min(count, most)
    if count <= 1:
        return [low]
    return [low + place * (high - low) // (count - 1) for place in range(count)]


def _whole(column: ColumnVolume, count: int, limits: Limits, scale: int, most: int) -> list[int]:
    low, high = _units(column.minimum, scale), _units(column.maximum, scale)
    low = 1 if low is None else low
    high = low + count - 1 if high is None else high
    if limits.low is not None:
        low = max(low, math.ceil(limits.low * 10**scale))
        high = max(high, low)
    if limits.high is not None:
        high = min(high, math.floor(limits.high * 10**scale))
        low = min(low, high)
        most = min(most, high)
    if high - low + 1 < count and (limits.high is not None or high + count > most):
        low = max(high - count + 1, -most if limits.low is None else math.ceil(limits.low * 10**scale))
        count = min(count, high - low + 1)
    return _even(low, high, count, max(1, count))


def _decimals(column: ColumnVolume, count: int, limits: Limits) -> list[str]:
    scale = column.type.scale if column.type.family == "numeric" and column.type.scale is not None else _PLACES
    most = 10 ** (column.type.length or 15) - 1 if column.type.family == "numeric" else 10**15
    units = _whole(column, count, limits, scale, most)
    return [str(Decimal(one).scaleb(-scale)) for one in units]


def _units(value: Any, scale: int) -> int | None:
    try:
        found: int = round(Decimal(str(value)) * 10**scale)
        return found
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _moments(column: ColumnVolume, count: int) -> list[str]:
    start, end = as_date(column.minimum), as_date(column.maximum)
    start = start or (end - timedelta(seconds=_YEARS) if end else _EPOCH)
    end = end or start + timedelta(seconds=_YEARS)
    if column.type.family == "date":
        days = _even(0, (end - start).days, count, count)
        return [(start + timedelta(days=one)).date().isoformat() for one in days]
    unit = 1 if (end - start).total_seconds() >= count else 1_000_000
    ticks = _even(0, int((end - start).total_seconds() * unit), count, count)
    zone = "+00" if column.type.base == "timestamptz" else ""
    plain = start.astimezone(UTC).replace(tzinfo=None)
    return [f"{(plain + timedelta(seconds=one / unit)).isoformat(sep=' ')}{zone}" for one in ticks]


def _texts(column: ColumnVolume, count: int, limits: Limits) -> list[str]:
    """Texts of about the declared width, over all first letters; with the declared ends and samples in them."""
    length = min(one for one in (column.type.length, limits.length, 10_000) if one)
    width = max(1, min(length, round(column.width) - 1))
    samples = sorted({str(one) for one in column.samples})
    found = dict.fromkeys(one[:length] for one in samples[:count])
    found |= dict.fromkeys(str(one)[:length] for one in (column.minimum, column.maximum) if one is not None)
    digits = len(str(count))
    if length <= digits:
        return sorted({*found, *_short(count, length, limits.template)})[:count]
    for number in range(count):
        if len(found) >= count:
            break
        first = _LETTERS[number * len(_LETTERS) // count]
        core = f"{first}{number:0{digits}d}"
        if samples:
            core = f"{samples[number % len(samples)]} {core}"
        text = limits.template.replace("{}", core) if limits.template == "{}" else worded(limits.template, core)
        if limits.template == "{}" and len(text) < width:
            text = f"{text}{' lorem ipsum dolor sit amet' * (width // 27 + 1)}"[:width]
        found.setdefault(text if len(text) <= length else core[-length:])
    return sorted(found)[:count]


def _short(count: int, length: int, look: str) -> list[str]:
    """Texts of a length that leaves no room for a number: as many as there are of letters, or of digits."""
    signs = "0123456789" if "digits" in look else _LETTERS.upper() if "UPPER" in look or "LETTERS" in look else _LETTERS
    if look == "{}" and len(signs) ** length < count:
        signs = "0123456789" + _LETTERS
    found = []
    for number in range(min(count, len(signs) ** length)):
        text = ""
        for _ in range(length):
            number, place = divmod(number, len(signs))
            text = signs[place] + text
        found.append(text)
    return found
