"""A brute-force oracle for relations of few attributes: it knows closed sets and nothing else.

A set of attributes is closed if no dependency leads out of it; X determines Y exactly if every closed set around X
holds Y. All else is read off the definitions by trying every subset. It shares no code with the engine.
"""

from itertools import product

Pair = tuple[int, int]


class Oracle:
    """What follows from `pairs` over `size` attributes."""

    def __init__(self, size: int, pairs: list[Pair]) -> None:
        self.size = size
        self.whole = (1 << size) - 1
        closed = [one for one in range(1 << size) if all(left & ~one or not right & ~one for left, right in pairs)]
        self.closure = [self.whole] * (1 << size)
        for one in closed:
            part = one
            while True:  # every subset of the closed set
                self.closure[part] &= one
                if not part:
                    break
                part = (part - 1) & one

    def subsets(self, whole: int) -> list[int]:
        """All subsets of a set."""
        found, part = [0], whole
        while part:
            found.append(part)
            part = (part - 1) & whole
        return found

    def keys(self, whole: int) -> set[int]:
        """The smallest sets that determine all of `whole`."""
        determining = {one for one in self.subsets(whole) if not whole & ~self.closure[one]}
        return {
            one for one in determining if not any(one & bit and one & ~bit in determining for bit in self._bits(one))
        }

    def prime(self, whole: int) -> int:
        """The attributes of the keys."""
        result = 0
        for key in self.keys(whole):
            result |= key
        return result

    def breaking(self, whole: int) -> list[Pair]:
        """(X, what X determines in `whole` beyond itself) for every X that determines something but not all."""
        return [
            (one, self.closure[one] & whole & ~one)
            for one in self.subsets(whole)
            if self.closure[one] & whole not in (one, whole)
        ]

    def form(self, whole: int) -> str:
        """1NF, 2NF, 3NF or BCNF, by the definitions."""
        keys, prime, breaking = self.keys(whole), self.prime(whole), self.breaking(whole)
        if not breaking:
            return "BCNF"
        if not any(right & ~prime for _, right in breaking):
            return "3NF"
        partial = any(
            right & ~prime and any(left & ~key == 0 and left != key for key in keys) for left, right in breaking
        )
        return "1NF" if partial else "2NF"

    def keeps(self, relations: list[int]) -> list[int]:
        """The closures by the dependencies inside the relations alone, of every set."""
        inside = [(one, self.closure[one] & whole) for whole in relations for one in self.subsets(whole)]
        return Oracle(self.size, inside).closure

    def preserving_bcnf_exists(self) -> bool:
        """Whether all relations that are in BCNF together keep every dependency: if they do not, no choice does."""
        good = [whole for whole in range(1 << self.size) if not self.breaking(whole)]
        return self.keeps(good) == self.closure

    def joins_back(self, relations: list[int]) -> bool:
        """Lossless, by the tableau: a row per relation, values made equal until nothing changes."""
        rows = [[0 if one >> at & 1 else number + 1 for at in range(self.size)] for number, one in enumerate(relations)]
        changed = True
        while changed:
            changed = False
            for one, other in product(range(len(rows)), repeat=2):
                same = sum(1 << at for at in range(self.size) if rows[one][at] == rows[other][at])
                for at in self._places(self.closure[same] & ~same):
                    low, high = sorted((rows[one][at], rows[other][at]))
                    for row in rows:
                        row[at] = low if row[at] == high else row[at]
                    changed = True
        return any(not any(row) for row in rows)

    def least_dependencies(self) -> int:
        """The least number of dependencies of an equivalent set: the number of pseudo-closed sets."""
        found: list[int] = []
        for one in sorted(range(1 << self.size), key=int.bit_count):
            inside = all(other & ~one or other == one or not self.closure[other] & ~one for other in found)
            if self.closure[one] != one and inside:
                found.append(one)
        return len(found)

    def _places(self, mask: int) -> list[int]:
        return [at for at in range(self.size) if mask >> at & 1]

    def _bits(self, mask: int) -> list[int]:
        return [1 << at for at in self._places(mask)]


def rows_of(size: int, start: int, pairs: list[Pair], multivalued: list[Pair]) -> set[tuple[int, ...]]:
    """The smallest relation with two rows that agree on `start` and obeys everything (values 0 and 1)."""
    rows = {tuple(0 for _ in range(size)), tuple(0 if start >> at & 1 else 1 for at in range(size))}
    while True:
        before = set(rows)
        for left, right in pairs:
            for one, other in product(sorted(rows), repeat=2):
                if all(one[at] == other[at] for at in range(size) if left >> at & 1):
                    differing = {at for at in range(size) if right >> at & 1 and one[at] != other[at]}
                    rows = {tuple(0 if at in differing else value for at, value in enumerate(row)) for row in rows}
        for left, right in multivalued:
            for one, other in product(sorted(rows), repeat=2):
                if all(one[at] == other[at] for at in range(size) if left >> at & 1):
                    rows.add(tuple(other[at] if right >> at & 1 else one[at] for at in range(size)))
        if rows == before:
            return rows
