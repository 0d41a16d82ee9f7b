"""How far a recommendation has come, and how it is called off."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with a share of the work from 0 to 1 and what is being done. Whatever it raises ends the work."""


class Cancelled(Exception):
    """For a progress callback to raise when nobody wants the result any more."""


def silent(share: float, doing: str) -> None:
    """The progress that nobody looks at."""
