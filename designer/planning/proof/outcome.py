"""What running a plan showed."""

from dataclasses import dataclass
from typing import Any, Literal

from designer.lab.catalogue import Difference

Verdict = Literal["proved", "partly", "failed", "not executed"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What running the plan showed.

    proved: the target was reached, the start was reached again, and no row was lost that the plan does not say.
    partly: so far as this server could run it, or but for what the plan's notices said beforehand. failed: neither.
    not_executed: what could not be run or filled here, in sentences; differences: from the target, then from the start.
    """

    verdict: Verdict
    server: str | None
    up: bool = False
    down: bool = False
    again: bool = False
    rows_kept: bool = False
    rows: int = 0
    errors: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    not_executed: tuple[str, ...] = ()
    statements: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """`verified` of the plan's document."""
        return {
            "verdict": self.verdict,
            "server": self.server,
            "up": self.up,
            "down": self.down,
            "up_again": self.again,
            "rows_kept": self.rows_kept,
            "rows": self.rows,
            "errors": list(self.errors),
            "differences": [
                {"kind": one.kind, "object": one.object, "expected": one.expected, "found": one.found}
                for one in self.differences
            ],
            "not_executed": list(self.not_executed),
            "statements": self.statements,
            "seconds": round(self.seconds, 3),
        }
