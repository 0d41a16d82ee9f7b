"""Queries on made rows of a SQLite database, in a process of its own, under limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from designer.importers.sqlite.files import ask
from designer.lab.asking import MOST_ROWS, Answer, Spent, constant
from designer.lab.errors import ServerUnavailable

_SECONDS = 60


class SqliteAsker:
    """Every call makes the database anew, which takes a few milliseconds. `server` is known after the first."""

    server = "SQLite"

    def __init__(self) -> None:
        self._statements: list[str] = []

    def load(self, statements: Sequence[str], zone: str) -> list[str]:
        """As `Asker.load`, where it is the first; SQLite's times have no zone."""
        first = not self._statements
        self._statements = list(statements)
        return _words(self._statements, self._asked([])["errors"]) if first else []

    def ask(self, queries: Sequence[str]) -> list[Answer]:
        """As `Asker.ask`."""
        return [_answer(one) for one in self._asked([((), one) for one in queries])["answers"]] if queries else []

    def spent(self, queries: Sequence[tuple[tuple[str, ...], str]]) -> list[Spent | None]:
        """As `Asker.spent`: the lines of EXPLAIN QUERY PLAN. SQLite counts no rows."""
        if not queries:
            return []
        asked = [((*indexes, "ANALYZE"), f"EXPLAIN QUERY PLAN {query}") for indexes, query in queries]
        return [_lines(one) for one in self._asked(asked)["answers"]]

    def _asked(self, queries: Sequence[tuple[tuple[str, ...], str]]) -> dict[str, Any]:
        found = ask({"statements": self._statements, "queries": queries, "most": MOST_ROWS}, _SECONDS)
        if "failed" in found:
            raise ServerUnavailable(f"SQLite did not answer: {found['failed']}")
        self.server = found["server"]
        return found


def _words(statements: list[str], errors: list[tuple[int, str]]) -> list[str]:
    return [f"{' '.join(statements[place].split())[:120]}: {words}" for place, words in errors]


def _answer(found: dict[str, Any]) -> Answer:
    if "error" in found:
        return Answer(error=found["error"])
    rows = (tuple(constant(_value(one), "sqlite") for one in row) for row in found["rows"])
    return Answer(tuple(found["names"]), tuple(rows))


def _value(cell: Any) -> Any:
    """A cell as the child wrote it: bytes as {"hex": …}."""
    return bytes.fromhex(cell["hex"]) if isinstance(cell, dict) else cell


def _lines(found: dict[str, Any]) -> Spent | None:
    if "error" in found:
        return None
    return Spent(lines=tuple(str(row[3]) for row in found["rows"]))
