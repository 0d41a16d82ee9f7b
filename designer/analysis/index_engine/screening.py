"""Which candidates are worth trying: for each pattern those that its plans read, best ones taken away in turn.

One question shows a pattern all of its candidates at once, and the planner picks. What it picked is kept and hidden,
and it is asked again. So a pattern keeps its few best candidates of each class for a handful of questions, where
asking for each candidate alone would take dozens.
"""

from collections.abc import Callable

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
from designer.analysis.index_engine.costs import Costs, Weighted
from designer.analysis.index_engine.progress import Progress
from designer.lab.planner import Planned

_GAIN = 0.98
"""Only what costs less than this share of the cost without candidates is a gain."""

_CLASSES: tuple[tuple[Callable[[Candidate], bool], int], ...] = (
    (lambda one: True, 2),
    (lambda one: not one.index.include and not one.index.where, 3),
    (lambda one: not one.index.include and one.index.where is not None, 2),
)
"""(who belongs to it, how many rounds)."""


def screened(
    facts: Facts, planned: Planned, costs: Costs, candidates: tuple[Candidate, ...], tick: Progress
) -> tuple[frozenset[str], dict[str, str]]:
    """(ids of the candidates to try, reasons for the others)."""
    screen = _Screen(planned, costs, candidates)
    kept: set[str] = set()
    divided = {one.id for one in facts.schema.entities if one.partition_by}
    for number, one in enumerate(costs.patterns):
        tick(0.1 + 0.1 * number / len(costs.patterns), "finding the candidates that plans read")
        if one.tables & divided:  # plans name the parts of their indexes
            kept |= {each.id for each in candidates if one.pattern.id in each.origins}
        else:
            kept |= screen.of(one)
    reasons = {}
    for candidate in candidates:
        if candidate.id not in kept:
            helped = candidate.origins & screen.helped
            reasons[candidate.id] = (
                "others serve its patterns better" if helped else "no pattern gets clearly cheaper by it"
            )
    return frozenset(kept), reasons


class _Screen:
    """helped: ids of the patterns that any candidate makes cheaper."""

    def __init__(self, planned: Planned, costs: Costs, candidates: tuple[Candidate, ...]) -> None:
        self.helped: set[str] = set()
        self._planned, self._costs = planned, costs
        named = [(planned.name_of(one.id), one) for one in candidates]
        self._by_name = {name: one for name, one in named if name is not None}

    def of(self, one: Weighted) -> set[str]:
        """The best candidates of one pattern."""
        mine = [each for each in self._by_name.values() if one.pattern.id in self._costs.touches[each.id]]
        (base,) = self._costs.of((one,), frozenset()) if mine else (None,)
        kept: set[str] = set()
        if base is None:
            return kept
        for belongs, rounds in _CLASSES:
            left = {each.id for each in mine if belongs(each)}
            for _ in range(rounds):
                picked = self._picked(one, left, base) if left else set()
                if not picked:
                    break
                kept |= picked
                left -= picked
            if not kept:
                break  # nothing helps, all of them together
        return kept

    def _picked(self, one: Weighted, left: set[str], base: float) -> set[str]:
        self._costs.asked += 1
        plans = self._planned.plans(one.pattern, self._costs.own | left)
        if plans is None or sum(plan.cost for plan in plans) > _GAIN * base:
            return set()
        self.helped.add(one.pattern.id)
        read = {name for plan in plans for name in plan.indexes}
        return {self._by_name[name].id for name in read if name in self._by_name} & left
