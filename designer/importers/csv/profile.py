"""One column while its values stream by, and the type that they suggest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from designer.importers.csv.distinct import Distinct
from designer.importers.csv.values import MISSING, TESTS, is_boolean_pair

_MOST_SHARES = 24
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """A type, and the sentence that says why."""

    type: str
    reason: str


@dataclass(slots=True)
class Profile:
    """kinds: what every value so far can be; different: the values that differ."""

    name: str
    rows: int = 0
    missing: int = 0
    width: int = 0
    longest: int = 0
    lowest: int | None = None
    highest: int | None = None
    digits: int = 0
    scale: int = 0
    with_delimiter: int = 0
    leading_zero: bool = False
    kinds: list[str] = field(default_factory=lambda: list(TESTS))
    different: Distinct = field(default_factory=Distinct)
    shares: Counter[str] | None = field(default_factory=Counter)
    markers: set[str] = field(default_factory=set)
    _known: dict[str, bool] = field(default_factory=dict)

    def take(self, cell: str, delimiter: str) -> None:
        """One more value."""
        self.rows += 1
        value = cell.strip()
        if value in MISSING:
            self.missing += 1
            if value:
                self.markers.add(value)
            return
        self.width += len(value)
        if delimiter in cell:
            self.with_delimiter += 1
        self._count(value)
        if value in self._known:
            return
        if len(self._known) < _CACHED:
            self._known[value] = True
        self._classify(value)

    def _count(self, value: str) -> None:
        self.different.add(value)
        if self.shares is not None:
            self.shares[value] += 1
            if len(self.shares) > _MOST_SHARES:
                self.shares = None

    def _classify(self, value: str) -> None:
        self.longest = max(self.longest, len(value))
        if not self.kinds:
            return
        self.kinds = [kind for kind in self.kinds if TESTS[kind](value)]
        if value[0] == "0" and value.isdecimal() and len(value) > 1:
            self.leading_zero = True
        if self.kinds and self.kinds[0] in ("integer", "numeric", "numeric with a comma"):
            self._measure(value)

    def _measure(self, value: str) -> None:
        whole, _, fraction = value.replace(",", ".").partition(".")
        self.digits = max(self.digits, len(whole.lstrip("+-").lstrip("0")))
        self.scale = max(self.scale, len(fraction))
        number = int(whole) if whole.lstrip("+-") and len(whole) < 40 else 0
        self.lowest = number if self.lowest is None else min(self.lowest, number)
        self.highest = number if self.highest is None else max(self.highest, number)

    @property
    def present(self) -> int:
        """How many rows hold a value."""
        return self.rows - self.missing

    @property
    def distinct(self) -> int | None:
        """How many values differ; None where they were too many to count."""
        return self.different.count

    @property
    def is_unique(self) -> bool:
        """No value twice and none missing, over more than one row."""
        return self.rows > 1 and self.missing == 0 and self.distinct == self.rows

    def verdict(self) -> Verdict:
        """The type that all values fit."""
        if self.present == 0:
            return Verdict("text", "no row has a value, so that nothing is known of its type")
        if not self.kinds:
            return self._text()
        kind = self.kinds[0]
        if kind == "integer":
            return self._integer()
        if kind.startswith("numeric"):
            comma = ", with a comma before the fraction" if kind.endswith("comma") else ""
            precision = max(1, self.digits + self.scale)
            return Verdict(
                f"numeric({precision},{self.scale})",
                f"decimal numbers of at most {self.digits} digits before and {self.scale} behind the point{comma}",
            )
        if kind == "double precision":
            return Verdict(kind, "numbers with an exponent")
        if kind == "boolean":
            words = {word.lower() for word in self.shares or ()}
            shown = " and ".join(sorted(words))
            return Verdict(kind, f"only {shown}") if is_boolean_pair(words) else self._text()
        if kind in ("uuid", "time"):
            return Verdict(kind, f"every value is a {kind}")
        return self._date(kind)

    def _integer(self) -> Verdict:
        low, high = self.lowest or 0, self.highest or 0
        reason = f"whole numbers from {low} to {high}" if self.digits < 39 else "whole numbers"
        reach = max(abs(low), abs(high))
        if self.digits > 18:
            return Verdict(f"numeric({self.digits},0)", f"{reason}, more than bigint holds")
        if reach >= 2**30:
            return Verdict("bigint", f"{reason}, beyond or near the end of integer")
        if reach < 2**13 and not self.is_unique:
            return Verdict("smallint", f"{reason}, far from the end of smallint")
        return Verdict("integer", reason)

    def _date(self, kind: str) -> Verdict:
        base, _, way = kind.partition(" ")
        alike = [one.partition(" ")[2] for one in self.kinds if one.startswith(f"{base} ")]
        reason = f"every value is a date{'' if base == 'date' else ' and a time'} written {way}"
        if base == "timestamptz":
            reason += ", with its zone"
        if len(alike) > 1:
            reason += f"; it could be {' or '.join(alike[1:])} as well: no day is past the twelfth"
        return Verdict(base, reason)

    def _text(self) -> Verdict:
        zero = "; digits with leading zeros are no numbers" if self.leading_zero else ""
        return Verdict("text", f"texts of at most {self.longest} characters{zero}")
