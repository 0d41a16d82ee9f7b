"""Access patterns while a query file is read, and as they are given away, each with a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from designer.sql.cursor import Cursor, Unreadable


@dataclass(frozen=True, slots=True)
class Query:
    """One access pattern: statements that run together, as written, and what is known about them.

    `parameters` are (name, value) with the value as SQL text; a `?` or `$1` goes by its number. `line` is that of
    the first statement.
    """

    name: str
    statements: tuple[str, ...]
    frequency_per_minute: float | None
    latency_ms: float | None
    rows: int | None
    owner: str | None
    notes: str | None
    parameters: tuple[tuple[str, str], ...]
    line: int


@dataclass(slots=True)
class Draft:
    """A pattern while its comments and statements are read."""

    line: int
    statements: list[str] = field(default_factory=list)
    kind: str = ""
    name: str | None = None
    transaction: str | None = None
    frequency: float | None = None
    latency: float | None = None
    rows: int | None = None
    owner: str | None = None
    notes: list[str] = field(default_factory=list)
    parameters: dict[str, tuple[str, int]] = field(default_factory=dict)


def absorb(target: Draft, extra: Draft) -> None:
    """Add to `target` what `extra` says and it leaves open."""
    target.name = target.name or extra.name
    target.frequency = target.frequency if target.frequency is not None else extra.frequency
    target.latency = target.latency if target.latency is not None else extra.latency
    target.rows = target.rows if target.rows is not None else extra.rows
    target.owner = target.owner or extra.owner
    target.notes += extra.notes
    target.parameters |= extra.parameters


def finished(drafts: list[Draft], dialect: str) -> Iterator[Query]:
    """Queries with names: given ones kept, made ones from verb and table, repeated ones numbered."""
    taken: set[str] = set()
    for draft in drafts:
        wanted = draft.name or draft.transaction or _made_name(draft, dialect)
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name)
        yield Query(
            name,
            tuple(draft.statements),
            draft.frequency,
            draft.latency,
            draft.rows,
            draft.owner,
            "\n".join(draft.notes) or None,
            tuple((parameter, value) for parameter, (value, _) in draft.parameters.items()),
            draft.line,
        )


def _made_name(draft: Draft, dialect: str) -> str:
    """“select orders”: the verb and the first table."""
    try:
        cursor = Cursor.over(draft.statements[0], dialect)
    except Unreadable:
        return draft.kind
    while not cursor.done:
        if cursor.take_one_of("FROM", "INTO", "UPDATE", "MERGE", "TABLE"):
            cursor.take_one_of("ONLY", "INTO", "IGNORE")
            if cursor.on_name:
                return f"{draft.kind} {'.'.join(cursor.qualified())}"
        else:
            cursor.index += 1
    return draft.kind
