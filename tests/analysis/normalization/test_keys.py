from hypothesis import given as sampled
from hypothesis import settings

from designer.analysis.normalization.keys import candidate_keys
from designer.analysis.normalization.relation import Dependency, Relation
from tests.analysis.normalization.relations import given, keys_by_trial, relation, relations


def keys_of(one: Relation, **limits: float) -> list[str]:
    return ["".join(one.names(key)) for key in candidate_keys(one, **limits).keys]  # type: ignore[arg-type]


def test_a_relation_without_attributes_has_the_empty_key() -> None:
    assert keys_of(relation("")) == [""]


def test_without_dependencies_everything_is_the_key() -> None:
    assert keys_of(relation("ABC")) == ["ABC"]


def test_a_relation_of_constants_has_the_empty_key() -> None:
    assert keys_of(relation("AB", "-> AB")) == [""]


def test_an_attribute_in_no_dependency_is_in_every_key() -> None:
    assert keys_of(relation("ABX", "A -> B", "B -> A")) == ["AX", "BX"]


def test_every_attribute_of_a_cycle_is_a_key() -> None:
    assert keys_of(relation("ABC", "A -> B", "B -> C", "C -> A")) == ["A", "B", "C"]


def test_the_teacher_of_a_lesson_gives_two_overlapping_keys() -> None:
    # Student, subject, teacher: a teacher gives one subject, a student has one teacher in each.
    assert keys_of(relation("SJT", "SJ -> T", "T -> J")) == ["SJ", "ST"]


def test_shorter_keys_come_first() -> None:
    assert keys_of(relation("ABCD", "AB -> CD", "D -> ABC")) == ["D", "AB"]


def test_a_dependent_that_repeats_its_determinant_changes_nothing() -> None:
    assert keys_of(relation("ABC", "A -> AB", "A -> C", "A -> A")) == ["A"]


def test_the_limit_is_kept_and_said() -> None:
    pairs = relation("ABCDEF", "A -> B", "B -> A", "C -> D", "D -> C", "E -> F", "F -> E")
    assert len(candidate_keys(pairs).keys) == 8
    some = candidate_keys(pairs, limit=3)
    assert len(some.keys) == 3
    assert not some.complete
    assert candidate_keys(pairs, limit=8).complete


def test_a_spent_time_budget_still_gives_a_key() -> None:
    pairs = relation("ABCD", "A -> B", "B -> A", "C -> D", "D -> C")
    some = candidate_keys(pairs, seconds=-1)
    assert len(some.keys) == 1
    assert not some.complete


def test_sixty_attributes_in_a_cycle_are_sixty_keys() -> None:
    cycle = Relation(
        tuple(f"a{number}" for number in range(60)),
        tuple(Dependency(1 << number, 1 << (number + 1) % 60) for number in range(60)),
    )
    found = candidate_keys(cycle)
    assert found.complete
    assert found.keys == tuple(1 << number for number in range(60))


def test_prime_attributes_are_those_of_the_keys() -> None:
    one = relation("ABCD", "A -> BC", "B -> A")
    assert one.names(candidate_keys(one).prime) == ("A", "B", "D")


@sampled(relations(most=7))
@settings(max_examples=120, deadline=None)
def test_the_keys_are_those_found_by_trying_every_set(one: Relation) -> None:
    found = candidate_keys(one)
    assert found.complete
    assert {frozenset(one.names(key)) for key in found.keys} == keys_by_trial("".join(one.attributes), given(one))
    assert len(found.keys) == len(set(found.keys))
