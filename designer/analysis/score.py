"""A design's score: how much stands against it, as one number that only mending raises by much.

Findings weigh by how bad and how sure they are. What was dismissed weighs a quarter as long as somebody wrote down why,
for this finding; without a reason, or with one that was given to many at once, it weighs what it weighed before. So
dismissing everything changes nothing, and dismissing one thing for a reason is never worth as much as mending it.

Findings stand on what a design says of its use: access patterns, rates, rows, requirements, declared rules. Saying less
mends nothing, so the design is judged twice, by what it says and by that with all that it once said, and the score is
the lower of the two. Only what somebody has retired with a reason (`designer.analysis.withdrawn`) stays away. What is
still not said at all cannot be judged: a score stands beside its coverage.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from designer.analysis.engine import Report
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.folding import unfolded
from designer.schema.model import Decision

BASELINE = "Was so when we took this schema over."
"""The reason that a baseline gives for everything at once, unless somebody writes another."""
FORMULA = (
    "10,000 divided by 100 and the weight of all findings: an error weighs 10, a warning 3, a note 1, a likely one 0.7"
    " of that and a hint 0.3; dismissed with a reason of its own it weighs a quarter, without one as much as before."
    " What the design once said of its use and says no longer is put back for it: taking away an access pattern, a"
    " rate, a number of rows, a requirement, a declared rule or a dependency raises nothing, unless somebody writes"
    " down why the pattern, the rule or the dependency is gone for good."
)
_SEVERITY: Mapping[Severity, float] = MappingProxyType(
    {Severity.ERROR: 10.0, Severity.WARNING: 3.0, Severity.INFO: 1.0}
)
_CONFIDENCE: Mapping[Confidence, float] = MappingProxyType(
    {Confidence.CERTAIN: 1.0, Confidence.LIKELY: 0.7, Confidence.HINT: 0.3}
)
_EXPLAINED = 0.25
_FULL = 100.0
WORDS = 3
"""So many different words a reason has at least."""
SHARED = 5
"""A reason that more findings share was given to all of them at once."""


@dataclass(frozen=True, slots=True)
class Score:
    """open, explained: the weight of findings that are open, and of those that were dismissed for a reason.

    unexplained: that of findings that were dismissed without a reason of their own, which count as open.

    withdrawn: how much more there would be by all that the design once said of its use, and says no longer.
    """

    open: float
    explained: float
    unexplained: float
    withdrawn: float = 0.0

    @property
    def weight(self) -> float:
        """Of everything together."""
        return self.open + self.unexplained + _EXPLAINED * self.explained + self.withdrawn

    @property
    def value(self) -> float:
        """100 for a design that nothing stands against, towards 0 the more does; one decimal place."""
        return round(_FULL * _FULL / (_FULL + self.weight), 1)

    def as_json(self) -> dict[str, Any]:
        """As the summary of `designer analyze --format json` holds it."""
        return {
            "value": self.value,
            "open": round(self.open, 1),
            "explained": round(self.explained, 1),
            "unexplained": round(self.unexplained, 1),
            **({"withdrawn": round(self.withdrawn, 1)} if self.withdrawn else {}),
        }


def score(report: Report) -> Score:
    """The score of a design that was examined. Rules that were left out weigh nothing, so give a full report."""
    reasoned = with_reasons(decision for _, decision in report.dismissed)
    explained = [one for one, decision in report.dismissed if (decision.finding, decision.subject) in reasoned]
    unexplained = [one for one, decision in report.dismissed if (decision.finding, decision.subject) not in reasoned]
    now = Score(_weight(unfolded(report.findings)), _weight(explained), _weight(unexplained))
    if report.with_withdrawn is None:
        return now
    return replace(now, withdrawn=max(0.0, score(report.with_withdrawn).weight - now.weight))


def _weight(findings: Iterable[Finding]) -> float:
    return sum(_SEVERITY[one.severity] * _CONFIDENCE[one.confidence] for one in findings)


def with_reasons(decisions: Iterable[Decision]) -> frozenset[tuple[str, str]]:
    """Code and subject of those for which somebody wrote why, for this one and few others. decisions: one for each
    thing that is decided, the same as often as it holds for several."""
    listed = tuple(decisions)
    shared = Counter(_words(one.reason) for one in listed)
    return frozenset(
        (one.finding, one.subject) for one in listed if is_a_reason(one.reason) and shared[_words(one.reason)] <= SHARED
    )


def is_a_reason(text: str) -> bool:
    """Whether a text says why: three different words at least, and not those of a baseline."""
    words = _words(text)
    return words != _words(BASELINE) and len(set(words)) >= WORDS


def _words(reason: str) -> tuple[str, ...]:
    """The words of a reason in order, by their letters: one that only counts on, `fine 1`, `fine 2`, is one reason."""
    kept = ("".join(letter for letter in word if letter.isalpha()) for word in reason.lower().split())
    return tuple(word for word in kept if word)
