"""How far a reader is, told to whoever wants to know.

Readers do not pass a function around: who wants to follow one says so around the call, and the readers' loops go
through `counted`. What the function raises ends the reading; that is how somebody calls it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Report = Callable[[int, int, str], None]
"""Done, total (0: not known), and a sentence without its full stop."""
T = TypeVar("T")

_report: ContextVar[Report | None] = ContextVar("report", default=None)
_EVERY = 64


@contextmanager
def reporting(report: Report) -> Iterator[None]:
    """Has what is read inside the block reported, at most once per `_EVERY` statements."""
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


def step(done: int, total: int, sentence: str) -> None:
    """Says how far it is, where anybody listens."""
    report = _report.get()
    if report is not None:
        report(done, total, sentence)


def counted(statements: Sequence[T], file: str | None = None) -> Iterator[T]:
    """The statements, with a word on how far it is now and then."""
    report = _report.get()
    if report is None:
        yield from statements
        return
    total, where = len(statements), f" of {file}" if file else ""
    for number, statement in enumerate(statements):
        if number % _EVERY == 0:
            report(number, total, f"Statement {number + 1:,} of {total:,}{where}")
        yield statement
    report(total, total, "Putting the design together")
