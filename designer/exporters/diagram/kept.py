"""The most recent results of an expensive function, a bounded number of them, shared by threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
_PATIENCE_SECONDS = 10.0
"""How long a thread waits for what another one makes; then it makes it itself."""


class Kept(Generic[T]):
    """Up to `most` values by key; the one unused for longest makes place. A value that several threads ask for at
    once, as the pages of all who look at a design do after an edit, is made by one of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, tuple[int, threading.Event]] = {}

    def peek(self, key: str) -> T | None:
        """The value for the key, or None; nothing is made."""
        with self._lock:
            return self._values.get(key)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """The value for the key, made if it is not there. What `make` raises is not kept."""
        mine = (threading.get_ident(), threading.Event())
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            maker, made = self._making.setdefault(key, mine)
        if made is not mine[1]:
            if maker != mine[0]:  # one that needs its own value to make it is not to wait for itself
                made.wait(_PATIENCE_SECONDS)
            found = self.peek(key)
            if found is not None:
                return found
        try:
            value = make()
            self.put(key, value)
        finally:
            if made is mine[1]:
                with self._lock:
                    del self._making[key]
                made.set()
        return value

    def put(self, key: str, value: T) -> None:
        """Keeps a value, in the place of one that there may be."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
