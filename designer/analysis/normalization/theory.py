"""A set of functional dependencies that answers what follows from it."""

from collections.abc import Collection, Iterable, Sequence

from designer.analysis.normalization.masks import singles

Pair = tuple[int, int]
"""determinant and dependent, as attribute sets."""

_PASSES = 3
_MOST_REMEMBERED = 1 << 17


class Theory:
    """Dependencies with trivial parts dropped and left sides distinct; closures are remembered.

    Immutable as far as anybody can tell: the same question has the same answer at all times.
    """

    __slots__ = ("_known", "_uses", "pairs")

    def __init__(self, pairs: Iterable[Pair]) -> None:
        merged: dict[int, int] = {}
        for left, right in pairs:
            if right & ~left:
                merged[left] = merged.get(left, 0) | (right & ~left)
        self.pairs: tuple[Pair, ...] = tuple(merged.items())
        self._known: dict[int, int] = {}
        self._uses: dict[int, list[Pair]] = {}

    def closure(self, mask: int) -> int:
        """All attributes that `mask` determines (Armstrong's axioms to the fixed point), itself included."""
        found = self._known.get(mask)
        if found is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = self._known[mask] = self._closed(mask)
        return found

    def implies(self, left: int, right: int) -> bool:
        """Whether left -> right follows."""
        return right & ~self.closure(left) == 0

    def _closed(self, mask: int) -> int:
        """Short derivations end within a few passes; long chains go on attribute by attribute, in linear time."""
        mask, pending = closed(self.pairs, mask, 0, _PASSES)
        return self._followed(mask, pending) if pending else mask

    def _followed(self, mask: int, pending: Collection[Pair]) -> int:
        """The closure by following each new attribute to the dependencies that wait for it (Beeri, Bernstein 1979)."""
        if not self._uses:
            for pair in self.pairs:
                for one in singles(pair[0]):
                    self._uses.setdefault(one, []).append(pair)
        fresh = 0
        for left, right in pending:
            if not left & ~mask:
                fresh |= right & ~mask
        mask |= fresh
        while fresh:
            one = fresh & -fresh
            fresh ^= one
            for left, right in self._uses.get(one, ()):
                if not left & ~mask:
                    added = right & ~mask
                    mask |= added
                    fresh |= added
        return mask


def closed(pairs: Collection[Pair], mask: int, target: int = 0, passes: int = 0) -> tuple[int, Collection[Pair]]:
    """(all that `mask` determines, ()), by going through the dependencies again and again.

    Ends early once an attribute of `target` is reached, or after so many passes (0: as many as it takes): then with
    what has been reached and the dependencies that may still fire. For sets that are asked once; a `Theory` remembers.
    """
    pending: Collection[Pair] = pairs
    for _ in range(passes or len(pairs) + 1):
        before, rest = mask, []
        for pair in pending:
            if pair[0] & ~mask:
                rest.append(pair)
            else:
                mask |= pair[1]
        if mask == before:
            return mask, ()
        pending = rest
        if mask & target:
            break
    return mask, pending


def minimized(theory: Theory, start: int, target: int, order: Sequence[int] | None = None) -> int:
    """A smallest part of `start` that still determines `target` (which `start` has to).

    No attribute of the result can be left out. Later attributes are given up first, or those of `order` (sets of one).
    """
    closure = theory.closure
    for one in order if order is not None else reversed(tuple(singles(start))):
        if start & one and not target & ~closure(start ^ one):
            start ^= one
    return start
