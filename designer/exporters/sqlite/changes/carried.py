"""Views and triggers: gone before the tables that they mention change, and made again behind them."""

from __future__ import annotations

from collections.abc import Iterable

from designer.exporters.result import NotExpressible
from designer.exporters.sqlite.changes.words import meaning, says_any
from designer.exporters.sqlite.texts import SQLITE
from designer.schema.model import Opaque
from designer.schema.schema import Schema

_DROPS = {"view": "DROP VIEW", "trigger": "DROP TRIGGER", "virtual table": "DROP TABLE"}


def touched(old: Schema, new: Schema, tables: Iterable[str]) -> frozenset[str]:
    """Ids of carried statements that go, come, are others, or mention one of the tables, by way of views as well.

    Raises NotExpressible for a change to what no statement takes back.
    """
    before, after = ({one.id: one for one in schema.opaque} for schema in (old, new))
    found = set(before.keys() ^ after.keys())
    found |= {key for key in before.keys() & after.keys() if _differ(before[key], after[key])}
    for key in found:
        for one in (before.get(key), after.get(key)):
            if one is not None and one.kind not in _DROPS:
                raise NotExpressible(f"the {one.kind} {one.name} changes, and SQLite has no statement to take it back")
    names = {one.lower() for one in tables}
    names |= {one.name.lower() for key in found for one in (before.get(key), after.get(key)) if one}
    while True:
        more = {
            one.id
            for one in (*old.opaque, *new.opaque)
            if one.id not in found and one.kind in ("view", "trigger") and says_any(one.sql, names)
        }
        if not more:
            return frozenset(found)
        found |= more
        names |= {one.name.lower() for one in (*old.opaque, *new.opaque) if one.id in more and one.kind == "view"}


def dropped(old: Schema, ids: frozenset[str]) -> tuple[str, ...]:
    """Triggers first, then what was made last."""
    ones = [one for one in old.opaque if one.id in ids]
    ones.sort(key=lambda one: (one.kind != "trigger", -(one.line or 0)))
    return tuple(f"{_DROPS[one.kind]} {SQLITE.name(one.name)};" for one in ones)


def made(new: Schema, ids: frozenset[str]) -> tuple[str, ...]:
    """In the order of their source."""
    ones = sorted((one for one in new.opaque if one.id in ids), key=lambda one: one.line or 0)
    return tuple(SQLITE.statement(one.sql) for one in ones)


def _differ(one: Opaque, other: Opaque) -> bool:
    return (one.kind, meaning(one.sql)) != (other.kind, meaning(other.sql))
