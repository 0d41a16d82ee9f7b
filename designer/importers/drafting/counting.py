"""How sequences and identities count, as T-SQL and Oracle write it."""

from __future__ import annotations

from typing import Any

from designer.schema.frozen import FrozenMap
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind


def sequence_options(cursor: Cursor) -> tuple[dict[str, int | bool], str]:
    """START WITH …, as sequences and identities have them, up to something else; and words that have no field."""
    found: dict[str, int | bool] = {}
    words: list[str] = []
    while not cursor.done:
        if cursor.take("START"):
            cursor.take_one_of("WITH")
            if cursor.take("LIMIT"):
                cursor.take("VALUE")
            else:
                found["start"] = cursor.integer()
        elif cursor.take("INCREMENT"):
            cursor.take("BY")
            found["increment"] = cursor.integer()
        elif cursor.take("MINVALUE"):
            found["minimum"] = cursor.integer()
        elif cursor.take("MAXVALUE"):
            found["maximum"] = cursor.integer()
        elif cursor.take("CACHE"):
            if not cursor.done and cursor.tokens[cursor.index].kind is Kind.NUMBER:
                found["cache"] = cursor.integer()
        elif cursor.take("CYCLE"):
            found["cycle"] = True
        elif (kept := next((one for one in _KEPT if cursor.take(*one)), None)) is not None:
            words.append(" ".join(kept))
        elif not any(cursor.take(*one) for one in _DEFAULTS):
            break
    return found, " ".join(words)


def with_words(words: str) -> dict[str, Any]:
    """What is kept of a sequence beside its fields."""
    return {"x": FrozenMap({"options": words})} if words else {}


_KEPT = (("NO", "CACHE"), ("NOCACHE",), ("ORDER",), ("KEEP",), ("SCALE",), ("EXTEND",), ("NOEXTEND",), ("SESSION",))
_DEFAULTS = (
    ("NO", "MINVALUE"), ("NO", "MAXVALUE"), ("NO", "CYCLE"), ("NOMINVALUE",), ("NOMAXVALUE",), ("NOCYCLE",),
    ("NOORDER",), ("NOKEEP",), ("NOSCALE",), ("GLOBAL",), ("NOPARTITION",), ("NOSHARD",), (",",),
)  # fmt: skip
