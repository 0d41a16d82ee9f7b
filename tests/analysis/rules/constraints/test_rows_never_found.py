from typing import Any

import pytest

from designer.schema.build import attribute, entity, link, pattern
from tests.analysis.rules.checking import found

BY_DAY = (
    "SELECT id FROM visits WHERE day = $1",
    "SELECT id FROM visits WHERE day >= $1 AND page = $2",
    "SELECT count(*) FROM visits WHERE day IN ($1, $2)",
)


def lost(*more: str, statements: tuple[str, ...] = BY_DAY, column: Any = "day date", parts: Any = ()) -> int:
    """How many columns of visits are found, with each statement a pattern of its own."""
    asked = [pattern(f"pattern {number}", text) for number, text in enumerate((*statements, *more))]
    return len(found("CO044", entity("visits", "id bigint", column, "page text", pk="id"), *parts, *asked))


@pytest.mark.parametrize(
    "other",
    [
        "SELECT day FROM visits WHERE id = $1",
        "SELECT id FROM visits WHERE day = $1 OR page = $2",
        "SELECT id FROM visits WHERE NOT day = $1",
        "SELECT id FROM visits WHERE coalesce(day, now()) = $1",
        "SELECT id FROM visits WHERE day IS NULL",
        "SELECT id FROM visits WHERE day IS NOT DISTINCT FROM $1",
        "SELECT p.id FROM visits p LEFT JOIN visits v ON v.day = p.day",
        "UPDATE visits SET day = NULL WHERE id = $1",
        "UPDATE visits SET page = 'x' WHERE day IS NULL",
        "INSERT INTO visits (id, page) VALUES ($1, $2)",
    ],
)
def test_one_statement_that_knows_of_such_rows_is_enough(other: str) -> None:
    assert lost(other) == 0


def test_two_patterns_show_no_custom() -> None:
    assert lost(statements=BY_DAY[:2]) == 0


@pytest.mark.parametrize("column", ["day date not null", attribute("day date", null_fraction=0.1)])
def test_columns_that_must_have_a_value_or_are_known_to_lack_it_are_left_alone(column: Any) -> None:
    assert lost(column=column) == 0


def test_a_column_that_a_deletion_empties_is_left_alone() -> None:
    days = entity("days", "day date", pk="day")
    assert lost(parts=(days, link("visits.day", "days.day", on_delete="set null"))) == 0
    assert lost(parts=(days, link("visits.day", "days.day"))) == 1


def test_a_default_stands_in_for_what_an_insert_leaves_out_but_not_for_a_null() -> None:
    added = "INSERT INTO visits (id, page) VALUES ($1, $2)"
    assert lost(added, column="day date default current_date") == 1
    assert lost(added, "UPDATE visits SET day = NULL WHERE id = $1", column="day date default current_date") == 0


def test_rows_that_no_query_finds_are_found() -> None:
    assert lost() == 1
    assert lost("INSERT INTO visits (id, day) VALUES ($1, $2)") == 1
    assert lost("SELECT id FROM visits WHERE day IS NOT NULL") == 1
