"""Choosing: grow the set by benefit per byte while it pays, then drop, swap and merge.

After Extend (Schlosser, Kossmann, Boissier 2019), which adds or widens one index a step by benefit per byte, with
three differences: writes and bytes have a price that each index must earn; a pattern's gain also counts as the ratio
that it improves by, so that one monster does not decide everything; patterns with a latency target have a floor.
"""

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from designer.analysis.index_engine.candidate import Candidate, is_beginning
from designer.analysis.index_engine.costs import Costs, Weighted
from designer.analysis.index_engine.prices import PAGE, Prices

RATIO_WEIGHT = 0.25
"""How much of an average pattern's whole cost an e-fold improvement of one pattern counts for, in choosing the next."""
NOISE_SHARE = 0.02
NOISE_COST = 20.0
"""A smaller gain than this of one run is what the planner's figures cannot tell; see `BUSY`."""
BUSY = 600.0
LATENCY_RATIO = 2.0
"""With a latency target a pattern may not cost more than this many times what the best index set would make of it."""
KEY_RATIO = 2.0
"""An index whose rows a key finds already has to make a pattern so many times cheaper by what it holds beside."""
_PASSES = 3
_SWAPS = 8
_LEAST_BYTES = 8 * PAGE

Tick = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Move:
    """A step: `added` comes, `removed` go. gain: net, in weighted cost units; worth: gain with ratios counted."""

    added: str | None
    removed: frozenset[str]
    gain: float
    worth: float
    bytes: int


