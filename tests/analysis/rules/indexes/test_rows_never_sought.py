from typing import Any

import pytest

from designer.schema.build import attribute, entity, link, pattern
from designer.schema.model import Dialect, Index, ValueShare
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

OPEN = "SELECT id FROM jobs WHERE owner_id = $1 AND done_at IS NULL LIMIT 9"
COUNT = "SELECT count(*) FROM jobs WHERE owner_id = $1 AND done_at IS NULL"
FLAGS = (ValueShare(value=True, frequency=0.9), ValueShare(value=False, frequency=0.1))


def sought(
    *statements: str, index: Index | None = None, nulls: float | None = 0.1, rows: int = 2_000_000, **said: Any
) -> Any:
    """What is found of jobs that are asked for by these statements, each a pattern of its own."""
    asked = [
        pattern(f"pattern {number}", text, per_minute=60) for number, text in enumerate(statements or (OPEN, COUNT))
    ]
    return found(
        "IX016",
        entity(
            "jobs",
            "id bigint",
            "owner_id bigint",
            "state text",
            attribute("done_at timestamptz", null_fraction=nulls),
            attribute("archived boolean", values=FLAGS),
            pk="id",
            indexes=(index or on("owner_id"),),
            rows=rows,
        ),
        *asked,
        *said.pop("more", ()),
        **said,
    )


def test_one_pattern_that_wants_the_others_keeps_the_index_whole() -> None:
    assert sought(OPEN, COUNT, "SELECT id FROM jobs WHERE owner_id = $1") == ()
    assert sought(OPEN, COUNT, "SELECT id FROM jobs ORDER BY owner_id LIMIT 9") == ()
    assert sought(OPEN, COUNT, "DELETE FROM jobs WHERE owner_id = $1") == ()
    assert sought(OPEN, COUNT, "SELECT id FROM jobs WHERE owner_id = $1 AND (done_at IS NULL OR state = 'x')") == ()


def test_one_pattern_alone_is_no_custom() -> None:
    assert sought(OPEN) == ()


@pytest.mark.parametrize("nulls", [None, 0.51, 1.0])
def test_most_rows_or_nobody_knows_how_many_gain_nothing(nulls: float | None) -> None:
    assert sought(nulls=nulls) == ()


def test_a_value_handed_in_is_no_condition_of_the_design() -> None:
    given = "SELECT id FROM jobs WHERE owner_id = $1 AND archived = $2"
    assert sought(given, f"{given} LIMIT 1") == ()


@pytest.mark.parametrize(
    "index",
    [
        on("owner_id", unique=True),
        on("owner_id", where="state = 'x'"),
        on("owner_id", method="hash"),
        on("owner_id", "done_at"),
        on("state"),
        on("lower(state)"),
    ],
)
def test_only_a_plain_index_that_lacks_the_column_is_judged(index: Index) -> None:
    assert sought(index=index) == ()


def test_small_tables_and_systems_without_partial_indexes_are_left_alone() -> None:
    assert sought(rows=10_000) == ()
    assert sought(dialect=Dialect(name="mysql")) == ()


def test_an_index_that_deletions_of_parents_read_is_left_alone() -> None:
    owners = (entity("owners", "id bigint", pk="id"), link("jobs.owner_id", "owners.id"))
    assert sought(more=owners) == ()


def test_a_condition_that_all_patterns_say_is_found_up_to_half_of_the_rows() -> None:
    (finding,) = sought(nulls=0.5)
    assert finding.evidence["condition"] == "done_at IS NULL"
    assert finding.fix
    live = "SELECT id FROM jobs WHERE owner_id = $1 AND archived = false"
    (flag,) = sought(live, f"{live} LIMIT 1")
    assert flag.evidence["condition"] == "NOT archived"
