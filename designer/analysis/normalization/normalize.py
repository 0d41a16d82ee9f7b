"""The whole theory of one relation: keys, normal form, covers, decompositions, with what was left undecided."""

import time
from dataclasses import dataclass, replace
from functools import partial

from designer.analysis.normalization import bcnf, fourth
from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.cover import minimal_cover, minimum_cover
from designer.analysis.normalization.design import Design, Ground, Part, designed
from designer.analysis.normalization.forms import NormalForm, Standing, Violation, standing
from designer.analysis.normalization.keys import Keys, Primes, keys_of, prime_attributes
from designer.analysis.normalization.multivalued import MixedTheory, fourth_violation, with_implied
from designer.analysis.normalization.problem import Problem
from designer.analysis.normalization.relation import Dependency, Relation
from designer.analysis.normalization.search import Verdict, bcnf_violation
from designer.analysis.normalization.synthesis import synthesized
from designer.analysis.normalization.theory import Pair, Theory
from designer.analysis.normalization.witness import Explanation, explained

_STEPS = 50_000
_MERGE_STEPS = 2_000
_PART_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is known of a relation. Sets are masks over `relation.attributes`; None means undecided.

    theory: the functional dependencies with those that follow from multivalued ones; standing: normal form and
    violations, explained in `explanations` in the same order; third, boyce_codd, fourth: the decompositions.
    """

    name: str
    relation: Relation
    theory: Theory
    keys: Keys
    primes: Primes
    standing: Standing
    in_fourth: Verdict
    explanations: tuple[Explanation, ...]
    cover: tuple[Pair, ...]
    minimum_cover: tuple[Pair, ...]
    third: Design
    boyce_codd: Design
    fourth: Design
    preserving_exists: Verdict
    notes: tuple[str, ...] = ()


def normalize(problem: Problem) -> Report:
    """The report on a relation, within the problem's limits: no search goes past its seconds."""
    deadline = time.monotonic() + problem.limits.seconds
    given = problem.relation
    whole = given.everything
    multivalued = [(one.determinant, one.dependent) for one in given.multivalued]
    theory, all_implied = with_implied(MixedTheory(given.theory, multivalued, whole), Budget(_STEPS, deadline))
    mixed = MixedTheory(theory, multivalued, whole)
    keys = keys_of(theory, whole, problem.limits.keys, Budget(_STEPS, deadline))
    primes = prime_attributes(theory, whole, keys, Budget(_STEPS, deadline))
    merged = Relation(
        given.attributes, tuple(Dependency(left, right) for left, right in theory.pairs), given.multivalued
    )
    stands, in_fourth = _standing(merged, mixed, keys, primes, deadline)
    cover = minimal_cover(theory)
    third = synthesized(theory, cover, whole, Budget(_MERGE_STEPS, deadline))
    best = bcnf.decomposed(theory, cover, whole, deadline, third)
    # Where only functional dependencies are known, BCNF and 4NF are the same.
    last, decided = best.relations, best.decided
    if mixed.multivalued:
        last, decided = fourth.decomposed(mixed, cover, best.relations, deadline)
    ground = Ground(problem.name, merged, theory, deadline)
    make = partial(designed, ground)
    third_design = make(third, "3NF")
    same = set(best.relations) == set(third)
    boyce_codd = third_design if same else make(best.relations, "BCNF" if best.decided else "")
    fourth_design = boyce_codd if set(last) == set(best.relations) else make(last, "BCNF", by_splits=True)
    if mixed.multivalued:
        third_design, boyce_codd, fourth_design = _labelled(mixed, deadline, third_design, boyce_codd, fourth_design)
    return Report(
        name=problem.name,
        relation=merged,
        theory=theory,
        keys=keys,
        primes=primes,
        standing=stands,
        in_fourth=in_fourth,
        explanations=tuple(explained(given, theory, one, keys.keys[0]) for one in stands.violations),
        cover=cover,
        minimum_cover=minimum_cover(theory),
        third=third_design,
        boyce_codd=boyce_codd,
        fourth=fourth_design,
        preserving_exists=best.preserving_exists,
        notes=(*problem.notes, *_undecided(given, keys, primes, stands, all_implied, best, decided)),
    )


def _labelled(mixed: MixedTheory, deadline: float, *designs: Design) -> list[Design]:
    """The designs with the parts that are in 4NF called so; one that stands for two of them is the same after it."""
    known: dict[int, Design] = {}
    for one in designs:
        if id(one) not in known:
            parts = tuple(replace(part, form=_form(mixed, part, deadline)) for part in one.parts)
            known[id(one)] = replace(one, parts=parts)
    return [known[id(one)] for one in designs]


def _form(mixed: MixedTheory, part: Part, deadline: float) -> str | None:
    """4NF where the part is in it; else what its functional dependencies make of it, None where that is not known."""
    decided, _ = fourth_violation(mixed, part.attributes, Budget(_PART_STEPS, deadline))
    if decided:
        return "4NF"
    if part.form == "BCNF" and bcnf_violation(mixed.theory, part.attributes, Budget(_PART_STEPS, deadline))[0] is None:
        return None
    return part.form


def _standing(
    relation: Relation, mixed: MixedTheory, keys: Keys, primes: Primes, deadline: float
) -> tuple[Standing, Verdict]:
    """The standing, with what breaks only the fourth form added to its violations."""
    stands = standing(relation, keys, primes, Budget(_STEPS, deadline))
    in_fourth, _ = fourth_violation(mixed, mixed.whole, Budget(_STEPS, deadline))
    if in_fourth is not False or not mixed.multivalued:
        return stands, in_fourth
    broken = [
        Violation(NormalForm.FOURTH, Dependency(one, other), other)
        for one, other in mixed.multivalued
        if mixed.whole & ~mixed.closure(one) and other & ~mixed.closure(one) and mixed.whole & ~(one | other)
    ]
    return Standing(stands.form, stands.at_least, (*stands.violations, *broken)), in_fourth


def _undecided(
    relation: Relation,
    keys: Keys,
    primes: Primes,
    stands: Standing,
    all_implied: bool,
    best: bcnf.Decomposition,
    decided: bool,
) -> list[str]:
    notes = []
    if not keys.complete:
        known = f"there are exactly {keys.exact_count}" if keys.exact_count else f"there are at least {keys.at_least}"
        notes.append(f"Only {len(keys.keys)} candidate keys are listed; {known}.")
    if primes.undecided:
        notes.append(
            f"Whether {', '.join(relation.names(primes.undecided))} is in a key was not decided within the limits."
        )
    if stands.form is None:
        notes.append(f"At least {stands.at_least}; the normal form was not decided within the limits.")
    if best.preserving_exists is None:
        notes.append("Whether a BCNF design that keeps every dependency exists was not decided within the limits.")
    if not best.decided:
        notes.append("Not every relation of the BCNF design could be proved to be in BCNF within the limits.")
    if relation.multivalued and not decided:
        notes.append("Not every relation of the 4NF design could be proved to be in 4NF within the limits.")
    if not all_implied:
        notes.append("Not everything that follows from the multivalued dependencies was looked for within the limits.")
    return notes
