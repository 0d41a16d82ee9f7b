"""Normal forms: which dependencies of a relation break which form, why, and which form the relation is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.keys import Keys, Primes
from designer.analysis.normalization.masks import singles, union
from designer.analysis.normalization.relation import Dependency, Relation
from designer.analysis.normalization.search import Verdict, determinants
from designer.analysis.normalization.theory import Theory, minimized


class NormalForm(StrEnum):
    """A normal form that a dependency can break, the lowest first."""

    SECOND = "2NF"
    THIRD = "3NF"
    BOYCE_CODD = "BCNF"
    FOURTH = "4NF"


@dataclass(frozen=True, slots=True)
class Violation:
    """A dependency that breaks a normal form. dependent: the attributes at fault; key: the key it is part of (2NF)."""

    form: NormalForm
    dependency: Dependency
    dependent: int
    key: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a relation stands. form: 1NF, 2NF, 3NF or BCNF, None undecided; at_least: what is sure."""

    form: str | None
    at_least: str
    violations: tuple[Violation, ...]


def violations(relation: Relation, keys: Keys, primes: Primes | None = None) -> Iterator[Violation]:
    """One violation per dependency that breaks a form, the lowest form it breaks.

    2NF: a non-prime attribute depends on a proper part of a key. 3NF: on something that is no superkey.
    BCNF: any determinant that is no superkey. An attribute of which it is not known whether it is prime counts as
    prime, so that no form is called broken that may hold.
    """
    nonprime_for_sure = _nonprime(relation, keys, primes)
    for dependency in relation.dependencies:
        determinant = dependency.determinant
        added = dependency.dependent & ~determinant
        if not added or relation.closure(determinant) == relation.everything:
            continue
        nonprime = added & nonprime_for_sure
        partial = key_around(keys, determinant)
        if nonprime and partial:
            yield Violation(NormalForm.SECOND, dependency, nonprime, partial)
        elif nonprime:
            yield Violation(NormalForm.THIRD, dependency, nonprime)
        else:
            yield Violation(NormalForm.BOYCE_CODD, dependency, added)


def _nonprime(relation: Relation, keys: Keys, primes: Primes | None) -> int:
    if primes is not None:
        return relation.everything & ~primes.prime & ~primes.undecided
    if keys.parts_complete:
        return relation.everything & ~keys.prime
    return _in_no_key(relation) & ~keys.prime


def _in_no_key(relation: Relation) -> int:
    """Attributes that something determines and that determine nothing themselves: no key needs them."""
    left = right = 0
    for one, other in relation.theory.pairs:
        left |= one
        right |= other
    return right & ~left


def key_around(keys: Keys, determinant: int) -> int:
    """A key that `determinant` is a proper part of, 0 if none is known."""
    for key in keys.keys:
        if determinant & ~key == 0 and determinant != key:
            return key
    if keys.complete or not keys.parts:
        return 0
    chosen = keys.core
    for part in keys.parts:
        wanted = determinant & part.attributes
        chosen |= next((key for key in part.keys if not wanted & ~key), 0)
    return chosen if determinant & ~chosen == 0 and determinant != chosen else 0


def standing(relation: Relation, keys: Keys, primes: Primes, budget: Budget) -> Standing:
    """The highest normal form up to BCNF, with a witness for the lowest one broken among the violations.

    BCNF needs no keys; 3NF the prime attributes; 2NF the keys themselves, since a non-prime attribute may depend on
    a part of one by way of prime attributes only, so that no single given dependency shows it.
    """
    found = tuple(violations(relation, keys, primes))
    if not found:
        return Standing("BCNF", "BCNF", ())
    if any(one.form is not NormalForm.BOYCE_CODD for one in found):
        return _below_third(relation, keys, primes, found, budget)
    if any(one.dependent & primes.undecided for one in found):
        # An attribute in doubt: if it is prime this is 3NF, if not it may be 2NF or less.
        sure, _ = partial_dependency(relation.theory, relation.everything, keys, primes.undecided, budget)
        return Standing(None, "2NF" if sure is False else "1NF", found)
    return Standing("3NF", "3NF", found)


def _below_third(
    relation: Relation, keys: Keys, primes: Primes, found: tuple[Violation, ...], budget: Budget
) -> Standing:
    order = tuple(NormalForm)
    ranked = tuple(sorted(found, key=lambda one: order.index(one.form)))
    if ranked[0].form is NormalForm.SECOND:
        return Standing("1NF", "1NF", ranked)
    doubtful = relation.everything & ~primes.prime
    verdict, witness = partial_dependency(relation.theory, relation.everything, keys, doubtful, budget)
    if verdict is None or (verdict and witness and witness.dependent & primes.undecided):
        return Standing(None, "1NF", ranked)
    if witness is not None:
        return Standing("1NF", "1NF", (witness, *ranked))
    return Standing("2NF", "2NF", ranked)


def partial_dependency(
    theory: Theory, whole: int, keys: Keys, nonprime: int, budget: Budget
) -> tuple[Verdict, Violation | None]:
    """Whether one of the `nonprime` attributes depends on a proper part of a candidate key, with the witness."""
    for key in keys.keys:
        for one in singles(key):
            found = theory.closure(key & ~one) & nonprime
            if found:
                return True, _partial(theory, key, one, found)
    if keys.complete:
        return False, None
    if not keys.parts_complete:
        return None, None
    return _partial_in_parts(theory, keys, nonprime, budget)


def _partial(theory: Theory, key: int, without: int, found: int) -> Violation:
    first = found & -found
    part = minimized(theory, key & ~without, first)
    return Violation(
        NormalForm.SECOND, Dependency(part, theory.closure(part) & found), theory.closure(part) & found, key
    )


def _partial_in_parts(theory: Theory, keys: Keys, nonprime: int, budget: Budget) -> tuple[Verdict, Violation | None]:
    """The same where the keys are too many to list: what the other parts contribute, each of their keys decides."""
    everything = keys.core | union(part.attributes for part in keys.parts)
    some = keys.core | union(part.keys[0] for part in keys.parts)
    for part in keys.parts:
        for own in part.keys:
            key = (some & ~part.attributes) | own
            for one in singles(own):
                found = theory.closure(key & ~one) & nonprime
                if found:
                    return True, _partial(theory, key, one, found)
    for one in singles(keys.core):
        for attribute in singles(theory.closure(everything & ~one) & nonprime):
            for left in determinants(theory, everything & ~one, attribute, budget):
                key = key_around(keys, left)
                if key:
                    return True, _partial(theory, key, key & ~left, attribute)
            if budget.spent:
                return None, None
    return False, None
