"""What a verification found, as a value and as the JSON that other programs read."""

from dataclasses import dataclass
from typing import Any, Literal

from designer.lab.catalogue import Difference

Verdict = Literal["equal", "differs", "partly", "not executed"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that the server refused, and its words."""

    statement: str
    message: str


@dataclass(frozen=True, slots=True)
class NotExecuted:
    """A statement that this server cannot judge, and why."""

    statement: str
    why: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome.

    equal: every statement ran and the catalogue holds what the design says; partly: so far as this server could
    tell, the rest is in `not_executed`; differs: a statement failed, or the catalogue is otherwise; not executed:
    there was no server. statements: how many ran. Ownership and rights of roles that the server does not have are
    listed in `not_executed` and leave the verdict as it is: the design says nothing about roles.
    """

    verdict: Verdict
    server: str | None
    statements: int
    errors: tuple[Failure, ...] = ()
    differences: tuple[Difference, ...] = ()
    not_executed: tuple[NotExecuted, ...] = ()
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the export."""
        return self.verdict in ("equal", "partly")

    def as_json(self) -> dict[str, Any]:
        """The document of `designer verify --format json`."""
        return {
            "verdict": self.verdict,
            "server": self.server,
            "statements": self.statements,
            "errors": [{"statement": one.statement, "message": one.message} for one in self.errors],
            "differences": [
                {"kind": one.kind, "object": one.object, "expected": one.expected, "found": one.found}
                for one in self.differences
            ],
            "not_executed": [{"statement": one.statement, "why": one.why} for one in self.not_executed],
            "seconds": round(self.seconds, 3),
        }
