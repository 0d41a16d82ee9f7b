import random

import pytest
from hypothesis import given, settings

from designer.analysis.normalization import fourth
from designer.analysis.normalization.bcnf import tsou_fischer
from designer.analysis.normalization.budget import Budget
from designer.analysis.normalization.chase import lossless
from designer.analysis.normalization.masks import union
from designer.analysis.normalization.multivalued import MixedTheory, fourth_violation, with_implied
from designer.analysis.normalization.normalize import normalize
from designer.analysis.normalization.problem import Limits, Problem
from designer.analysis.normalization.relation import Dependency, Relation
from designer.analysis.normalization.search import determinants, is_prime, third_violation
from designer.analysis.normalization.theory import Theory
from tests.analysis.normalization.invariants import FOREVER, check, random_relation
from tests.analysis.normalization.oracle import Oracle, rows_of
from tests.analysis.normalization.relations import relations


@given(relations(most=6))
@settings(max_examples=60, deadline=None)
def test_every_report_is_what_the_definitions_say(one: Relation) -> None:
    if one.attributes:
        check(one)


@pytest.mark.parametrize("seed", range(40))
def test_seeded_relations_are_what_the_definitions_say(seed: int) -> None:
    check(random_relation(seed, most=7))


@pytest.mark.strict_only("two thousand relations of up to ten attributes against the oracle")
def test_two_thousand_seeded_relations_are_what_the_definitions_say() -> None:
    for seed in range(2000):
        check(random_relation(seed, most=10 if seed % 50 == 0 else 8))


@pytest.mark.strict_only("relations of twelve attributes against the oracle")
def test_relations_of_twelve_attributes_are_what_the_definitions_say() -> None:
    for seed in range(6):
        check(random_relation(10_000 + seed, most=12))


@pytest.mark.parametrize("seed", range(60))
def test_every_part_of_a_relation_is_judged_right(seed: int) -> None:
    one = random_relation(seed, most=6)
    oracle = Oracle(len(one.attributes), [(d.determinant, d.dependent) for d in one.dependencies])
    for whole in range(1, oracle.whole + 1):
        budget = Budget(10**6, FOREVER)
        prime = oracle.prime(whole)
        for at in range(oracle.size):
            if whole >> at & 1:
                assert is_prime(one.theory, whole, 1 << at, budget) == bool(prime >> at & 1)
        assert third_violation(one.theory, whole, budget)[0] == (oracle.form(whole) in ("3NF", "BCNF"))
        assert set(determinants(one.theory, whole, whole, budget)) == oracle.keys(whole)


@pytest.mark.parametrize("seed", range(40))
def test_the_polynomial_algorithm_ends_in_bcnf_without_loss(seed: int) -> None:
    one = random_relation(seed, most=7)
    oracle = Oracle(len(one.attributes), [(d.determinant, d.dependent) for d in one.dependencies])
    found = tsou_fischer(one.theory, one.everything, Budget(10**6, FOREVER))
    assert all(not oracle.breaking(part) for part in found)
    assert oracle.joins_back(list(found))


@pytest.mark.parametrize("seed", range(60))
def test_the_chase_says_yes_exactly_where_nothing_is_lost(seed: int) -> None:
    one = random_relation(seed, most=6)
    chance = random.Random(seed)
    parts = [chance.randint(1, one.everything) for _ in range(3)]
    oracle = Oracle(len(one.attributes), [(d.determinant, d.dependent) for d in one.dependencies])
    assert lossless(one.theory.pairs, parts, oracle.size, Budget(10**6, FOREVER)) == oracle.joins_back(parts)


def mixed_problem(seed: int, most: int = 5) -> tuple[int, list[tuple[int, int]], list[tuple[int, int]]]:
    chance = random.Random(seed)
    size = chance.randint(2, most)
    whole = (1 << size) - 1
    functional = [
        (chance.randint(0, whole) & chance.randint(0, whole), 1 << chance.randrange(size))
        for _ in range(chance.randint(0, 3))
    ]
    multivalued = [
        (chance.randint(0, whole) & chance.randint(0, whole), chance.randint(1, whole))
        for _ in range(chance.randint(1, 3))
    ]
    return size, functional, multivalued


