"""What a server has seen of a table, kept under `x`."""

import pytest

from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.observed import Observed, observed, with_observed

SEEN = Observed(
    seen="2026-03-01",
    invalid=("a_idx",),
    unscanned=FrozenMap({"b_idx": 4096}),
    days=40.5,
    reached=FrozenMap({"id": 2_000_000}),
    dead_rows=70_000,
    never_analyzed=True,
)


@pytest.mark.parametrize(
    "held",
    [
        None,
        7,
        "text",
        ("a",),
        FrozenMap({"invalid": "text", "reached": 4, "dead_rows": "many", "never_analyzed": 1, "days": True}),
        FrozenMap({"invalid": (1, None), "unscanned": {"a": "big", "b": None}, "reached": {"id": 1.5}}),
    ],
)
def test_what_others_have_written_there_is_nothing_seen(held: object) -> None:
    assert observed(entity("t", "id int", x=FrozenMap({"server": held}))).is_ordinary


def test_what_was_seen_comes_back_and_gives_way_to_what_is_seen_next() -> None:
    table = entity("t", "id int", x=FrozenMap({"ours": 1}))
    kept = with_observed(table, SEEN)
    assert observed(kept) == SEEN
    assert kept.x["ours"] == 1
    assert with_observed(kept, Observed(seen="2026-04-01", days=9.0)) == table
    assert with_observed(table, Observed()) is table
