"""Normal forms: which dependencies of a relation break which form, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from designer.analysis.normalization.keys import Keys
from designer.analysis.normalization.relation import Dependency, Relation


class NormalForm(StrEnum):
    """A normal form that a dependency can break."""

    SECOND = "2NF"
    THIRD = "3NF"
    BOYCE_CODD = "BCNF"


@dataclass(frozen=True, slots=True)
class Violation:
    """A dependency that breaks a normal form. dependent: the attributes at fault; key: the key it is part of (2NF)."""

    form: NormalForm
    dependency: Dependency
    dependent: int
    key: int = 0


def _in_no_key(relation: Relation) -> int:
    """Attributes that something determines and that determine nothing themselves: no key needs them."""
    left = right = 0
    for dependency in relation.dependencies:
        left |= dependency.determinant
        right |= dependency.dependent & ~dependency.determinant
    return right & ~left


def violations(relation: Relation, keys: Keys) -> Iterator[Violation]:
    """One violation per dependency that breaks a form, the lowest form it breaks.

    2NF: a non-prime attribute depends on a proper part of a key. 3NF: on something that is no superkey.
    BCNF: any determinant that is no superkey. Where not all keys are known, an attribute counts as prime unless it
    surely is in none, so that no form is called broken that may hold.
    """
    prime = keys.prime if keys.complete else keys.prime | ~_in_no_key(relation)
    for dependency in relation.dependencies:
        determinant = dependency.determinant
        added = dependency.dependent & ~determinant
        if not added or relation.closure(determinant) == relation.everything:
            continue
        nonprime = added & ~prime
        partial = next((key for key in keys.keys if determinant & ~key == 0 and determinant != key), 0)
        if nonprime and partial:
            yield Violation(NormalForm.SECOND, dependency, nonprime, partial)
        elif nonprime:
            yield Violation(NormalForm.THIRD, dependency, nonprime)
        else:
            yield Violation(NormalForm.BOYCE_CODD, dependency, added)
