"""What a binary floating-point number makes of amounts of money."""

import struct
from collections.abc import Iterator
from decimal import Decimal

from designer.analysis.agreement import exact
from designer.analysis.facts import Facts
from designer.schema.model import Attribute

_SHOWN = 3
_DIGITS = 20
_SINGLE = frozenset({"float4", "binary_float"})
_REAL_IS_SINGLE = frozenset({"postgres", "tsql"})
_SINGLE_BITS, _DOUBLE_BITS = 24, 53
_BY_DIGITS = {"mysql": 24, "mariadb": 24, "postgres": 24, "tsql": 24}
"""Up to so many digits of precision, `float(n)` is a single."""


def at_risk(facts: Facts, column: Attribute) -> dict[str, object]:
    """The known values of a column that it does not hold as they are, with what it holds; and from which amount on it
    cannot tell cents apart."""
    bits = _SINGLE_BITS if _is_single(facts, column) else _DOUBLE_BITS
    found = [f"{value} is kept as {held}" for value, held in _changed(column, bits)]
    lost = Decimal(2**bits) / 100
    return {
        "values at risk": tuple(found[:_SHOWN]) or (f"0.10 is kept as {_held(Decimal('0.10'), bits)}",),
        "cents are lost from": f"{lost:,.2f}",
    }


def _changed(column: Attribute, bits: int) -> Iterator[tuple[Decimal, str]]:
    known = (*column.samples, *(one.value for one in column.values), column.max, column.min)
    for value in dict.fromkeys(number for one in known if (number := exact(one)) is not None):
        if _kept(value, bits) != value:
            yield value, _held(value, bits)


def _held(value: Decimal, bits: int) -> str:
    """What is kept, to twenty digits."""
    kept = _kept(value, bits)
    return f"{kept:.{_DIGITS}g}" if kept.is_finite() else "infinity"


def _kept(value: Decimal, bits: int) -> Decimal:
    try:
        number = float(value)
        return Decimal(number if bits == _DOUBLE_BITS else struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return Decimal("infinity")


def _is_single(facts: Facts, column: Attribute) -> bool:
    kind, dialect = facts.type_of(column), facts.schema.dialect.name
    if kind.base in _SINGLE or (kind.base == "real" and dialect in _REAL_IS_SINGLE):
        return True
    if kind.base != "float" or dialect not in _BY_DIGITS:
        return False
    digits = kind.modifiers[0] if kind.modifiers else ""
    if digits.isdigit() and len(kind.modifiers) == 1:
        return int(digits) <= _BY_DIGITS[dialect]
    return dialect in ("mysql", "mariadb")
