from dataclasses import replace

import pytest

from designer.schema.build import entity
from designer.schema.model import Entity, Index, IndexKey
from tests.analysis.rules.running import titles


def indexed(*names: str | None) -> list[Entity]:
    return [
        replace(entity(f"t{place}", "n int"), indexes=(Index(name=name, keys=(IndexKey(column="n"),)),))
        for place, name in enumerate(names)
    ]


EIGHT = [f"t{number}_n_idx" for number in range(8)]


@pytest.mark.parametrize(
    "others",
    [
        [],
        [None],  # the server names it
        ["idx_key"],  # both ends are markers
        ["idx_a", "idx_b", "idx_c"],  # three of eleven: no clear convention
    ],
)
def test_without_a_clear_deviation_nothing_is_said(others: list[str | None]) -> None:
    assert titles("NM007", *indexed(*EIGHT, *others)) == []


def test_seven_names_are_no_convention() -> None:
    assert titles("NM007", *indexed(*EIGHT[:6], "idx_t")) == []


def test_names_without_any_marker_are_no_convention() -> None:
    assert titles("NM007", *indexed(*(f"find_{letter}" for letter in "abcdefgh"), "t_n_idx")) == []


@pytest.mark.parametrize("odd", ["idx_t", "by_n", "nindex"])
def test_a_name_off_the_convention_is_named(odd: str) -> None:
    assert titles("NM007", *indexed(*EIGHT, odd)) == [f"1 index not named …_idx as 8 others are: {odd}"]


def test_each_kind_has_its_own_convention() -> None:
    tables = [entity(f"t{number}", "id int", "n int", pk="id", index="n", unique="n") for number in range(9)]
    assert titles("NM007", *tables) == []


def test_checks_may_say_what_they_check() -> None:
    tables = [entity(f"t{number}", "n int", checks=("n > 0",)) for number in range(9)]
    odd = entity("x", "n int", checks=("n > 0",))
    odd = replace(odd, checks=(replace(odd.checks[0], name="n_is_positive"),))
    assert titles("NM007", *tables, odd) == []
