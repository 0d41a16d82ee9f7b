"""A line on standard error for whoever waits at a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from designer.importers.progress import reporting

_PATIENCE = 1.0
_EVERY = 0.1
_WIDTH = 78


@contextmanager
def shown_progress() -> Iterator[None]:
    """Shows how far a reading is once it takes longer than a second; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    started = shown = time.monotonic()
    has_written = False

    def show(done: int, total: int, sentence: str) -> None:
        nonlocal shown, has_written
        now = time.monotonic()
        if now - started < _PATIENCE or now - shown < _EVERY:
            return
        shown, has_written = now, True
        share = f"{100 * done // total:3d} %  " if total else ""
        print(f"\r{f'{share}{sentence}'[:_WIDTH]:<{_WIDTH}}", end="", file=sys.stderr, flush=True)

    try:
        with reporting(show):
            yield
    finally:
        if has_written:
            print(f"\r{'':<{_WIDTH}}\r", end="", file=sys.stderr, flush=True)
