"""GR012: rows that are saved, and shown from replicas that may be behind."""

from typing import Any

import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Requirements
from tests.analysis.rules.running import findings

TABLE = entity("orders", "id bigint", "total numeric", "state text", pk="id", rows=400_000)
SAVE = "UPDATE orders SET total = $2 WHERE id = $1"
SHOW = "SELECT total FROM orders WHERE id = $1"


def early(save: str, show: str, *, rate: float | None = 600, **needs: Any) -> list[Any]:
    """What is said of one pattern that saves and one that shows."""
    required = Requirements(**{"replica_reads": True, "replica_lag_seconds": 5, **needs})
    parts = (pattern("save", *save.split(";"), per_minute=rate), pattern("show", show, per_minute=10))
    return findings("GR012", TABLE, *parts, required)


@pytest.mark.parametrize(
    "needs",
    [{"replica_reads": False}, {"replica_reads": None}, {"replica_lag_seconds": None}, {"replica_lag_seconds": 0.1}],
)
def test_without_replicas_that_are_behind_nothing_is_shown_early(needs: dict[str, Any]) -> None:
    assert early(SAVE, SHOW, **needs) == []


@pytest.mark.parametrize(
    ("save", "show"),
    [
        (SAVE, "SELECT total FROM orders WHERE state = $1"),  # a list, in which nobody looks for one row
        (SAVE, f"{SHOW} FOR UPDATE"),  # which no replica answers
        ("UPDATE orders SET total = 0 WHERE state = $1", SHOW),  # a job
        ("SELECT state FROM orders WHERE id = $1", SHOW),
        (f"{SAVE};{SHOW}", f"{SHOW} FOR UPDATE"),  # reads what it has written: another rule's
    ],
)
def test_what_nobody_comes_back_to_is_left_alone(save: str, show: str) -> None:
    assert early(save, show) == []


def test_a_save_and_a_look_at_it_are_found_with_the_rows_that_are_behind() -> None:
    (found,) = early(SAVE, SHOW)
    assert found.title == "“show” may show rows of orders as they were before “save”"
    assert "about 50 changed rows" in found.message
    assert found.evidence["rows"] == (("save", "saves", "600 times a minute"), ("show", "shows", "10 times a minute"))


@pytest.mark.parametrize("rate", [None, 0.5])
def test_without_many_writes_no_number_is_made_up(rate: float | None) -> None:
    (found,) = early(SAVE, SHOW, rate=rate)
    assert "It may be 5 seconds behind" in found.message
