"""Third normal form by synthesis (Bernstein 1976, with the key relation of Biskup, Dayal and Bernstein 1979)."""

from collections.abc import Sequence

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.cover import grouped
from designer.analysis.normalization.masks import union, without_contained
from designer.analysis.normalization.search import bcnf_violation, third_violation
from designer.analysis.normalization.theory import Pair, Theory, minimized


def synthesized(theory: Theory, cover: Sequence[Pair], whole: int, budget: Budget) -> tuple[int, ...]:
    """Relations in 3NF from a minimal cover: lossless, every dependency kept, none inside another.

    Left sides that determine each other share a relation only where it is provably in the same normal form.
    """
    groups = grouped(cover)
    merged: list[tuple[int, int]] = []
    for left, right in groups.items():
        _put(theory, merged, left, left | right, budget)
    return with_key(theory, [relation for _, relation in merged], whole)


def _put(theory: Theory, merged: list[tuple[int, int]], left: int, relation: int, budget: Budget) -> None:
    for place, (other, held) in enumerate(merged):
        if theory.closure(other) == theory.closure(left):
            joined = held | relation
            if joined in (held, relation) or _may_share(theory, held, relation, budget):
                merged[place] = other, joined
                return
    merged.append((left, relation))


def _may_share(theory: Theory, one: int, other: int, budget: Budget) -> bool:
    """Whether two relations can be one without being worse: in BCNF, or in 3NF where one of them was no better."""
    if bcnf_violation(theory, one | other, budget)[0]:
        return True
    if all(bcnf_violation(theory, each, budget)[0] is not False for each in (one, other)):
        return False
    return third_violation(theory, one | other, budget)[0] is True


def with_key(theory: Theory, relations: Sequence[int], whole: int) -> tuple[int, ...]:
    """The relations, with one on a key of the whole where none holds one, and without those inside others.

    Where the relations keep every dependency, this makes the decomposition lossless.
    """
    kept = without_contained(relations)
    if any(not whole & ~theory.closure(one) for one in kept):
        return kept
    # Attributes that no relation holds are in every key; of the rest the key takes what stands in few relations.
    return without_contained((*kept, minimized(theory, whole, whole)))


def uncovered(relations: Sequence[int], whole: int) -> int:
    """The attributes that stand in no relation."""
    return whole & ~union(relations)
