"""Relations written short, generated ones, and a brute-force oracle that shares no code with the engine."""

from itertools import combinations

from hypothesis import strategies as st

from designer.analysis.normalization.relation import Dependency, Relation

Given = tuple[frozenset[str], frozenset[str]]


def relation(attributes: str, *dependencies: str) -> Relation:
    """`relation("ABC", "A -> BC", "-> C")`: attributes of one letter each."""
    empty = Relation(tuple(attributes), ())
    return Relation(
        tuple(attributes),
        tuple(
            Dependency(empty.mask(left.strip()), empty.mask(right.strip())) for left, right in map(_sides, dependencies)
        ),
    )


def _sides(text: str) -> tuple[str, str]:
    left, _, right = text.partition("->")
    return left, right


def given(one: Relation) -> list[Given]:
    """The dependencies as sets of names."""
    return [(frozenset(one.names(d.determinant)), frozenset(one.names(d.dependent))) for d in one.dependencies]


def determines(names: str, dependencies: list[Given], left: frozenset[str], right: str) -> bool:
    """Whether `left` -> `right` follows, by the two-row model: rows that agree on a set S and obey everything.

    left -> right fails exactly where some S holds left but not right, and every dependency whose determinant lies
    in S has its dependents in S too.
    """
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            agree = frozenset(chosen)
            if left <= agree and right not in agree and all(d <= agree for x, d in dependencies if x <= agree):
                return False
    return True


def keys_by_trial(names: str, dependencies: list[Given]) -> set[frozenset[str]]:
    """All minimal sets that determine every attribute."""
    found: list[frozenset[str]] = []
    for size in range(len(names) + 1):
        for chosen in map(frozenset, combinations(names, size)):
            if any(key <= chosen for key in found):
                continue
            if all(determines(names, dependencies, chosen, one) for one in names):
                found.append(chosen)
    return set(found)


@st.composite
def relations(draw: st.DrawFn, most: int = 6) -> Relation:
    """Up to `most` attributes and eight dependencies, empty sides, overlaps and repetitions included."""
    size = draw(st.integers(0, most))
    masks = st.integers(0, (1 << size) - 1)
    pairs = draw(st.lists(st.tuples(masks, masks), max_size=8))
    return Relation(tuple("ABCDEFG"[:size]), tuple(Dependency(left, right) for left, right in pairs))
