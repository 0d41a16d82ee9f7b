"""psql's `\\if … \\elif … \\else … \\endif`: one branch of each is read, as psql runs one.

A condition that is written out decides; one that is up to a variable is taken to hold, and a remark says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.drafting.account import Account
from designer.importers.result import Remark

_LITERALS = {**dict.fromkeys(("true", "on", "yes", "1"), True), **dict.fromkeys(("false", "off", "no", "0"), False)}
_ELSEWHERE = "another branch of its \\if is the one that is read"


@dataclass(slots=True)
class _Branch:
    """reading: whether this branch is read; decided: whether it, or one before it, was."""

    reading: bool
    decided: bool


@dataclass(slots=True)
class Conditions:
    """The conditions that are open where a script is read."""

    _open: list[_Branch] = field(default_factory=list)

    @property
    def left_out(self) -> str | None:
        """Why what stands here is not read; None where it is."""
        return None if all(one.reading for one in self._open) else _ELSEWHERE

    def take(self, line: int, text: str, account: Account) -> bool:
        """Whether the client's line is one of these; then it was followed."""
        word, _, condition = text.strip().partition(" ")
        if word == "\\if":
            asked = self.left_out is None
            holds = asked and self._holds(condition, line, account)
            self._open.append(_Branch(holds, holds or not asked))
        elif word in ("\\elif", "\\else", "\\endif") and self._open:
            self._go_on(word, condition, line, account)
        else:
            return False
        return True

    def _go_on(self, word: str, condition: str, line: int, account: Account) -> None:
        if word == "\\endif":
            self._open.pop()
            return
        here = self._open[-1]
        here.reading = not here.decided and (word == "\\else" or self._holds(condition, line, account))
        here.decided = here.decided or here.reading

    @staticmethod
    def _holds(condition: str, line: int, account: Account) -> bool:
        known = _LITERALS.get(condition.strip().strip("'").lower())
        if known is None:
            shown = " ".join(condition.split())[:80]
            account.remarks.append(Remark(line, f"read as if its condition held: \\if {shown}", account.file))
        return known is not False
