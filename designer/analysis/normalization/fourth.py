"""Fourth normal form by splitting on multivalued dependencies (Fagin 1977), smallest left side first."""

from collections.abc import Sequence

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.masks import without_contained
from designer.analysis.normalization.multivalued import MixedTheory, fourth_violation
from designer.analysis.normalization.preservation import lost
from designer.analysis.normalization.theory import Pair

_STEPS = 5_000


def decomposed(
    mixed: MixedTheory, cover: Sequence[Pair], bcnf: Sequence[int], deadline: float
) -> tuple[tuple[int, ...], bool]:
    """(relations, whether all are known to be in 4NF): of splitting the whole and splitting the BCNF design the better.

    Better: decided, fewer functional dependencies lost, fewer relations.
    """
    designs = [_split_up(mixed, (mixed.whole,), deadline), _split_up(mixed, bcnf, deadline)]
    return min(designs, key=lambda one: (not one[1], len(lost(mixed.theory, one[0], cover)), len(one[0])))


def _split_up(mixed: MixedTheory, relations: Sequence[int], deadline: float) -> tuple[tuple[int, ...], bool]:
    done: list[int] = []
    decided_all = True
    waiting = list(relations)
    while waiting:
        part = waiting.pop()
        decided, (left, block) = fourth_violation(mixed, part, Budget(_STEPS, deadline))
        if decided is False:
            # What the left side decides stays with it: the split then breaks no dependency that it need not.
            decides = mixed.closure(left) & part
            one = decides if decides not in (left, part) and not block & ~decides else left | block
            waiting += [left | (part & ~one), one]
            continue
        decided_all = decided_all and decided is not None
        done.append(part)
    return without_contained(done), decided_all
