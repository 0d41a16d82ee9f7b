"""What a statement can come to beside being modelled or unreadable."""

from __future__ import annotations

from designer.sql.cursor import Unreadable


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


class Clash(Unreadable):
    """What a statement makes is there already, or what it changes is not."""

    @classmethod
    def of(cls, error: Unreadable) -> Clash:
        """The same error, told apart from a statement that cannot be read at all."""
        return cls(error.message, error.at)
