"""How many values of a column differ, exactly, in eight to sixteen bytes for each of them."""

from __future__ import annotations

from array import array

_FEW = 50_000
MOST = 4_000_000


class Distinct:
    """Counts values by their hashes: in a set while they are few, then in arrays that are now and then made unique."""

    def __init__(self) -> None:
        self._few: set[int] | None = set()
        self._known = array("q")
        self._new = array("q")
        self._is_over = False

    def add(self, value: str) -> None:
        """One more value, seen before or not."""
        if self._few is not None:
            self._few.add(hash(value))
            if len(self._few) > _FEW:
                self._known, self._few = array("q", self._few), None
        elif not self._is_over:
            self._new.append(hash(value))
            if len(self._new) >= max(_FEW, len(self._known)):
                self._settle()

    @property
    def count(self) -> int | None:
        """How many differ; None where they are more than are counted."""
        if self._few is not None:
            return len(self._few)
        self._settle()
        return None if self._is_over else len(self._known)

    def _settle(self) -> None:
        if not self._new:
            return
        found = set(self._known)
        found.update(self._new)
        self._new = array("q")
        self._is_over = len(found) > MOST
        self._known = array("q") if self._is_over else array("q", found)
