"""Views, routines, triggers and events: gone before what they rest on changes, and made again behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from designer.exporters.mysql.changes.words import says_any
from designer.exporters.mysql.script import carried_statement
from designer.exporters.mysql.text import literal, name
from designer.exporters.result import NotExpressible
from designer.schema.model import Opaque
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor

_DROPS = {
    "view": "VIEW", "trigger": "TRIGGER", "procedure": "PROCEDURE", "function": "FUNCTION", "event": "EVENT",
    "package": "PACKAGE", "package body": "PACKAGE BODY", "sequence": "SEQUENCE",
}  # fmt: skip
_SAVED = "@designer_sql_mode"


def is_code(one: Opaque) -> bool:
    """Whether it is made and dropped by a statement of its own."""
    return one.kind in _DROPS


def touched(old: Schema, new: Schema, named: Collection[str], shaped: Collection[str]) -> frozenset[str]:
    """Ids of code that goes, comes or is another, or that has to go and come with the tables below it.

    named: tables, in small letters, that come, go or have another name; shaped: those whose columns are others in
    number, name or order, which a view keeps from when it was made. Raises NotExpressible for a change to what no
    statement takes back.
    """
    before, after = ({one.id: one for one in schema.opaque} for schema in (old, new))
    found = {key for key in {**before, **after} if _differ(before.get(key), after.get(key))}
    for key in found:
        for one in (before.get(key), after.get(key)):
            if one is not None and not is_code(one) and one.kind != "table":
                raise NotExpressible(f"the {one.kind} {one.name} changes, and no statement of a plan takes it back")
    both = [one for one in (*old.opaque, *new.opaque) if is_code(one)]
    names = {one.name.lower() for one in both if one.id in found and one.kind == "view"} | set(named) | set(shaped)
    while True:
        more = {one.id for one in both if one.id not in found and _rests_on(one, names, named)}
        if not more:
            break
        found |= more
        names |= {one.name.lower() for one in both if one.id in more and one.kind == "view"}
    return frozenset(found | _later_triggers(both, found))


def _rests_on(one: Opaque, names: Collection[str], named: Collection[str]) -> bool:
    if one.kind == "view":
        return says_any(one.sql, names)
    return one.kind == "trigger" and says_any(one.sql, named)


def _later_triggers(both: list[Opaque], found: set[str]) -> set[str]:
    """Triggers of one moment run in the order they were made in: those behind one that is made again follow it."""
    moments: dict[tuple[str, ...], list[Opaque]] = {}
    for one in both:
        if one.kind == "trigger":
            moments.setdefault(_moment(one), []).append(one)
    return {
        later.id for ones in moments.values() for first in ones if first.id in found
        for later in ones if (later.line or 0) > (first.line or 0)
    }  # fmt: skip


def _moment(one: Opaque) -> tuple[str, ...]:
    """(BEFORE or AFTER, the event, the table)."""
    cursor = Cursor.over(one.sql, "mysql")
    while not cursor.done:
        if cursor.key() in ("BEFORE", "AFTER") and cursor.key(2) == "ON":
            time, event = cursor.key(), cursor.key(1)
            cursor.index += 3
            return time, event, cursor.qualified()[-1].lower()
        cursor.index += 1
    return (one.id,)


def _differ(one: Opaque | None, other: Opaque | None) -> bool:
    if one is None or other is None:
        return True
    if (one.kind, one.name, one.x.get("sql_mode")) != (other.kind, other.name, other.x.get("sql_mode")):
        return True
    return " ".join(one.sql.split()) != " ".join(other.sql.split())


def dropped(ones: Iterable[Opaque]) -> Iterator[str]:
    """Triggers and events first, then what was made last; may be run again."""
    firsts = ("trigger", "event")
    for one in sorted(ones, key=lambda one: (one.kind not in firsts, -(one.line or 0))):
        yield f"DROP {_DROPS[one.kind]} IF EXISTS {_called(one)};"


def made(ones: Iterable[Opaque]) -> Iterator[str]:
    """In the order of their source, each under the sql_mode that it says it is written for; may be run again."""
    listed = sorted(ones, key=lambda one: (one.line is None, one.line or 0))
    if not listed:
        return
    modes = any("sql_mode" in one.x for one in listed)
    mode: str | None = None
    home: str | None = None
    if modes:
        yield f"SET {_SAVED} = @@SESSION.sql_mode;"
    for one in listed:
        own = one.x.get("sql_mode")
        wanted = literal(own) if isinstance(own, str) else _SAVED
        if modes and wanted != (mode or _SAVED):
            yield f"SET SESSION sql_mode = {wanted};"
        mode = wanted
        its = one.x.get("database")
        if isinstance(its, str) and its != home:
            yield f"USE {name(its)};"
            home = its
        yield f"DROP {_DROPS[one.kind]} IF EXISTS {_called(one)};"
        yield f"{carried_statement(one).text};"
    if modes:
        yield f"SET SESSION sql_mode = {_SAVED};"


def _called(one: Opaque) -> str:
    home = one.x.get("database")
    return f"{name(home)}.{name(one.name)}" if isinstance(home, str) else name(one.name)


def reshaped(old: Schema, new: Schema) -> tuple[set[str], set[str]]:
    """Names, in small letters, of tables that triggers have to follow, and of those that only views do."""
    named: set[str] = set()
    shaped: set[str] = set()
    for one in (*old.entities, *new.entities):
        was = old.located.get(one.id)
        now = new.located.get(one.id)
        if was is None or now is None:
            named.add(one.name.lower())
            continue
        before = {each.id: each.name for each in was.value.attributes}
        after = {each.id: each.name for each in now.value.attributes}
        if (was.value.name, was.value.schema) != (now.value.name, now.value.schema):
            named |= {was.value.name.lower(), now.value.name.lower()}
        elif any(after.get(key) != called for key, called in before.items()):
            named.add(one.name.lower())
        elif list(before.items()) != list(after.items()):
            shaped.add(one.name.lower())
    return named, shaped
