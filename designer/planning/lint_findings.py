"""What the linter of migrations says."""

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A hazard. line: from 1; lock, blocks: None where it is not about a lock; rewrite_sql: the safer way, in order."""

    code: str
    severity: Severity
    line: int
    message: str
    lock: str | None = None
    blocks: str | None = None
    rewrite_sql: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The finding in the contract's shape."""
        return {
            "code": self.code, "severity": self.severity, "line": self.line, "message": self.message,
            "lock": self.lock, "blocks": self.blocks, "rewrite_sql": list(self.rewrite_sql),
        }  # fmt: skip
