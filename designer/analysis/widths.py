"""How many bytes the values of a column take."""

from designer.analysis.facts import Facts
from designer.schema.model import Attribute

_FIXED = {"integer": 8.0, "boolean": 1.0, "timestamp": 8.0, "date": 4.0, "uuid": 16.0, "numeric": 8.0, "enum": 4.0}
"""Bytes of a value where nobody declared them, for types that hold about the same for each."""


def width_of(facts: Facts, column: Attribute) -> float | None:
    """The declared average width, or that of the type; None where neither says. Nulls take none."""
    width = column.average_width if column.average_width is not None else _FIXED.get(facts.family(column) or "")
    return None if width is None else width * (1 - (column.null_fraction or 0))
