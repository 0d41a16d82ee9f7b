"""Why a normal form is broken: the derivation, two rows that prove it, and what goes wrong because of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.analysis.normalization.forms import NormalForm, Violation
from designer.analysis.normalization.masks import bits
from designer.analysis.normalization.relation import Relation
from designer.analysis.normalization.theory import Pair, Theory
from designer.analysis.words import words

_NUMBERED = frozenset({"id", "no", "nr", "number", "num", "quantity", "qty", "count", "year", "age"})


@dataclass(frozen=True, slots=True)
class Anomalies:
    """What goes wrong with a relation that holds a fact more than once, a sentence each."""

    update: str
    insert: str
    delete: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A violation for people. rows: two rows over all attributes that every dependency allows."""

    why: str
    derivation: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    anomalies: Anomalies


def steps_between(pairs: Sequence[Pair], start: int, target: int) -> tuple[Pair, ...]:
    """The dependencies that lead from `start` to `target`, in order, none that is not needed for it."""
    held, fired = start, list[Pair]()
    while target & ~held:
        before = held
        for left, right in pairs:
            if not left & ~held and right & ~held:
                fired.append((left, right & ~held))
                held |= right
        if held == before:
            break
    needed, kept = target, list[Pair]()
    for left, right in reversed(fired):
        if right & needed:
            kept.append((left, right))
            needed = (needed & ~right) | (left & ~start)
    return tuple(reversed(kept))


def explained(relation: Relation, theory: Theory, violation: Violation, key: int) -> Explanation:
    """All that is to be said about one violation. key: any candidate key, for what cannot be stored without it."""
    return Explanation(
        why=_why(relation, violation),
        derivation=_derivation(relation, theory, violation),
        rows=two_rows(relation, theory, violation),
        anomalies=_anomalies(relation, theory, violation, violation.key or key),
    )


def said(relation: Relation, mask: int) -> str:
    """A set of attributes in a sentence; the empty one is ∅."""
    return ", ".join(relation.names(mask)) or "∅"


def arrow(relation: Relation, left: int, right: int, sign: str = "→") -> str:
    """`customer_id → name, city`."""
    return f"{said(relation, left)} {sign} {said(relation, right)}"


def _why(relation: Relation, violation: Violation) -> str:
    left, right = violation.dependency.determinant, violation.dependent
    one, what = said(relation, left), said(relation, right)
    single = right.bit_count() == 1
    depends = f"{what} {'depends' if single else 'depend'} on {one}"
    if left == 0 and violation.form is not NormalForm.FOURTH:
        depends = f"{what} {'has' if single else 'have'} the same value in every row (nothing is needed to know it)"
    match violation.form:
        case NormalForm.SECOND:
            return (
                f"{depends}, which is only a part of the key ({said(relation, violation.key)}), "
                f"and {what} {'is' if single else 'are'} in no key."
            )
        case NormalForm.THIRD:
            return f"{depends}, which is no key and contains none, and {what} {'is' if single else 'are'} in no key."
        case NormalForm.BOYCE_CODD:
            return f"{depends}, which is no key and contains none."
    rest = relation.everything & ~left & ~right
    return (
        f"For each {one} every {what} occurs with every {said(relation, rest)}: two facts that have nothing to do "
        f"with each other share a table, and {one} is no key."
    )


def _derivation(relation: Relation, theory: Theory, violation: Violation) -> tuple[str, ...]:
    left, right = violation.dependency.determinant, violation.dependent
    if violation.form is NormalForm.FOURTH:
        lines = [f"{arrow(relation, left, right, '↠')} follows from what is given"]
    else:
        steps = steps_between(theory.pairs, left, right)
        lines = [f"{arrow(relation, one, other)} {_origin(relation, one, other)}" for one, other in steps]
        if len(steps) > 1:
            lines.append(f"together: {arrow(relation, left, right)}")
    closed = theory.closure(left)
    missing = relation.everything & ~closed
    lines.append(
        f"all that {said(relation, left)} determines is {{{said(relation, closed)}}}; "
        f"{said(relation, missing)} {'is' if missing.bit_count() == 1 else 'are'} missing, "
        f"so {said(relation, left)} is no superkey"
    )
    if violation.form is NormalForm.SECOND:
        lines.append(
            f"({said(relation, violation.key)}) is a candidate key, and {said(relation, left)} a proper part of it"
        )
    elif violation.form is NormalForm.THIRD:
        lines.append(f"{said(relation, right)} is in no candidate key")
    return tuple(lines)


def _origin(relation: Relation, left: int, right: int) -> str:
    return "is given" if relation.theory.implies(left, right) else "follows together with the multivalued dependencies"


def two_rows(relation: Relation, theory: Theory, violation: Violation) -> tuple[tuple[str, ...], ...]:
    """Two rows that agree exactly on what the determinant determines: every dependency holds, the fact stands twice.

    For a multivalued dependency the two differ on both sides of it, so that two more rows have to exist.
    """
    same = theory.closure(violation.dependency.determinant)
    return tuple(
        tuple(sample(name, 1 if same >> position & 1 else row) for position, name in enumerate(relation.attributes))
        for row in (1, 2)
    )


def sample(name: str, number: int) -> str:
    """A value that looks like one of this attribute: `A` has a1, `order_id` has 1, `city` has city 1."""
    if len(name) <= 2:
        return f"{name.lower()}{'' if name[-1:].isalpha() else '='}{number}"
    return str(number) if (words(name) or ("",))[-1] in _NUMBERED else f"{name} {number}"


def _anomalies(relation: Relation, theory: Theory, violation: Violation, key: int) -> Anomalies:
    left, right = violation.dependency.determinant, violation.dependent
    if violation.form is NormalForm.FOURTH:
        return _of_independent_facts(relation, left, right)
    who = _valued(relation, left) if left else "the whole table"
    what = _valued(relation, right & -right)
    name = said(relation, right & -right)
    rest = said(relation, key & ~theory.closure(left)) or said(relation, relation.everything & ~theory.closure(left))
    return Anomalies(
        update=f"Both rows say that {who} has {what}. Change {name} in the first only, and the table says two "
        f"different things about {who}; nothing stops it.",
        insert=f"That {who} has {what} cannot be written down until there is a row with {rest} as well.",
        delete=f"Delete the last row with {who}, and it is forgotten that {who} has {what}.",
    )


def _of_independent_facts(relation: Relation, left: int, right: int) -> Anomalies:
    who = _valued(relation, left) if left else "the whole table"
    one, other = said(relation, right), said(relation, relation.everything & ~left & ~right)
    return Anomalies(
        update=f"One more {one} for {who} takes a row for each of its {other}; leave one out, and the table says "
        f"that the two have something to do with each other.",
        insert=f"The first {one} for {who} cannot be written down while it has no {other}.",
        delete=f"Delete the last {other} of {who}, and every {one} of it is forgotten.",
    )


def _valued(relation: Relation, mask: int) -> str:
    """`customer_id 1`, or `city “city 1”`."""
    parts = []
    for position in bits(mask):
        name = relation.attributes[position]
        value = sample(name, 1)
        parts.append(f"{name} {value}" if value == "1" else f"{name} “{value}”")
    return ", ".join(parts)
