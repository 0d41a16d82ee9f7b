"""What a statement can come to beside being modelled or unreadable."""

from __future__ import annotations


class _Outcome(Exception):
    """Ends the reading of a statement, or of one action of it; `reason` says why, in words for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotModelled(_Outcome):
    """The model does not describe it: it is carried."""


class Skip(_Outcome):
    """It says nothing about a design, or does nothing, and is skipped."""


class AlreadyThere(Skip):
    """IF NOT EXISTS met what it names, or IF EXISTS did not: it does nothing, and is skipped."""
