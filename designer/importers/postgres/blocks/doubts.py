"""What ends the following of a block before its last statement."""

from __future__ import annotations


class Unanswered(Exception):
    """What a block does cannot be told from the sources; line: where that shows.

    endless: it goes on for so long that the server may end it with an error, which takes all of it back.
    """

    def __init__(self, reason: str, line: int, *, endless: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.endless = endless


class Returned(Exception):
    """RETURN: the block or the routine ends here."""
