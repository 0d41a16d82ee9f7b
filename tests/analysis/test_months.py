"""Months ahead, by their names."""

from datetime import date

import pytest

from designer.analysis.months import month_after


@pytest.mark.parametrize(
    ("today", "months", "said"),
    [
        (date(2026, 11, 1), 0.0, "November 2026"),
        (date(2026, 11, 1), 0.9, "November 2026"),
        (date(2026, 11, 23), 0.5, "December 2026"),
        (date(2026, 11, 1), 1.0, "December 2026"),
        (date(2026, 11, 1), 2.0, "January 2027"),
        (date(2026, 1, 1), 1200.0, "January 2126"),
        (date(2026, 1, 1), 1e30, "more than a hundred years"),
    ],
)
def test_a_month_is_named(today: date, months: float, said: str) -> None:
    assert month_after(today, months) == said
