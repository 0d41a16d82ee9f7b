"""What checks say of the values to be made: what is not read first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from designer.lab.measuring.checks import read_checks
from designer.lab.measuring.distinct import Limits

COLUMNS = ("a", "b", "name", "Odd")


@pytest.mark.parametrize(
    "expression",
    [
        "a > 0 OR b > 0", "a + b > 3", "f(a) > 0", "a <> 3", "a > b * 2", "NOT (a > 3)", "a IS NOT NULL", "c > 3",
        "name NOT IN ('x')", "name ~ '^x'", "", "a >", "(((", "a > 0 = true", "length(name) > 3 OR a = 1",
    ],
)  # fmt: skip
def test_what_is_not_simple_is_left_to_the_server(expression: str) -> None:
    found = read_checks([expression], COLUMNS)
    assert found.ordered == ()
    assert all(one == Limits() for one in found.limits.values())


@pytest.mark.parametrize(
    ("expression", "column", "limits"),
    [
        ("a > 0", "a", Limits(low=Decimal(1))),
        ("b > 0", "b", Limits(low=Decimal("0.0001"))),
        ("((a >= (0)::numeric))", "a", Limits(low=Decimal(0))),
        ("a >= '-5'::integer", "a", Limits(low=Decimal(-5))),
        ("-5 <= a AND a < 10", "a", Limits(low=Decimal(-5), high=Decimal(9))),
        ("(a BETWEEN 1 AND 9) AND (a > 3)", "a", Limits(low=Decimal(4), high=Decimal(9))),
        ("a IS NULL OR a > 2", "a", Limits(low=Decimal(3))),
        ('"Odd" = 7', "Odd", Limits(low=Decimal(7), high=Decimal(7))),
        ("length(name) <= 20", "name", Limits(length=20)),
        ("(char_length((name)::text) < 20)", "name", Limits(length=19)),
        ("name IN ('x', 'it''s')", "name", Limits(only=("x", "it's"))),
        ("((name = ANY (ARRAY['x'::text, 'y'::text])))", "name", Limits(only=("x", "y"))),
        ("(name)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])", "name",
         Limits(only=("x", "y"))),
    ],
)  # fmt: skip
def test_simple_checks_leave_their_limits(expression: str, column: str, limits: Limits) -> None:
    assert read_checks([expression], COLUMNS, whole=("a",)).limits == {column: limits}


def test_checks_of_two_columns_say_which_is_the_greater() -> None:
    found = read_checks(["(a <= b)", "b IS NULL OR (name) > (a)"], COLUMNS)
    assert found.ordered == (("a", "b"), ("a", "name"))