@pytest.mark.parametrize("seed", range(40))
def test_both_kinds_of_dependencies_imply_what_the_rows_show(seed: int) -> None:
    size, functional, multivalued = mixed_problem(seed)
    whole = (1 << size) - 1
    mixed = MixedTheory(Theory(functional), multivalued, whole)
    implied, complete = with_implied(mixed, Budget(10**6, FOREVER))
    assert complete
    follows: dict[tuple[int, int], bool] = {}
    closure: dict[int, int] = {}
    for left in range(whole + 1):
        rows = rows_of(size, left, functional, multivalued)
        closure[left] = sum(1 << at for at in range(size) if len({row[at] for row in rows}) == 1)
        assert mixed.closure(left) == implied.closure(left) == closure[left]
        for right in range(whole + 1):
            turned = tuple(int(bool(right & ~left & ~closure[left] & 1 << at)) for at in range(size))
            follows[left, right] = turned in rows
            assert mixed.implies(left, right) == follows[left, right]

    def in_fourth(part: int) -> bool:
        return not any(
            follows[left, right] and right & part & ~left and part & ~(left | right) and part & ~closure[left]
            for left, right in follows
            if not left & ~part
        )

    for part in range(1, whole + 1):
        assert fourth_violation(mixed, part, Budget(10**6, FOREVER))[0] == in_fourth(part)
    relation = Relation(
        tuple(f"a{at}" for at in range(size)),
        tuple(Dependency(*one) for one in functional),
        tuple(Dependency(*one) for one in multivalued),
    )
    report = normalize(Problem("R", relation, Limits(seconds=60)))
    parts = [part.attributes for part in report.fourth.parts]
    assert report.in_fourth == in_fourth(whole)
    assert all(in_fourth(part) for part in parts)
    assert union(parts) == whole
    assert report.fourth.lossless
    assert not any(one != other and one & ~other == 0 for one in parts for other in parts)
    by_chase = lossless(functional, parts, size, Budget(30_000, FOREVER), multivalued)
    assert by_chase is not False


def test_a_spent_budget_leaves_questions_open_and_answers_right() -> None:
    one = random_relation(3, most=7)
    report = normalize(Problem("R", one, Limits(keys=1, seconds=1e-9)))
    oracle = Oracle(len(one.attributes), [(d.determinant, d.dependent) for d in one.dependencies])
    assert all(key in oracle.keys(oracle.whole) for key in report.keys.keys)
    assert report.keys.at_least <= len(oracle.keys(oracle.whole))
    assert report.standing.form in (None, oracle.form(oracle.whole))
    assert report.third.lossless


@pytest.mark.parametrize(
    "pairs",
    [
        [(1 << at, 1 << (at + 1) % 60) for at in range(60)],
        [(1 << at, 1 << (at + 1)) for at in range(59)],
        [(1 << at, 1 << (at ^ 1)) for at in range(60)],
        [((1 << 30) - 1, 1 << 59), (0, 1 << 58)],
    ],
)
def test_large_and_regular_relations_end_soon(pairs: list[tuple[int, int]]) -> None:
    relation = Relation(tuple(f"a{at}" for at in range(60)), tuple(Dependency(*one) for one in pairs))
    report = normalize(Problem("R", relation, Limits(seconds=5)))
    assert report.third.lossless
    assert report.boyce_codd.lossless


def test_two_to_the_thirtieth_keys_are_counted_and_some_listed() -> None:
    relation = Relation(
        tuple(f"a{at}" for at in range(60)), tuple(Dependency(1 << at, 1 << (at ^ 1)) for at in range(60))
    )
    report = normalize(Problem("R", relation, Limits(keys=100)))
    assert report.keys.exact_count == 2**30
    assert len(report.keys.keys) == 100
    assert not report.keys.complete
    assert report.primes.prime == relation.everything
    assert report.standing.form == "3NF"


def test_fourth_normal_form_takes_nothing_apart_without_need() -> None:
    mixed = MixedTheory(Theory([(1, 0b110)]), [(1, 0b010)], 0b111)
    assert fourth.decomposed(mixed, [(1, 0b010), (1, 0b100)], [0b111], FOREVER) == ((0b111,), True)
