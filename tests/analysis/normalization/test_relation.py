import pytest
from hypothesis import given as sampled
from hypothesis import settings

from designer.analysis.normalization.masks import bits
from designer.analysis.normalization.relation import Dependency, Relation
from tests.analysis.normalization.relations import determines, given, relation, relations


def test_a_name_that_the_relation_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        relation("AB").mask(["Z"])


def test_a_name_given_twice_counts_once() -> None:
    assert relation("AB").mask(["B", "B"]) == 0b10


def test_names_keep_the_order_of_the_relation() -> None:
    assert relation("ABC").names(relation("ABC").mask(["C", "A"])) == ("A", "C")


def test_any_text_is_a_name() -> None:
    odd = Relation(("a b", "ä", "A", "a"), ())
    assert odd.names(odd.mask(["a", "ä"])) == ("ä", "a")


def test_no_bit_is_set_in_zero() -> None:
    assert list(bits(0)) == []
    assert list(bits(0b1010_0001)) == [0, 5, 7]


def test_the_closure_follows_a_chain_given_backwards() -> None:
    chain = relation("ABCD", "C -> D", "B -> C", "A -> B")
    assert chain.names(chain.closure(chain.mask("A"))) == ("A", "B", "C", "D")
    assert chain.names(chain.closure(chain.mask("C"))) == ("C", "D")


def test_a_determinant_counts_only_when_it_is_whole() -> None:
    both = relation("ABC", "AB -> C")
    assert both.closure(both.mask("A")) == both.mask("A")
    assert both.closure(both.mask("AB")) == both.everything


def test_what_nothing_determines_is_in_every_closure() -> None:
    constant = relation("ABC", "-> B")
    assert constant.names(constant.closure(0)) == ("B",)


def test_a_cycle_ends() -> None:
    cycle = relation("ABC", "A -> B", "B -> C", "C -> A")
    assert cycle.closure(cycle.mask("B")) == cycle.everything


def test_a_chain_of_fifty_is_followed_to_its_end() -> None:
    names = tuple(f"a{number}" for number in range(50))
    chain = Relation(names, tuple(Dependency(1 << at, 1 << (at + 1)) for at in range(48, -1, -1)))
    assert chain.closure(1) == chain.everything


@sampled(relations())
@settings(max_examples=150, deadline=None)
def test_the_closure_holds_exactly_what_follows(one: Relation) -> None:
    names = "".join(one.attributes)
    for mask in range(1 << len(names)):
        left = frozenset(one.names(mask))
        follows = {name for name in names if determines(names, given(one), left, name)}
        assert set(one.names(one.closure(mask))) == follows
