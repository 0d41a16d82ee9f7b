"""Steps come after what they need, by phase otherwise, whatever circles they are in."""

import pytest

from designer.exporters.postgres.mentions import Mentions
from designer.exporters.postgres.order import circles, ordered
from designer.exporters.postgres.units import Phase, Unit


def step(name: str, phase: Phase, *, firm: str = "", loose: str = "") -> Unit:
    def chains(text: str) -> frozenset[tuple[str, ...]]:
        return frozenset((one,) for one in text.split())

    return Unit((name,), phase, makes=(name,), provides=((name,),), mentioned=Mentions(chains(firm), chains(loose)))


def order(*units: Unit) -> str:
    return " ".join(unit.statements[0] for unit in ordered(units))


def test_nothing_needed_is_the_order_of_phases_then_of_arrival() -> None:
    assert order(step("c", Phase.TABLE), step("b", Phase.TYPE), step("a", Phase.TYPE)) == "b a c"


def test_what_is_needed_comes_first_whatever_its_phase() -> None:
    assert order(step("f", Phase.FUNCTION, firm="t"), step("t", Phase.TABLE), step("s", Phase.SEQUENCE)) == "s t f"


def test_need_that_nobody_makes_is_no_obstacle() -> None:
    assert order(Unit(("a",), Phase.TABLE, needs=("nowhere",)), step("b", Phase.TYPE, firm="nobody")) == "b a"


def test_step_that_mentions_itself_waits_for_nothing() -> None:
    assert order(step("a", Phase.VIEW, firm="a")) == "a"


def test_hint_yields_to_a_need() -> None:
    assert order(step("a", Phase.VIEW, loose="b"), step("b", Phase.VIEW, firm="a")) == "a b"


@pytest.mark.parametrize("size", [2, 3, 400])
def test_circle_of_hints_is_cut_at_its_first_step(size: int) -> None:
    names = [f"v{number:03}" for number in range(size)]
    units = [step(one, Phase.VIEW, loose=names[(place + 1) % size]) for place, one in enumerate(names)]
    assert circles(units) == frozenset()
    assert order(*units).split()[0] == "v000"
    assert sorted(order(*units).split()) == names


def test_circle_of_needs_is_found_with_all_its_members_and_no_others() -> None:
    units = (
        step("a", Phase.TABLE, firm="b"),
        step("b", Phase.FUNCTION, firm="c"),
        step("c", Phase.TYPE, firm="a"),
        step("d", Phase.TABLE, firm="a"),
        step("e", Phase.TABLE),
    )
    assert circles(units) == frozenset({0, 1, 2})
    assert sorted(order(*units).split()) == ["a", "b", "c", "d", "e"]


def test_long_chain_needs_no_recursion() -> None:
    names = [f"v{number:04}" for number in range(3000)]
    units = [step(one, Phase.VIEW, firm=" ".join(names[place + 1 : place + 2])) for place, one in enumerate(names)]
    assert circles(units) == frozenset()
    assert order(*units).split() == names[::-1]
