"""Which time of a table says how old a row is."""

import pytest

from designer.schema.arrivals import arrival
from designer.schema.build import entity


def _arrival(*columns: str) -> str | None:
    times = entity("t", *columns).attributes
    found = arrival((one, "date" if one.type == "date" else "timestamp") for one in times)
    return found.name if found else None


@pytest.mark.parametrize("columns", [("birth_date date",), ("expires_at timestamptz",), ("a timestamp", "b timestamp")])
def test_a_time_that_may_be_anything_says_nothing(columns: tuple[str, ...]) -> None:
    assert _arrival(*columns) is None


def test_a_name_says_it_before_a_default_and_a_default_before_the_rest() -> None:
    assert _arrival("day timestamp", "noted_on timestamp default now()", "created_at timestamp") == "created_at"
    assert _arrival("day timestamp", "noted_on timestamp default now()") == "noted_on"
    assert _arrival("day timestamp", "updated_at timestamp default now()") == "day"
