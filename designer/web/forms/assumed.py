"""What is assumed where nobody declared a volume, as a pale text in the empty field."""

from __future__ import annotations

from typing import Any

from designer.lab.planner import volume_of
from designer.web.forms.place import Place

_SHARES = ("null_fraction",)
_WHOLE = ("rows", "distinct", "average_width")


def assumed_of_table(place: Place) -> dict[str, str]:
    """By field of an entity's form."""
    if place.entity is None:
        return {}
    volume = volume_of(place.schema, place.entity)
    return {"rows": _shown("rows", volume.rows)} if "rows" in volume.assumed else {}


def assumed_of_column(place: Place) -> dict[str, str]:
    """By field of an attribute's form; nothing for a new attribute."""
    column = (
        volume_of(place.schema, place.entity).columns.get(place.value.name) if place.entity and place.value else None
    )
    if column is None:
        return {}
    values = {
        "distinct": column.distinct, "null_fraction": column.null_fraction, "min": column.minimum,
        "max": column.maximum, "average_width": column.width, "correlation": column.correlation,
    }  # fmt: skip
    return {name: _shown(name, value) for name, value in values.items() if name in column.assumed and value is not None}


def _shown(name: str, value: Any) -> str:
    if name in _SHARES:
        return f"assumed: {100 * value:g} %"
    if name in _WHOLE:
        return f"assumed: {round(value):,}"
    if isinstance(value, str):
        return f"assumed: {value[:10]}"  # of a moment its day
    return f"assumed: {value:,}" if isinstance(value, int) else f"assumed: {value:g}"
