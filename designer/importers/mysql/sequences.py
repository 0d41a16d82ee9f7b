"""CREATE and ALTER SEQUENCE, which MariaDB has and MySQL has not."""

from __future__ import annotations

from typing import Any

from designer.importers.drafting.draft import Sequence
from designer.importers.drafting.outcomes import Skip
from designer.importers.mysql.expressions import value_text
from designer.importers.mysql.workspace import Workspace
from designer.schema.frozen import FrozenMap
from designer.sql.cursor import Cursor

_NUMBERS = (
    ("INCREMENT", "BY", "increment"), ("START", "WITH", "start"), ("MINVALUE", "=", "minimum"),
    ("MAXVALUE", "=", "maximum"), ("CACHE", "=", "cache"),
)  # fmt: skip
_DEFAULTS = (("NO", "MINVALUE"), ("NOMINVALUE",), ("NO", "MAXVALUE"), ("NOMAXVALUE",), ("NO", "CYCLE"), ("NOCYCLE",))


def create_sequence(cursor: Cursor, work: Workspace) -> None:
    """A sequence; the engine it is kept in stands under `mysql` in its options."""
    cursor.index = 1
    replaces = cursor.take("OR", "REPLACE")
    cursor.take("TEMPORARY")
    cursor.expect("SEQUENCE")
    exists_ok = cursor.take("IF", "NOT", "EXISTS")
    place, at = work.place(cursor), cursor.index
    name = work.target(cursor.qualified(), place)
    there = name in work.sequences or work.find(name) is not None
    if there and exists_ok:
        raise Skip(f"there is a sequence {name[1]} already")
    if there and not replaces:
        raise cursor.error(f"the sequence {name[1]} is defined a second time", at)
    work.sequences[name] = Sequence(*name, place, _options(cursor))


def alter_sequence(cursor: Cursor, work: Workspace) -> None:
    """Other options for a sequence; where it stands is no part of a design."""
    cursor.index = 2
    missing_ok = cursor.take("IF", "EXISTS")
    at = cursor.index
    name = work.name_of(cursor.qualified())
    found = work.sequences.get(name)
    if found is None and missing_ok:
        raise Skip(f"there is no sequence {name[1]}")
    if found is None:
        raise cursor.error(f"there is no sequence {name[1]}", at)
    found.options |= _options(cursor)


def _options(cursor: Cursor) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kept: dict[str, str] = {}
    while not cursor.done:
        number = next((one for one in _NUMBERS if cursor.take(one[0])), None)
        if number is not None:
            cursor.take_one_of("=", *number[1:2])
            found[number[2]] = cursor.integer()
        elif cursor.take("AS"):
            first = cursor.index
            cursor.name()
            cursor.take("UNSIGNED")
            found["type"] = cursor.text(first, cursor.index)
        elif cursor.take("CYCLE"):
            found["cycle"] = True
        elif cursor.take("NOCACHE") or cursor.take("NO", "CACHE"):
            kept["cache"] = "none"
        elif cursor.take("COMMENT"):
            cursor.take("=")
            found["comment"] = cursor.string() or None
        elif cursor.take("ENGINE"):
            cursor.take("=")
            kept["engine"] = value_text(cursor)
        elif cursor.take("RESTART"):
            cursor.take_one_of("WITH", "=")
            if not cursor.done:
                cursor.integer()
        elif not any(cursor.take(*one) for one in _DEFAULTS):
            raise cursor.error("an option of the sequence was expected here")
    return found | ({"x": FrozenMap(kept)} if kept else {})
