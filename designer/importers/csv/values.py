"""What one value can be: a number, a date, a moment, a truth value, a UUID."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

MISSING = frozenset(("", "null", "NULL", "Null", "\\N", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "None", "none", "-"))
"""Cells that stand for no value."""

_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]*)?\.[0-9]+")
_COMMA_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]*),[0-9]+")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+")
_UUID = re.compile(r"\{?[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?")
_ZONE = re.compile(r" ?(?:Z|UTC|GMT|[+-][01][0-9](?::?[0-5][0-9])?)$")
_BOOLEANS = ({"true", "false"}, {"t", "f"}, {"yes", "no"}, {"y", "n"}, {"on", "off"}, {"wahr", "falsch"})
_BOOLEAN_WORDS = frozenset(word for pair in _BOOLEANS for word in pair)

DATES: dict[str, tuple[re.Pattern[str], str]] = {
    "YYYY-MM-DD": (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"), "ymd"),
    "YYYY/MM/DD": (re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"), "ymd"),
    "DD.MM.YYYY": (re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})"), "dmy"),
    "DD/MM/YYYY": (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), "dmy"),
    "MM/DD/YYYY": (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), "mdy"),
    "DD-MM-YYYY": (re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})"), "dmy"),
}
"""Ways of writing a date, by name."""


def is_date(text: str, way: str) -> bool:
    """Whether the text is a day of the calendar, written this way."""
    pattern, order = DATES[way]
    match = pattern.fullmatch(text)
    if match is None:
        return False
    parts = dict(zip(order, map(int, match.groups()), strict=True))
    try:
        date(parts["y"], parts["m"], parts["d"])
    except ValueError:
        return False
    return True


def moment(text: str) -> tuple[str, str, bool] | None:
    """A date and a time: its date, its time, and whether a zone follows; None for anything else."""
    day, separator, rest = text.partition("T" if "T" in text[:11] else " ")
    if not separator:
        return None
    zone = _ZONE.search(rest)
    time = rest[: zone.start()] if zone else rest
    return (day, time, zone is not None) if _TIME.fullmatch(time) else None


def _is_moment(text: str, way: str, zoned: bool) -> bool:
    parts = moment(text)
    return parts is not None and parts[2] == zoned and is_date(parts[0], way)


def _date_tests() -> dict[str, Callable[[str], bool]]:
    tests: dict[str, Callable[[str], bool]] = {}
    for way in DATES:
        tests[f"date {way}"] = lambda text, way=way: is_date(text, way)  # type: ignore[misc]
        tests[f"timestamp {way}"] = lambda text, way=way: _is_moment(text, way, False)  # type: ignore[misc]
        tests[f"timestamptz {way}"] = lambda text, way=way: _is_moment(text, way, True)  # type: ignore[misc]
    return tests


TESTS: dict[str, Callable[[str], bool]] = {
    "integer": lambda text: _INTEGER.fullmatch(text) is not None,
    "numeric": lambda text: _INTEGER.fullmatch(text) is not None or _DECIMAL.fullmatch(text) is not None,
    "numeric with a comma": lambda text: (
        _INTEGER.fullmatch(text) is not None or _COMMA_DECIMAL.fullmatch(text) is not None
    ),
    "double precision": lambda text: any(one.fullmatch(text) for one in (_INTEGER, _DECIMAL, _FLOAT)),
    "boolean": lambda text: text.lower() in _BOOLEAN_WORDS,
    "uuid": lambda text: _UUID.fullmatch(text) is not None,
    "time": lambda text: _TIME.fullmatch(text) is not None,
    **_date_tests(),
}
"""Per kind of value, whether a text is one; the narrower kinds first."""


def is_boolean_pair(words: set[str]) -> bool:
    """Whether the words (in small letters) are of one pair: yes and no, but not yes and false."""
    return any(words <= pair for pair in _BOOLEANS)


def looks_typed(text: str) -> bool:
    """Whether the text is a value of some kind rather than a word."""
    return any(test(text) for kind, test in TESTS.items() if kind != "boolean") or text.lower() in ("true", "false")
