"""Steps in an order that loads: by phase, and before everything that needs them."""

import heapq
from collections.abc import Collection, Iterator, Sequence

from designer.exporters.postgres.units import Directory, Unit


class Graph:
    """What waits for what, by number of the step. firm: must be before; loose: should be."""

    def __init__(self, units: Sequence[Unit]) -> None:
        makers = {token: number for number, unit in enumerate(units) for token in unit.makes}
        directory = Directory(units)
        self.firm: list[set[int]] = []
        self.loose: list[set[int]] = []
        for number, unit in enumerate(units):
            own = set(unit.provides)
            firm = {makers[token] for token in unit.needs if token in makers}
            firm.update(directory.providers(chain for chain in unit.mentioned.firm if not _is_own(chain, own)))
            loose = set(directory.providers(chain for chain in unit.mentioned.loose if not _is_own(chain, own)))
            self.firm.append(firm - {number})
            self.loose.append(loose - firm - {number})


def _is_own(chain: tuple[str, ...], own: Collection[tuple[str, ...]]) -> bool:
    """Whether a step mentions what it makes itself: overloads of one function wait for none of each other."""
    return any(chain[: len(name)] == name or chain[:1] == name[-1:] for name in own)


def ordered(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The steps in order. Where steps wait for each other in a circle the first by phase goes first."""
    return tuple(units[number] for number in _Queue(units, Graph(units)).drain())


class _Queue:
    """Steps that are let go one by one: those that nothing holds, else those held loosely, else any."""

    def __init__(self, units: Sequence[Unit], graph: Graph) -> None:
        self._units = units
        self._firm = [set(before) for before in graph.firm]
        self._loose = [set(before) for before in graph.loose]
        self._followers: list[list[int]] = [[] for _ in units]
        for number, (firm, loose) in enumerate(zip(graph.firm, graph.loose, strict=True)):
            for other in firm | loose:
                self._followers[other].append(number)
        self._left = set(range(len(units)))
        self._free: list[tuple[int, int]] = []
        self._loosely_held: list[tuple[int, int]] = []
        for number in self._left:
            self._file(number)

    def drain(self) -> Iterator[int]:
        """The numbers of the steps, in order."""
        while self._left:
            number = self._next()
            self._left.discard(number)
            yield number
            for follower in self._followers[number]:
                self._firm[follower].discard(number)
                self._loose[follower].discard(number)
                if follower in self._left:
                    self._file(follower)

    def _next(self) -> int:
        for heap in (self._free, self._loosely_held):
            while heap:
                number = heapq.heappop(heap)[1]
                if number in self._left:
                    return number
        return min(self._left, key=lambda number: (self._units[number].phase, number))

    def _file(self, number: int) -> None:
        if not self._firm[number]:
            heap = self._loosely_held if self._loose[number] else self._free
            heapq.heappush(heap, (self._units[number].phase, number))


def circles(units: Sequence[Unit]) -> frozenset[int]:
    """The numbers of the steps that firmly wait for themselves, through others."""
    firm = Graph(units).firm
    state: dict[int, int] = {}
    lowest: dict[int, int] = {}
    path: list[int] = []
    on_path: set[int] = set()
    found: set[int] = set()
    for root in range(len(units)):
        if root in state:
            continue
        walk = [(root, iter(sorted(firm[root])))]
        state[root] = lowest[root] = len(state)
        path.append(root)
        on_path.add(root)
        while walk:
            number, others = walk[-1]
            other = next(others, None)
            if other is None:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[number])
                if lowest[number] == state[number]:
                    component = path[path.index(number) :]
                    del path[-len(component) :]
                    on_path.difference_update(component)
                    if len(component) > 1:
                        found.update(component)
            elif other not in state:
                state[other] = lowest[other] = len(state)
                path.append(other)
                on_path.add(other)
                walk.append((other, iter(sorted(firm[other]))))
            elif other in on_path:
                lowest[number] = min(lowest[number], state[other])
    return frozenset(found)
