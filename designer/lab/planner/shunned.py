"""Queries whose planning took a session or the server with it: they are not asked again for some minutes."""

import threading
import time
from collections import OrderedDict

_SECONDS = 600.0
_MOST = 200


class Shunned:
    """The texts, each with the sentence that was said of it. May be used from any thread."""

    def __init__(self, seconds: float = _SECONDS, most: int = _MOST) -> None:
        self._seconds, self._most = seconds, most
        self._lock = threading.Lock()
        self._until: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def add(self, text: str, why: str) -> None:
        """Remember a text; the oldest is forgotten where there are too many."""
        with self._lock:
            self._until.pop(text, None)
            self._until[text] = (time.monotonic() + self._seconds, why)
            while len(self._until) > self._most:
                self._until.popitem(last=False)

    def why(self, text: str) -> str | None:
        """What was said of it; None where it may be asked."""
        with self._lock:
            until, said = self._until.get(text, (0.0, ""))
            return said if time.monotonic() < until else None


SHUNNED = Shunned()
