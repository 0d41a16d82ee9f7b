"""What a server has seen of a table while it ran, kept beside the design under `"x": {"server": …}`.

It is no part of what the design means: it goes stale, and is replaced when the server is read again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Entity

_KEY = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Only what is out of the ordinary; by names, since it was seen by names.

    seen: the day, ISO. invalid: indexes that the server does not use. unscanned: bytes of indexes that no query has
    scanned in `days` days. reached: the last number given out, by column. dead_rows: not yet cleaned away.
    never_analyzed: whether the planner knows nothing of the table's values.
    """

    seen: str = ""
    invalid: tuple[str, ...] = ()
    unscanned: FrozenMap = EMPTY
    days: float | None = None
    reached: FrozenMap = EMPTY
    dead_rows: int | None = None
    never_analyzed: bool = False

    @property
    def is_ordinary(self) -> bool:
        """Whether there is nothing to say."""
        return replace(self, seen="", days=None) == Observed()


def observed(table: Entity) -> Observed:
    """What was seen of a table. Whatever else stands in its place, written by others, counts as nothing."""
    held = table.x.get(_KEY)
    if not isinstance(held, Mapping):
        return Observed()
    invalid, unscanned, reached = (held.get(name) for name in ("invalid", "unscanned", "reached"))
    return Observed(
        seen=str(held.get("seen") or ""),
        invalid=tuple(one for one in invalid if isinstance(one, str)) if isinstance(invalid, tuple) else (),
        unscanned=_numbers(unscanned),
        days=_number(held.get("days")),
        reached=_numbers(reached),
        dead_rows=_whole(held.get("dead_rows")),
        never_analyzed=held.get("never_analyzed") is True,
    )


def with_observed(table: Entity, seen: Observed) -> Entity:
    """The table with that in place of what was seen before."""
    rest = {name: value for name, value in table.x.items() if name != _KEY}
    if seen.is_ordinary:
        return replace(table, x=FrozenMap(rest)) if _KEY in table.x else table
    plain = {
        "seen": seen.seen,
        "invalid": seen.invalid,
        "unscanned": seen.unscanned,
        "days": seen.days,
        "reached": seen.reached,
        "dead_rows": seen.dead_rows,
        "never_analyzed": seen.never_analyzed,
    }
    said = {name: value for name, value in plain.items() if value not in (None, (), False, EMPTY, "")}
    return replace(table, x=FrozenMap({**rest, _KEY: FrozenMap(said)}))


def _numbers(held: Any) -> FrozenMap:
    if not isinstance(held, Mapping):
        return EMPTY
    return FrozenMap({name: value for name, value in held.items() if _whole(value) is not None})


def _whole(held: Any) -> int | None:
    return held if isinstance(held, int) and not isinstance(held, bool) else None


def _number(held: Any) -> float | None:
    return float(held) if isinstance(held, int | float) and not isinstance(held, bool) else None
