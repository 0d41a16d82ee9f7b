"""How much work a search may do: counted steps, so that answers repeat, and a time after which it ends anyway."""

import time

_STEPS_PER_LOOK = 64


class Budget:
    """Steps that may be taken before `deadline` (of `time.monotonic`). Once spent it stays spent."""

    __slots__ = ("_left", "_look_at", "deadline")

    def __init__(self, steps: int, deadline: float) -> None:
        self._left = steps
        self.deadline = deadline
        self._look_at = steps

    def take(self) -> bool:
        """Takes one step; False when there is none left."""
        if self._left <= 0:
            return False
        if self._left <= self._look_at:
            if time.monotonic() > self.deadline:
                self._left = 0
                return False
            self._look_at = self._left - _STEPS_PER_LOOK
        self._left -= 1
        return True

    @property
    def spent(self) -> bool:
        return self._left <= 0