class Selection:
    """The chosen set while it grows. `chosen`: ids; `reasons`: why a candidate that was looked at was not taken."""

    def __init__(
        self,
        candidates: tuple[Candidate, ...],
        kept: frozenset[str],
        costs: Costs,
        prices: Prices,
        budget: int | None,
        tick: Tick,
        on_keys: frozenset[str] = frozenset(),
    ) -> None:
        """kept: ids of the candidates that are worth trying, of all that there are; on_keys: of those whose
        rows a primary or unique key finds already."""
        self.kept = kept
        self.by_id = {one.id: one for one in candidates if prices.of(one) is not None}
        self.costs, self.prices, self.budget, self.tick = costs, prices, budget, tick
        self.chosen: frozenset[str] = frozenset()
        self.reasons: dict[str, str] = {}
        self.floors: dict[str, str] = {}
        base = costs.of(costs.patterns, frozenset())
        self.planned = tuple(one for one, cost in zip(costs.patterns, base, strict=True) if cost is not None)
        total = sum(one.frequency * cost for one, cost in zip(costs.patterns, base, strict=True) if cost is not None)
        self._mean = total / max(1, len(self.planned))
        self._base = {one.pattern.id: cost for one, cost in zip(costs.patterns, base, strict=True) if cost is not None}
        self._last: dict[str, Move] = {}
        for one in sorted(kept & on_keys & self.by_id.keys()):
            if not self._outdoes_key(one):
                del self.by_id[one]
                self.reasons[one] = "a key finds the same rows already, and what else it holds spares too little"

    def run(self) -> frozenset[str]:
        """The chosen ids."""
        self._grow()
        for _ in range(_PASSES):
            before = self.chosen
            self._drop()
            self._swap()
            self._grow()
            if self.chosen == before:
                break
        self._floor()
        self._drop()
        self._clear()
        return self.chosen

    # Costs

    def relevant(self, ids: Iterable[str]) -> tuple[Weighted, ...]:
        """The planned patterns that any of these indexes could touch."""
        touched = frozenset[str]().union(*(self.costs.touches[one] for one in ids))
        return tuple(one for one in self.planned if one.pattern.id in touched)

    def size(self, ids: Iterable[str]) -> int:
        """Bytes of these together."""
        return sum(price.bytes for one in ids if (price := self.prices.of(self.by_id[one])))

    def price(self, ids: Iterable[str]) -> float:
        """Writes and keeping of these together, a minute."""
        return sum(price.total for one in ids if (price := self.prices.of(self.by_id[one])))

    def change(self, before: frozenset[str], after: frozenset[str]) -> tuple[float, float]:
        """(net gain, gain with ratios) of going from one set to another."""
        patterns = self.relevant(before ^ after)
        gain = worth = 0.0
        olds, news = self.costs.of(patterns, before), self.costs.of(patterns, after)
        for one, old, new in zip(patterns, olds, news, strict=True):
            if old is None or new is None or _is_noise(one, old, new):
                continue
            own = one.frequency * (old - new)
            gain += own
            cap = min(RATIO_WEIGHT * self._mean, one.frequency * self._base[one.pattern.id])
            worth += own + cap * math.log(max(old, 1.0) / max(new, 1.0))
        paid = self.price(after) - self.price(before)
        return gain - paid, worth - paid

    def _outdoes_key(self, one: str) -> bool:
        patterns = self.relevant((one,))
        return any(
            cost is not None and cost * KEY_RATIO <= self._base[pattern.pattern.id]
            for pattern, cost in zip(patterns, self.costs.of(patterns, frozenset({one})), strict=True)
        )

    # Growing

    def _grow(self) -> None:
        """Takes the best step until none pays. Benefits shrink as the set grows: the best of the last estimates is
        asked again before it is taken, and the rest need not be."""
        queue: list[tuple[float, str, int]] = []
        stamp = 0
        fresh: dict[str, int] = {}
        for done, one in enumerate(sorted(self.kept)):
            if one not in self.chosen and one in self.by_id:
                self._push(queue, one, stamp, fresh)
            if done % 20 == 0:
                self.tick(0.2 + 0.4 * done / max(1, len(self.kept)), "asking what each candidate would bring")
        while queue:
            _, one, asked = heapq.heappop(queue)
            if one in self.chosen or fresh.get(one) != asked:
                continue
            if asked != stamp:
                self._push(queue, one, stamp, fresh)
                continue
            move = self._last[one]
            self.chosen = (self.chosen - move.removed) | {one}
            self.reasons.pop(one, None)
            self.tick(0.6, f"{len(self.chosen)} indexes chosen")
            stamp += 1

    def _push(self, queue: list[tuple[float, str, int]], one: str, stamp: int, fresh: dict[str, int]) -> None:
        move = self._move(one)
        fresh[one] = stamp
        if move is not None:
            self._last[one] = move
            heapq.heappush(queue, (-move.worth / max(_LEAST_BYTES, move.bytes), one, stamp))

    def _move(self, one: str) -> Move | None:
        """Adding a candidate, or putting it in the place of those whose beginning it continues."""
        mine = self.by_id[one].index
        rivals = [other for other in self.chosen if self.by_id[other].entity == self.by_id[one].entity]
        longer = next((other for other in rivals if is_beginning(mine, self.by_id[other].index)), None)
        if longer is not None:
            self.reasons[one] = f"{self.by_id[longer].index.name} begins with the same columns"
            return None
        removed = frozenset(other for other in rivals if is_beginning(self.by_id[other].index, mine))
        after = (self.chosen - removed) | {one}
        extra = self.size(after) - self.size(self.chosen)
        if self.budget is not None and self.size(after) > self.budget:
            self.reasons[one] = f"it needs {self.size((one,)):,} bytes, and the budget has no room for them"
            return None
        gain, worth = self.change(self.chosen, after)
        if gain <= 0:
            self.reasons[one] = self._why_not(one, gain, removed)
            return None
        return Move(one, removed, gain, worth, extra)

    def _why_not(self, one: str, gain: float, removed: frozenset[str]) -> str:
        price = self.price((one,)) - self.price(removed)
        saved = gain + price
        beside = " beside what was chosen" if self.chosen else ""
        if saved < 0.5:
            return f"no pattern gets clearly cheaper by it{beside}"
        return (
            f"it would save {saved:,.0f} cost units a minute{beside} and cost {price:,.0f} in writes and in bytes kept"
        )

    # Afterwards

    def _drop(self) -> None:
        for one in sorted(self.chosen, key=lambda each: (-self.size((each,)), each)):
            gain, _ = self.change(self.chosen, self.chosen - {one})
            if gain >= 0 and one not in self.floors:
                self.chosen -= {one}
                self.reasons[one] = "the other chosen indexes make it needless"

    def _swap(self) -> None:
        """For each chosen index the better one among those that were close, two for one included."""
        for one in sorted(self.chosen):
            if one not in self.chosen:
                continue
            best: tuple[float, frozenset[str]] | None = None
            for other in self._rivals(one):
                rest = self.chosen - {one}
                near = [
                    each
                    for each in rest
                    if self.by_id[each].entity == self.by_id[other].entity
                    and (self.by_id[each].index.keys[0] == self.by_id[other].index.keys[0])
                ]
                for gone in (frozenset[str](), frozenset(near)):
                    after = (rest - gone) | {other}
                    if self.budget is not None and self.size(after) > self.budget:
                        continue
                    if any(is_beginning(self.by_id[other].index, self.by_id[each].index) for each in rest - gone):
                        continue
                    gain, _ = self.change(self.chosen, after)
                    if gain > 0.01 * abs(self.price(self.chosen)) + NOISE_COST and (best is None or gain > best[0]):
                        best = gain, after
            if best is not None:
                for gone_one in self.chosen - best[1]:
                    self.reasons[gone_one] = "another index of the table serves the same patterns for less"
                self.chosen = best[1]
                self.tick(0.7, "trying others in place of those chosen")

    def _rivals(self, one: str) -> list[str]:
        mine = self.by_id[one]
        others = [
            other
            for other in self.by_id.values()
            if other.entity == mine.entity
            and other.id not in self.chosen
            and (other.origins & mine.origins)
            and other.id in self._last
        ]
        others.sort(key=lambda other: (-self._last[other.id].gain, other.id))
        return [other.id for other in others[:_SWAPS]]

    def _floor(self) -> None:
        """Patterns with a latency target get near the best that any candidates could do for them."""
        for one in self.planned:
            if one.pattern.latency_ms is None:
                continue
            every = frozenset(each.id for each in self.by_id.values() if one.pattern.id in each.origins)
            best, now = self.costs.of((one,), every)[0], self.costs.of((one,), self.chosen)[0]
            if best is None or now is None or now <= max(LATENCY_RATIO * best, best + NOISE_COST):
                continue
            reaching = [
                (self.size((each,)), each)
                for each in sorted(every - self.chosen)
                if (cost := self.costs.of((one,), self.chosen | {each})[0]) is not None
                and cost <= max(LATENCY_RATIO * best, best + NOISE_COST)
                and (self.budget is None or self.size(self.chosen | {each}) <= self.budget)
            ]
            if reaching:
                _, added = min(reaching)
                self.chosen |= {added}
                self.floors[added] = one.pattern.name

    def _clear(self) -> None:
        """No index that is the beginning of another."""
        for one in sorted(self.chosen):
            mine = self.by_id[one]
            for other in sorted(self.chosen - {one}):
                if self.by_id[other].entity == mine.entity and is_beginning(mine.index, self.by_id[other].index):
                    self.chosen -= {one}
                    self.reasons[one] = f"{self.by_id[other].index.name} begins with the same columns"
                    break


def _is_noise(one: Weighted, old: float, new: float) -> bool:
    """Whether a gain is too small to believe or to care for. A loss never is."""
    gain = old - new
    if gain < 0:
        return False
    return gain < NOISE_SHARE * old or (gain < NOISE_COST and one.frequency < BUSY)
