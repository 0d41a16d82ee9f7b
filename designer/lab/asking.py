"""Queries put to a throw-away server that holds a few made rows: what each answers, and what it reads for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from designer.sql.identifiers import quote_literal

MOST_ROWS = 20_000
"""Of one answer; a longer one is no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """names of the columns, and every row in order, each value as a constant of SQL; error: why there is none."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one query reads. rows: of all its tables, where the server counts them; lines: its plan, where it tells."""

    rows: int | None = None
    lines: tuple[str, ...] = ()


class Asker(Protocol):
    """A server with one database at a time."""

    server: str

    def load(self, statements: Sequence[str], zone: str) -> list[str]:
        """A database that these statements make, in a time zone such as `+05:30`; what the server said against them."""

    def ask(self, queries: Sequence[str]) -> list[Answer]:
        """The answers, in order."""

    def spent(self, queries: Sequence[tuple[tuple[str, ...], str]]) -> list[Spent | None]:
        """What each query reads with some more indexes (CREATE INDEX statements); None where it has no plan."""


def constant(value: Any, dialect: str) -> str:
    """A value that a client library gave, as the constant that means it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | Decimal):
        return str(int(value) if isinstance(value, bool) else value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, bytes | bytearray):
        return f"X'{bytes(value).hex()}'"
    if isinstance(value, datetime):
        return f"'{value.isoformat(sep=' ')}'"
    if isinstance(value, timedelta):
        return f"'{_clock(value)}'"
    return f"'{value.isoformat()}'" if isinstance(value, date) else quote_literal(str(value), dialect)


def _clock(value: timedelta) -> str:
    whole = abs(value)
    seconds = whole.days * 86_400 + whole.seconds
    shown = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    part = f".{whole.microseconds:06}" if whole.microseconds else ""
    return f"{'-' if value < timedelta() else ''}{shown}{part}"
