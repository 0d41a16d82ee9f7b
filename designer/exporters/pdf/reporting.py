"""How far a document is."""

from collections.abc import Callable

Report = Callable[[int, int, str], None]
"""Steps done, steps in all, and what comes now, without its full stop. What it raises ends the work."""


def unheard(done: int, total: int, sentence: str) -> None:
    """Nobody asks."""
