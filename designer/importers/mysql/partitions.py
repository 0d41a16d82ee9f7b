"""Partitions that ALTER TABLE adds, drops, divides and merges one by one, in the clause that the table keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from designer.importers.drafting.draft import Table
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.sql.cursor import Cursor

_UPKEEP = ("ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR", "TRUNCATE", "DISCARD", "IMPORT")


@dataclass(slots=True)
class _Clause:
    """`PARTITION BY …` up to the definitions, and those, by name in lower case."""

    head: str
    parts: dict[str, str]

    @classmethod
    def of(cls, text: str) -> _Clause:
        cursor = Cursor.over(text, "mysql")
        while not cursor.done and not (cursor.at("(", "PARTITION")):
            cursor.skip()
        head = cursor.text(0, cursor.index)
        return cls(head, _definitions(cursor) if not cursor.done else {})

    @property
    def text(self) -> str:
        return f"{self.head} ({', '.join(self.parts.values())})" if self.parts else self.head


def alters_partitions(cursor: Cursor) -> bool:
    """Whether an action on single partitions stands here: it is the only one of its statement."""
    return cursor.key(1) in ("PARTITION", "PARTITIONS") and cursor.key() in (*_ACTIONS, *_UPKEEP, "EXCHANGE", "CONVERT")


def alter_partitions(cursor: Cursor, table: Table) -> None:
    """Apply the action to the table's clause."""
    word, at = cursor.key(), cursor.index
    if word in _UPKEEP:
        raise Skip("upkeep of a running database")
    if word not in _ACTIONS:
        raise NotModelled("a partition that becomes a table, or a table one, is not modelled")
    clause = table.options.get("partitioning")
    if not isinstance(clause, str):
        raise cursor.error(f"{table.path} has no partitions", at)
    cursor.index += 2
    found = _Clause.of(clause)
    _ACTIONS[word](cursor, found, table)
    cursor.end()
    table.options["partitioning"] = found.text


def _definitions(cursor: Cursor) -> dict[str, str]:
    """`(PARTITION name …, …)`; steps over it."""
    if not cursor.at("(", "PARTITION"):
        raise cursor.error("partitions in parentheses were expected here")
    inside = cursor.part(cursor.index + 1, cursor.closing())
    cursor.skip()
    found: dict[str, str] = {}
    for part in inside.split():
        part.expect("PARTITION")
        found[part.name().lower()] = part.text(0, part.size)
    return found


def _add(cursor: Cursor, clause: _Clause, table: Table) -> None:
    missing_only = cursor.take("IF", "NOT", "EXISTS")
    if cursor.take("PARTITIONS"):
        _count(cursor, clause, cursor.integer())
        return
    at = cursor.index
    for name, text in _definitions(cursor).items():
        if name not in clause.parts:
            clause.parts[name] = text
        elif not missing_only:
            raise cursor.error(f"{table.path} has a partition {name} already", at)


def _drop(cursor: Cursor, clause: _Clause, table: Table) -> None:
    missing_ok = cursor.take("IF", "EXISTS")
    for name in _names(cursor, clause, table, missing_ok):
        del clause.parts[name]


def _reorganize(cursor: Cursor, clause: _Clause, table: Table) -> None:
    if cursor.done:
        raise Skip("upkeep of a running database")
    gone = _names(cursor, clause, table, missing_ok=False)
    cursor.expect("INTO")
    made = _definitions(cursor)
    parts: dict[str, str] = {}
    for name, text in clause.parts.items():
        if name == gone[0]:
            parts |= made
        if name not in gone:
            parts[name] = text
    clause.parts = parts


def _coalesce(cursor: Cursor, clause: _Clause, table: Table) -> None:
    _count(cursor, clause, -cursor.integer())


def _names(cursor: Cursor, clause: _Clause, table: Table, missing_ok: bool) -> list[str]:
    found: list[str] = []
    while not cursor.done:
        at = cursor.index
        name = cursor.name().lower()
        if name in clause.parts:
            found.append(name)
        elif not missing_ok:
            raise cursor.error(f"{table.path} has no partition {name}", at)
        if not cursor.take(","):
            break
    return found


def _count(cursor: Cursor, clause: _Clause, more: int) -> None:
    """Change how many partitions a hash or a key is spread over."""
    head = Cursor.over(clause.head, "mysql")
    if "PARTITIONS" not in head.keys:
        raise cursor.error("the number of partitions it is about is not said")
    place = head.keys.index("PARTITIONS") + 1
    head.index = place
    number = head.integer() + more
    clause.head = f"{head.text(0, place)} {number} {head.rest()}".rstrip()


_ACTIONS: dict[str, Callable[[Cursor, _Clause, Table], None]] = {
    "ADD": _add, "DROP": _drop, "REORGANIZE": _reorganize, "COALESCE": _coalesce,
}  # fmt: skip
