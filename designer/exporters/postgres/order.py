"""Steps in an order that loads: by phase, and before everything that needs them."""

import heapq
from collections.abc import Collection, Sequence

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
    graph = Graph(units)
    waiting = [set(firm) | set(loose) for firm, loose in zip(graph.firm, graph.loose, strict=True)]
    followers: list[set[int]] = [set() for _ in units]
    for number, before in enumerate(waiting):
        for other in before:
            followers[other].add(number)
    ready: list[tuple[int, int]] = [
        (units[number].phase, number) for number, before in enumerate(waiting) if not before
    ]
    heapq.heapify(ready)
    done: list[int] = []
    left = set(range(len(units)))
    while left:
        if not ready:
            ready.append(_least_bound(left, graph, units))
        number = heapq.heappop(ready)[1]
        if number not in left:
            continue
        left.discard(number)
        done.append(number)
        for follower in followers[number]:
            waiting[follower].discard(number)
            if not waiting[follower] and follower in left:
                heapq.heappush(ready, (units[follower].phase, follower))
    return tuple(units[number] for number in done)


def _least_bound(left: set[int], graph: Graph, units: Sequence[Unit]) -> tuple[int, int]:
    """The step to take when all wait for one another: one that only waits loosely, if there is any."""
    number = min(left, key=lambda one: (len(graph.firm[one] & left) > 0, units[one].phase, one))
    return units[number].phase, number


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
