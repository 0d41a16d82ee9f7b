"""The options of a sequence, whether it stands alone or behind an identity column."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.schema import model
from designer.sql.cursor import Cursor

_LIMITS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_TYPES = {"int2": "smallint", "int": "integer", "int4": "integer", "int8": "bigint"}

_NUMBERS = {"MINVALUE": "minimum", "MAXVALUE": "maximum", "CACHE": "cache"}


def canonical_type(text: str) -> str:
    """The name of an integer type without its aliases; other types as they are."""
    bare = text.lower().removeprefix("pg_catalog.")
    return _TYPES.get(bare, bare)


def sequence_option(cursor: Cursor, found: dict[str, Any]) -> bool:
    """Read one option into `found`; None there is "the default again". False if none stands here."""
    if cursor.take("INCREMENT"):
        cursor.take("BY")
        found["increment"] = cursor.integer()
        if found["increment"] == 0:
            raise cursor.error("a sequence cannot be incremented by 0", cursor.index - 1)
    elif cursor.take("START"):
        cursor.take("WITH")
        found["start"] = cursor.integer()
    elif cursor.take("RESTART"):
        _restart(cursor)
    elif cursor.take("CYCLE"):
        found["cycle"] = True
    elif cursor.take("NO"):
        _negative(cursor, found)
    elif (said := cursor.take_one_of(*_NUMBERS)) is not None:
        found[_NUMBERS[said]] = cursor.integer()
    else:
        return False
    return True


def _negative(cursor: Cursor, found: dict[str, Any]) -> None:
    said = cursor.take_one_of("MINVALUE", "MAXVALUE", "CYCLE")
    if said is None:
        raise cursor.error("MINVALUE, MAXVALUE or CYCLE was expected here")
    found[_NUMBERS.get(said, "cycle")] = False if said == "CYCLE" else None


def _restart(cursor: Cursor) -> None:
    """Where to go on counting is no part of a design."""
    cursor.take("WITH")
    if (not cursor.done and cursor.tokens[cursor.index].text[-1:].isdigit()) or cursor.at("-") or cursor.at("+"):
        cursor.integer()


def identity_options(cursor: Cursor, identity: model.Identity) -> tuple[model.Identity, str | None]:
    """The options in parentheses after AS IDENTITY, and the persistence if they say it."""
    found: dict[str, Any] = {}
    persistence = None
    cursor.expect("(")
    while not cursor.take(")"):
        if cursor.take("SEQUENCE", "NAME"):
            found["sequence"] = cursor.qualified()[-1]
        elif cursor.take("LOGGED"):
            persistence = "permanent"
        elif cursor.take("UNLOGGED"):
            persistence = "unlogged"
        elif not sequence_option(cursor, found):
            raise cursor.error("this is no option of a sequence")
    return replace(identity, **found), persistence


def without_defaults(kind: str, found: dict[str, Any]) -> dict[str, Any]:
    """Options with None for each that is the server's default for the type and the direction."""
    size = _LIMITS.get(canonical_type(kind), 2**63)
    increment = found.get("increment") or 1
    low, high = (1, size - 1) if increment > 0 else (-size, -1)
    kept = dict(found)
    for name, natural in (("increment", 1), ("cache", 1), ("minimum", low), ("maximum", high)):
        if kept.get(name) == natural:
            kept[name] = None
    minimum, maximum = kept.get("minimum"), kept.get("maximum")
    first = (low if minimum is None else minimum) if increment > 0 else (high if maximum is None else maximum)
    if kept.get("start") == first:
        kept["start"] = None
    return kept
