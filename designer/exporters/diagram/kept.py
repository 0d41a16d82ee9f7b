"""The most recent results of an expensive function, a bounded number of them, shared by threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Up to `most` values by key; the one unused for longest makes place. Two threads may make the same one."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, key: str) -> T | None:
        """The value for the key, or None; nothing is made."""
        with self._lock:
            return self._values.get(key)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """The value for the key, made if it is not there. What `make` raises is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        self.put(key, value)
        return value

    def put(self, key: str, value: T) -> None:
        """Keeps a value, in the place of one that there may be."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
