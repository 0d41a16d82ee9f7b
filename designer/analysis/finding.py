"""A finding: what is wrong with which thing, how sure that is, what shows it, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from designer.schema.changes import Change
from designer.schema.frozen import EMPTY, FrozenMap


class Severity(StrEnum):
    """How much it matters, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]


class Confidence(StrEnum):
    """How sure the rule is, surest first: `certain` follows from the design alone."""

    CERTAIN = "certain"
    LIKELY = "likely"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return _RANKS[self]


_RANKS: dict[StrEnum, int] = {one: rank for kind in (Severity, Confidence) for rank, one in enumerate(kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a finding is about, by ids.

    object: the most exact object (a relationship, an index, an attribute, …): decisions and threads hang on it.
    """

    object: str
    entity: str | None = None
    attributes: tuple[str, ...] = ()
    access_pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """title: one line in the user's names; message: why it matters here; evidence: see `evidence_table`.

    stays_open: no decision closes it, since what such a decision would rest on is missing from the design.
    reasons: other findings that the same fix mends, where they share a card (see `designer.analysis.folding`).
    alike: what several of its rule have in common, after their number; alike_in_table: the same of those in one table;
    gathered: a card that stands for its reasons alone, which are alike (see `designer.analysis.gathering`).
    """

    code: str
    severity: Severity
    confidence: Confidence
    subject: Subject
    title: str
    message: str
    evidence: FrozenMap = EMPTY
    fix: tuple[Change, ...] = ()
    reference: str | None = None
    stays_open: bool = False
    reasons: tuple[Finding, ...] = ()
    alike: str = ""
    alike_in_table: str = ""
    gathered: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What a decision refers to: the rule's code and the id of the subject."""
        return self.code, self.subject.object

    @property
    def told(self) -> tuple[Finding, ...]:
        """Everything that a card says: the finding itself, and its further reasons; these alone, if it stands for
        them."""
        return self.reasons if self.gathered else (self, *self.reasons)


def evidence_table(columns: tuple[str, ...], rows: list[tuple[Any, ...]], **facts: Any) -> FrozenMap:
    """Evidence as a small table (`columns`, `rows`) with any number of single facts beside it."""
    return FrozenMap({"columns": columns, "rows": tuple(rows), **facts})
