"""What is assumed of a column's values where the design is silent, and what follows from it."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from designer.lab.planner.types import ColumnType, column_type
from designer.lab.planner.volume import ColumnVolume
from designer.schema.frozen import EMPTY
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema

_ASSUMED_NULLS = 0.1
_MARKED_DELETED = ("deleted", "archived", "removed", "cancelled", "canceled", "revoked", "disabled")
_ASSUMED_DAYS = 3 * 365
_TEXT_DISTINCT_SHARE = 0.2
_NUMBERS = 10_000


class ColumnVolumes:
    """Of the columns of one design. today: where assumed timestamps end. counts: the rows of each table, by id."""

    def __init__(self, schema: Schema, today: datetime, counts: Mapping[str, float]) -> None:
        self.schema, self.today, self.counts = schema, today, counts

    def of(self, entity: Entity, attribute: Attribute, rows: float) -> ColumnVolume:
        """Of one column, in a table or partition of so many rows."""
        assumed = set(attribute.assumed)
        kind = column_type(self.schema, attribute.type)
        keyed = entity.primary_key is not None and attribute.id in entity.primary_key.columns
        nulls = attribute.null_fraction
        if nulls is None:
            nulls = 0.0 if attribute.not_null or keyed or kind.not_null else self._nulls(attribute, kind, assumed)
        present = max(1.0, rows * (1 - nulls))
        shares = tuple((one.value, one.frequency) for one in attribute.values)
        distinct = min(present, self._distinct(entity, attribute, kind, present, assumed))
        low, high = self._range(entity, attribute, kind, present, assumed)
        if isinstance(low, int) and isinstance(high, int) and attribute.distinct is None:
            distinct = min(distinct, max(1.0, high - low + 1.0))
        return ColumnVolume(
            type=kind,
            null_fraction=min(1.0, max(0.0, nulls)),
            distinct=max(1.0, distinct),
            width=self._width(attribute, kind, high, assumed),
            correlation=self._correlation(entity, attribute, kind, assumed),
            minimum=low,
            maximum=high,
            values=shares or _uniform(kind),
            samples=attribute.samples,
            assumed=frozenset(assumed),
            told=_told(attribute),
        )

    def _nulls(self, attribute: Attribute, kind: ColumnType, assumed: set[str]) -> float:
        assumed.add("null_fraction")
        marked = kind.family in ("timestamp", "date") and any(word in attribute.name for word in _MARKED_DELETED)
        return 0.95 if marked else _ASSUMED_NULLS

    def _distinct(
        self, entity: Entity, attribute: Attribute, kind: ColumnType, present: float, assumed: set[str]
    ) -> float:
        if attribute.distinct is not None:
            return attribute.distinct
        if any(key.columns == (attribute.id,) for key in entity.keys) or self._indexed_unique(entity, attribute):
            return present
        if attribute.values:
            declared = sum(one.frequency for one in attribute.values)
            return len(attribute.values) if declared > 0.99 else max(len(attribute.values) * 10.0, present * 0.01)
        if kind.family == "boolean":
            return 2
        if kind.labels:
            return len(kind.labels)
        parents = [
            self.counts[link.parent]
            for link in self.schema.references_from(entity.id)
            if link.columns == (attribute.id,)
        ]
        if parents:
            return min(parents)
        assumed.add("distinct")
        if kind.family == "date":
            return min(present, float(_ASSUMED_DAYS))
        if kind.family in ("timestamp", "uuid", "float", "json", "binary", "search"):
            return present
        if kind.family in ("integer", "numeric"):
            return min(present, float(_NUMBERS))
        return max(1.0, present * _TEXT_DISTINCT_SHARE)

    def _indexed_unique(self, entity: Entity, attribute: Attribute) -> bool:
        return any(
            index.unique and not index.where and len(index.keys) == 1 and index.keys[0].column == attribute.id
            for index in entity.indexes
        )

    def _range(
        self, entity: Entity, attribute: Attribute, kind: ColumnType, present: float, assumed: set[str]
    ) -> tuple[Any, Any]:
        if attribute.min is not None and attribute.max is not None:
            return attribute.min, attribute.max
        low, high = self._assumed_range(entity, attribute, kind, present)
        if low is not None and not attribute.values:
            assumed.update(name for name in ("min", "max") if getattr(attribute, name) is None)
        return (low if attribute.min is None else attribute.min), (high if attribute.max is None else attribute.max)

    def _assumed_range(self, entity: Entity, attribute: Attribute, kind: ColumnType, present: float) -> tuple[Any, Any]:
        match kind.family:
            case "integer":
                return 1, max(1, round(min(self._highest(entity, attribute, present), kind.largest)))
            case "timestamp":
                span = timedelta(days=self._days(entity, present))
                return (self.today - span).isoformat(), self.today.isoformat()
            case "date":
                today = self.today.date()
                return (today - timedelta(days=math.ceil(self._days(entity, present)))).isoformat(), today.isoformat()
            case "numeric" | "float":
                whole = kind.length - (kind.scale or 0) if kind.family == "numeric" and kind.length else 5
                return 0, min(_NUMBERS, 10 ** max(0, min(whole, 5)) - 1)
            case _:
                return None, None

    def _highest(self, entity: Entity, attribute: Attribute, present: float) -> float:
        for link in self.schema.references_from(entity.id):
            if attribute.id in link.columns:
                return self.counts[link.parent]
        return attribute.distinct or present

    def _days(self, entity: Entity, present: float) -> float:
        return min(20 * 365.0, max(1.0, present / entity.rows_per_day)) if entity.rows_per_day else _ASSUMED_DAYS

    def _width(self, attribute: Attribute, kind: ColumnType, highest: Any, assumed: set[str]) -> float:
        if kind.fixed_width is not None:
            return kind.fixed_width
        if attribute.average_width is not None:
            return attribute.average_width
        if kind.base == "char" and kind.length and not kind.dimensions:  # padded with blanks
            return kind.assumed_width()
        lengths = [len(str(one).encode()) + 1 for one in (*attribute.samples, *(v.value for v in attribute.values))]
        if lengths and kind.family in ("text", "json", "array"):
            return sum(lengths) / len(lengths)
        if kind.family != "numeric":
            assumed.add("average_width")
        return kind.assumed_width(highest, whole=_whole(attribute))

    def _correlation(self, entity: Entity, attribute: Attribute, kind: ColumnType, assumed: set[str]) -> float:
        if attribute.correlation is not None:
            return min(1.0, max(-1.0, attribute.correlation))
        assumed.add("correlation")
        default = (attribute.default or "").lower()
        counted = attribute.identity is not None or "nextval" in default or "serial" in attribute.type.lower()
        stamped = kind.family in ("timestamp", "date") and any(
            word in default for word in ("now(", "current_", "clock_timestamp", "localtimestamp")
        )
        sole = entity.primary_key is not None and entity.primary_key.columns == (attribute.id,)
        return 1.0 if counted or stamped or (sole and kind.family == "integer") else 0.0


def _told(attribute: Attribute) -> float | None:
    """The count that statistics hold whatever ANALYZE would find: set for the column, or read from a server's
    statistics, which alone give all four figures at once and are an estimate already."""
    own = attribute.options.get("postgres", EMPTY).get("n_distinct")
    if own is not None:
        try:
            return float(own) or None  # 0 stands for ANALYZE's own estimate
        except ValueError:
            return None
    measured = (attribute.null_fraction, attribute.average_width, attribute.correlation)
    return None if None in measured else attribute.distinct


def _whole(attribute: Attribute) -> bool:
    """Whether a column seems to count whole things although its type has places behind the point: both ends are
    whole, and most of the whole numbers between them occur, as with 50 different quantities from 1 to 50."""
    low, high = attribute.min, attribute.max
    if attribute.distinct is None or not isinstance(low, int | float) or not isinstance(high, int | float):
        return False
    between = high - low + 1
    return float(low).is_integer() and float(high).is_integer() and between / 2 <= attribute.distinct <= between


def _uniform(kind: ColumnType) -> tuple[tuple[Any, float], ...]:
    if kind.family == "boolean":
        return (("t", 0.5), ("f", 0.5))
    return tuple((label, 1 / len(kind.labels)) for label in kind.labels)
