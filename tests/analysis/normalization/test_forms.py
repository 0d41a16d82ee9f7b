from hypothesis import given as sampled
from hypothesis import settings

from designer.analysis.normalization.forms import NormalForm, violations
from designer.analysis.normalization.keys import Keys, candidate_keys
from designer.analysis.normalization.relation import Relation
from tests.analysis.normalization.relations import determines, given, keys_by_trial, relation, relations


def broken(one: Relation) -> list[tuple[str, str, str]]:
    """(form, determinant, attributes at fault) of each violation."""
    return [
        (str(v.form), "".join(one.names(v.dependency.determinant)), "".join(one.names(v.dependent)))
        for v in violations(one, candidate_keys(one))
    ]


def test_a_relation_without_dependencies_breaks_nothing() -> None:
    assert broken(relation("ABC")) == []


def test_dependencies_on_keys_break_nothing() -> None:
    assert broken(relation("ABC", "A -> BC", "B -> A")) == []


def test_a_dependency_on_more_than_a_key_breaks_nothing() -> None:
    assert broken(relation("ABC", "A -> BC", "AB -> C")) == []


def test_a_trivial_dependency_breaks_nothing() -> None:
    assert broken(relation("ABC", "AB -> A")) == []


def test_a_part_of_the_key_breaks_the_second_form() -> None:
    assert broken(relation("OPQN", "OP -> QN", "P -> N")) == [("2NF", "P", "N")]


def test_a_constant_depends_on_the_empty_part_of_a_key() -> None:
    assert broken(relation("AB", "-> B")) == [("2NF", "", "B")]


def test_a_chain_breaks_the_third_form() -> None:
    assert broken(relation("ICZ", "I -> CZ", "C -> Z")) == [("3NF", "C", "Z")]


def test_a_determinant_inside_another_key_breaks_only_the_last_form() -> None:
    assert broken(relation("SJT", "SJ -> T", "T -> J")) == [("BCNF", "T", "J")]


def test_each_dependency_is_named_with_the_lowest_form_it_breaks() -> None:
    found = broken(relation("ABCDE", "AB -> CDE", "A -> C", "C -> D", "E -> B"))
    assert found == [("2NF", "A", "C"), ("3NF", "C", "D"), ("BCNF", "E", "B")]


def test_the_attribute_that_is_part_of_a_key_is_not_at_fault_for_the_second_form() -> None:
    # ST is a key as well, so that J is prime and T is only a part of it.
    assert broken(relation("SJTX", "SJ -> TX", "T -> JX")) == [("2NF", "T", "X")]


def test_the_key_that_a_partial_dependency_is_part_of_is_named() -> None:
    one = relation("OPN", "P -> N")
    (found,) = violations(one, candidate_keys(one))
    assert one.names(found.key) == ("O", "P")


def test_what_may_be_prime_is_not_called_broken_while_keys_are_missing() -> None:
    # SJ and ST are the keys; told of SJ alone, nobody knows whether T is prime.
    one = relation("SJTX", "SJ -> TX", "T -> J", "X -> T")
    some = Keys((one.mask("SJ"),), complete=False)
    assert [(v.form, "".join(one.names(v.dependent))) for v in violations(one, some)] == [
        (NormalForm.BOYCE_CODD, "J"),
        (NormalForm.BOYCE_CODD, "T"),
    ]


def test_what_no_key_can_hold_is_called_broken_even_while_keys_are_missing() -> None:
    one = relation("ABCZ", "A -> B", "B -> A", "C -> Z")
    some = Keys((one.mask("AC"),), complete=False)
    assert (NormalForm.SECOND, "Z") in [(v.form, "".join(one.names(v.dependent))) for v in violations(one, some)]


@sampled(relations(most=7))
@settings(max_examples=120, deadline=None)
def test_violations_are_those_of_the_definitions(one: Relation) -> None:
    names, dependencies = "".join(one.attributes), given(one)
    keys = keys_by_trial(names, dependencies)
    prime = frozenset().union(*keys)
    expected = []
    for left, right in dependencies:
        added = right - left
        if not added or all(determines(names, dependencies, left, name) for name in names):
            continue
        if not added - prime:
            expected.append(("BCNF", left, added))
        elif any(left < key for key in keys):
            expected.append(("2NF", left, added - prime))
        else:
            expected.append(("3NF", left, added - prime))
    found = [
        (str(v.form), frozenset(one.names(v.dependency.determinant)), frozenset(one.names(v.dependent)))
        for v in violations(one, candidate_keys(one))
    ]
    assert found == expected
