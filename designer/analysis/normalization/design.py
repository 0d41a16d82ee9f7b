"""A decomposition with all that is said about it: names, keys, foreign keys, proofs, and what is lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.chase import JoinStep, join_order, lossless
from designer.analysis.normalization.masks import in_order
from designer.analysis.normalization.naming import are_letters, named_after
from designer.analysis.normalization.preservation import enforcing_join, lost
from designer.analysis.normalization.relation import Relation
from designer.analysis.normalization.search import Verdict, bcnf_violation, determinants
from designer.analysis.normalization.theory import Theory, minimized
from designer.schema.naming import unused_name
from designer.schema.words import words

_STEPS = 2_000
_KEY_STEPS = 60
_CHASE_STEPS = 20_000
_CHEAP = {"id": 0, "code": 1, "no": 1, "number": 1, "key": 1, "uuid": 0, "isbn": 1, "sku": 1}


@dataclass(frozen=True, slots=True)
class Part:
    """One relation. key: the shortest and most stable; other_keys: to be unique; form: None undecided.

    form is "4NF" only where multivalued dependencies are known: without any, BCNF is that.
    """

    name: str
    attributes: int
    key: int
    other_keys: tuple[int, ...]
    form: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key: the relation at `child` holds a key of the one at `parent`: the chosen one if it can."""

    child: int
    parent: int
    attributes: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A dependency that no relation can check, and the positions of the relations whose join would."""

    determinant: int
    dependent: int
    join: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """Relations in place of one. start, joins: the proof that nothing is lost, where joins over keys are one."""

    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    lossless: Verdict
    lost: tuple[Lost, ...]
    start: int = 0
    joins: tuple[JoinStep, ...] | None = None

    @property
    def preserving(self) -> bool:
        """Whether every dependency can be checked inside one relation."""
        return not self.lost


@dataclass(frozen=True, slots=True)
class Ground:
    """What designs are judged by: the relation, all that its dependencies imply, when to end."""

    name: str
    relation: Relation
    theory: Theory
    deadline: float


def designed(ground: Ground, relations: Sequence[int], at_least: str, *, by_splits: bool = False) -> Design:
    """The design of these relations. at_least: the form they are known to be in; by_splits: made by lossless splits."""
    theory = ground.theory
    ordered = _ordered(ground, relations)
    parts = _named(ground, [_part(ground, one, at_least) for one in ordered])
    kept = [part.attributes for part in parts]
    missing = lost(theory, kept, theory.pairs)
    joins = join_order(theory, kept, ground.relation.everything)
    proved: Verdict = True if joins else _chased(ground, kept)
    return Design(
        parts=parts,
        links=_links(theory, parts),
        lossless=True if proved is None and by_splits else proved,
        lost=tuple(Lost(left, right, enforcing_join(theory, kept, (left, right))) for left, right in missing),
        start=joins[0] if joins else 0,
        joins=joins[1] if joins else None,
    )


def _chased(ground: Ground, relations: Sequence[int]) -> Verdict:
    multivalued = [(one.determinant, one.dependent) for one in ground.relation.multivalued]
    budget = Budget(_CHASE_STEPS, ground.deadline + 1)
    return lossless(ground.theory.pairs, relations, len(ground.relation.attributes), budget, multivalued)


def _ordered(ground: Ground, relations: Sequence[int]) -> list[int]:
    """The relation that stands for the whole first, then by the order of the attributes."""
    everything = ground.relation.everything
    by_first = sorted(relations, key=lambda one: (one & -one, -one.bit_count(), one))
    return sorted(by_first, key=lambda one: everything & ~ground.theory.closure(one) != 0)


def _part(ground: Ground, attributes: int, at_least: str) -> Part:
    theory = ground.theory
    keys = in_order(_some_keys(ground, attributes))
    best = min(keys, key=lambda key: _cost(ground.relation, key))
    form: str | None = at_least
    if at_least == "3NF":
        decided = bcnf_violation(theory, attributes, Budget(_STEPS, ground.deadline))[0]
        form = "BCNF" if decided else ("3NF" if decided is False else None)
    elif at_least == "":
        form = "BCNF" if bcnf_violation(theory, attributes, Budget(_STEPS, ground.deadline))[0] else None
    return Part("", attributes, best, tuple(key for key in keys if key != best), form)


def _some_keys(ground: Ground, attributes: int) -> list[int]:
    """The keys of a part, as far as few steps find them; one for sure."""
    first = minimized(ground.theory, attributes, attributes)
    found = [first]
    budget = Budget(_KEY_STEPS, ground.deadline)
    found += [one for one in determinants(ground.theory, attributes, attributes, budget) if one != first]
    return found


def _cost(relation: Relation, key: int) -> tuple[int, int, int]:
    """Short keys first, then those of names that people do not change."""
    names = relation.names(key)
    return len(names), sum(_CHEAP.get((words(name) or ("",))[-1], 2) for name in names), key


def _named(ground: Ground, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The first relation with a key of the whole keeps its name; the others are called after their keys."""
    letters = are_letters(ground.relation.attributes)
    taken: set[str] = set()
    named = []
    for number, part in enumerate(parts, 1):
        whole = not ground.relation.everything & ~ground.theory.closure(part.attributes)
        if letters:
            name = ground.name if len(parts) == 1 else f"{ground.name}{number}"
        elif whole and ground.name not in taken:
            name = ground.name
        else:
            name = unused_name(named_after(ground.relation.names(part.key or part.attributes)) or ground.name, taken)
        taken.add(name)
        named.append(replace(part, name=name))
    return tuple(named)


def _links(theory: Theory, parts: Sequence[Part]) -> tuple[Link, ...]:
    """Foreign keys to the nearest relation only: what that one refers to in turn is not repeated."""
    links = [
        Link(child, parent, key)
        for child, one in enumerate(parts)
        for parent, other in enumerate(parts)
        if child != parent and (key := _held(other, one.attributes)) and _refers(one, other, child, parent)
    ]
    return tuple(
        one
        for one in links
        if not any(
            other.child == one.child
            and other is not one
            and not one.attributes & ~other.attributes
            and any(back.child == other.parent and back.parent == one.parent for back in links)
            for other in links
        )
    )


def _held(part: Part, attributes: int) -> int:
    """The key of the part that is among the attributes: the chosen one, else an alternate; 0 where there is none."""
    return next((key for key in (part.key, *part.other_keys) if key and not key & ~attributes), 0)


def _refers(child: Part, parent: Part, at: int, other: int) -> bool:
    """Of two relations with each other's keys the later one refers to the first."""
    mutual = bool(_held(child, parent.attributes))
    return not mutual or (at > other if child.key == parent.key else child.key & ~parent.key != 0 or at > other)
