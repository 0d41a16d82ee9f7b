"""Numbers as people write them beside a query: with scales, units and a rate."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(\d[\d_,]*(?:\.\d+)?(?:e\d{1,2})?)\s*([kmbgt]?)", re.IGNORECASE)
_SCALE = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "g": 10**9, "t": 10**12}
_PER_MINUTE = {"s": 60.0, "sec": 60.0, "second": 60.0, "m": 1.0, "min": 1.0, "minute": 1.0}
_PER_MINUTE |= {"h": 1 / 60, "hour": 1 / 60, "d": 1 / 1440, "day": 1 / 1440}
_MILLISECONDS = {"us": 0.001, "µs": 0.001, "ms": 1.0, "s": 1000.0, "sec": 1000.0, "min": 60_000.0}


def count(text: str) -> int | None:
    """`50`, `10_000` or `10M` as a number; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    return round(float(match[1].replace("_", "").replace(",", "")) * _SCALE[match[2].lower()])


def rate_per_minute(text: str) -> float | None:
    """`1200/min`, `20/s` or `5 per hour` as times per minute; None for anything else."""
    number, _, unit = re.sub(r"\s+per\s+|\s+a\s+", "/", text.strip()).partition("/")
    count = _NUMBER.fullmatch(number.strip())
    factor = _PER_MINUTE.get(unit.strip().lower(), _PER_MINUTE.get(unit.strip().lower().removesuffix("s")))
    if count is None or factor is None:
        return None
    return float(count[1].replace("_", "").replace(",", "")) * _SCALE[count[2].lower()] * factor


def milliseconds(text: str) -> float | None:
    """`20ms` or `1.5s` as milliseconds; None for anything else."""
    match = re.fullmatch(r"([\d_,]+(?:\.\d+)?|\.\d+)\s*([a-zµ]+)", text.strip(), re.IGNORECASE)
    if match is None or match[2].lower() not in _MILLISECONDS or not match[1].strip("_,"):
        return None
    return float(match[1].replace("_", "").replace(",", "")) * _MILLISECONDS[match[2].lower()]
