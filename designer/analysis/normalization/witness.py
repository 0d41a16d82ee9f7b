"""Why a normal form is broken: the derivation, two rows that prove it, and what goes wrong because of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from designer.analysis.normalization.forms import NormalForm, Violation
from designer.analysis.normalization.masks import bits
from designer.analysis.normalization.relation import Relation
from designer.analysis.normalization.theory import Pair, Theory
from designer.schema.words import words

_MOST_LISTED = 4
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
    if violation.form is NormalForm.FOURTH:
        rest = said(relation, relation.everything & ~left & ~right)
        return (
            f"{f'For each {one}' if left else 'Everywhere'} every {what} occurs with every {rest}: two facts that have "
            f"nothing to do with each other share a table{f', and {one} is no key' if left else ''}."
        )
    if left == 0:
        return (
            f"{what} {'has' if single else 'have'} the same value in every row: nothing has to be known to know "
            f"{'it' if single else 'them'}, and still every row repeats {'it' if single else 'them'}."
        )
    listed = what if right.bit_count() <= _MOST_LISTED else f"All {right.bit_count()} on the right"
    depends = f"{listed} {'depends' if single else 'depend'} on {one}"
    outside = f"{what} is in no key" if single else "none of them is in a key"
    match violation.form:
        case NormalForm.SECOND:
            return f"{depends}, which is only a part of the key ({said(relation, violation.key)}), and {outside}."
        case NormalForm.THIRD:
            return f"{depends}, which is no key and contains none, and {outside}."
    return (
        f"{depends}, which is no key and contains none. 3NF lets that pass where what depends is in a key; "
        f"BCNF does not."
    )


def _derivation(relation: Relation, theory: Theory, violation: Violation) -> tuple[str, ...]:
    left, right = violation.dependency.determinant, violation.dependent
    if violation.form is NormalForm.FOURTH:
        given = any((one.determinant, one.dependent & ~left) == (left, right) for one in relation.multivalued)
        lines = [f"{arrow(relation, left, right, '↠')} {'is given' if given else 'follows from what is given'}"]
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
        lines.append(f"{said(relation, right)} {'is' if right.bit_count() == 1 else 'are'} in no candidate key")
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


@lru_cache(maxsize=4096)
def sample(name: str, number: int) -> str:
    """A value that looks like one of this attribute: `A` has a1, `order_id` has 1, `city` has city 1."""
    if (words(name) or ("",))[-1] in _NUMBERED:
        return str(number)
    if len(name) <= 2:
        return f"{name.lower()}{'' if name[-1:].isalpha() else '='}{number}"
    return f"{name} {number}"


def _anomalies(relation: Relation, theory: Theory, violation: Violation, key: int) -> Anomalies:
    left, right = violation.dependency.determinant, violation.dependent
    if violation.form is NormalForm.FOURTH:
        return _of_independent_facts(relation, left, right)
    what = _valued(relation, right & -right)
    name = said(relation, right & -right)
    if not left:
        return Anomalies(
            update=f"Two rows say {what}. Change {name} in one only, and the table holds two different values "
            f"of what is the same everywhere; nothing stops it.",
            insert=f"As long as the table is empty, {what} cannot be written down.",
            delete=f"Delete the last row, and {what} is forgotten.",
        )
    who = _valued(relation, left)
    rest = said(relation, key & ~theory.closure(left)) or said(relation, relation.everything & ~theory.closure(left))
    return Anomalies(
        update=f"Two rows say that {who} has {what}. Change {name} in one only, and the table says two "
        f"different things about {who}; nothing stops it.",
        insert=f"That {who} has {what} cannot be written down before there is a value for {rest} as well.",
        delete=f"Delete the last row with {who}, and it is forgotten that {who} has {what}.",
    )


def _of_independent_facts(relation: Relation, left: int, right: int) -> Anomalies:
    who = f" for {_valued(relation, left)}" if left else ""
    one, other = said(relation, right), said(relation, relation.everything & ~left & ~right)
    return Anomalies(
        update=f"One more {one}{who} takes a new row for every {other} there; leave one out, and the table says "
        f"that the two have something to do with each other.",
        insert=f"The first {one}{who} cannot be written down while there is no {other}.",
        delete=f"Delete the last {other}{who}, and every {one} there is forgotten with it.",
    )


def _valued(relation: Relation, mask: int) -> str:
    """`customer_id 1`, or `city “city 1”`; several as `order_id 1 with line_no 1`."""
    parts = []
    for position in bits(mask):
        name = relation.attributes[position]
        value = sample(name, 1)
        parts.append(f"{name} {value}" if value == "1" else f"{name} “{value}”")
    return " with ".join(parts)
