"""A step of the way between two designs, and the way turned round."""

from __future__ import annotations

from dataclasses import dataclass, replace

from designer.exporters.mysql.changes.clause import Clause
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Passage:
    """From one design to the next. kind: what happens; table: the id of what it is about; back: the way back's
    clauses."""

    title: str
    kind: str
    before: Schema
    after: Schema
    up: tuple[str, ...]
    down: tuple[str, ...]
    table: str = ""
    clauses: tuple[Clause, ...] = ()
    back: tuple[Clause, ...] = ()


def turned(found: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The same way the other way round."""
    return tuple(
        replace(one, title=_turned_title(one.title), kind=_TURNED.get(one.kind, one.kind), before=one.after,
                after=one.before, up=one.down, down=one.up, clauses=one.back, back=one.clauses)
        for one in reversed(found)
    )  # fmt: skip


_TURNED = {f"{one} {kind}": f"{other} {kind}" for kind in ("table", "database", "sequence", "code", "foreign key")
           for one, other in (("create", "drop"), ("drop", "create" if kind != "foreign key" else "add"),
                              ("add", "drop"))}  # fmt: skip
_BEGINNINGS = {
    "create the ": "drop the ", "drop the foreign ": "add the foreign ", "add the foreign ": "drop the foreign ",
    "drop the ": "create the ", "take away ": "create ", "create ": "take away ",
    "let go of what ": "take what ", "leave the values of ": "fill the values of ", "copy what ": "leave what ",
}  # fmt: skip


def _turned_title(title: str) -> str:
    for one, other in _BEGINNINGS.items():
        if title.startswith(one):
            return title.replace(one, other, 1).replace("takes over", "took over").replace(" gives away", " gets back")
    words = title.split(" ")
    return f"rename {words[3]} to {words[1]}{' '.join(['', *words[4:]])}" if words[0] == "rename" else title
