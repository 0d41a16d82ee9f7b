"""IX026: indexes that a server has marked invalid; a dump leaves them out of the design."""

from typing import Any

import pytest

from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from tests.analysis.rules.running import findings


def said(held: Any) -> list[Any]:
    """What is found of a table, with this under what the server has seen."""
    return findings("IX026", entity("orders", "id bigint", pk="id", x=FrozenMap({"server": held})))


@pytest.mark.parametrize("held", [{}, {"invalid": ()}, {"invalid": "orders_idx"}, {"invalid": (4,)}, None, 4])
def test_what_no_server_has_marked_is_left_alone(held: Any) -> None:
    assert said(held) == []


def test_an_invalid_index_shows_the_day_and_the_way_out() -> None:
    (found,) = said({"invalid": ("orders_idx",), "seen": "2026-03-01"})
    assert found.title == "orders_idx on orders is invalid: written by every insert, and read by no query"
    assert "on 2026-03-01" in found.message
    assert found.evidence["rows"] == (("orders_idx", "REINDEX INDEX CONCURRENTLY public.orders_idx"),)


def test_several_of_a_table_are_told_together() -> None:
    (found,) = said({"invalid": ("one", "Two")})
    assert found.title.startswith("one, Two on orders are invalid")
    assert [row[1] for row in found.evidence["rows"]] == [
        "REINDEX INDEX CONCURRENTLY public.one",
        'REINDEX INDEX CONCURRENTLY public."Two"',
    ]
