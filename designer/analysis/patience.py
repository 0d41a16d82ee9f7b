"""A limit of time for each rule, for callers that somebody waits for.

A thread looks at the clock and raises OutOfTime in the thread that runs the rule. Python delivers it between two of
its own instructions, so it ends any loop written in Python, which is what rules are made of; a single call into C (one
match of a regular expression, say) is ended only when it returns.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")
_TICK_SECONDS = 0.05


class OutOfTime(BaseException):
    """Not an Exception, so that nothing on its way takes it for a mistake that it knows how to mend."""


class Patience:
    """Runs functions of the thread that enters it, each for at most `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline: float | None = None
        self._looked = 0
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._runner = threading.get_ident()
        self._watcher = threading.Thread(target=self._watch, daemon=True, name="rule-patience")
        self._watcher.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._deadline = None
        self._over.set()
        self._watcher.join()

    def run(self, work: Callable[[], T]) -> T | None:
        """What `work` returns, or None if it was stopped."""
        deadline = time.monotonic() + self._seconds
        try:
            self._deadline = deadline
            result = work()
            self._deadline = None
            if time.monotonic() > deadline - 2 * _TICK_SECONDS:
                self._let_it_come()
            return result
        except OutOfTime:
            self._deadline = None
            return None

    def _let_it_come(self) -> None:
        """The watcher may just have decided: what it raises must not meet the next function. Two looks later it has
        seen that there is nothing to end any more."""
        seen = self._looked
        while self._looked < seen + 2:
            time.sleep(_TICK_SECONDS / 5)

    def _watch(self) -> None:
        runner = ctypes.c_ulong(self._runner)
        while not self._over.wait(_TICK_SECONDS):
            now = time.monotonic()  # before the deadline is read: one that came since must not be held to an old time
            deadline = self._deadline
            if deadline is not None and now > deadline:
                self._deadline = None
                ctypes.pythonapi.PyThreadState_SetAsyncExc(runner, ctypes.py_object(OutOfTime))
            self._looked += 1
