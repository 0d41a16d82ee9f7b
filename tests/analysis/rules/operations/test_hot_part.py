"""GR014: divided tables of which one node has most."""

from typing import Any

import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import PartitionBy, PartitionKey, Requirements, ValueShare
from tests.analysis.rules.running import findings

NEEDS = Requirements(deployment="distributed", tenancy="team_id")


def said(
    needs: Requirements = NEEDS, rows: int = 90_000_000, parts: PartitionBy | None = None, **known: Any
) -> list[str]:
    """What is said of a table of messages whose team_id is known to be so."""
    columns = ("id bigint", attribute("team_id bigint not null", **known), "sent_at timestamptz not null")
    growth = {"rows": rows, "rows_per_day": 300_000}
    return [one.title for one in findings("GR014", entity("messages", *columns, partition_by=parts, **growth), needs)]


def by(strategy: str, column: str) -> PartitionBy:
    """Parts told from one column."""
    return PartitionBy(strategy=strategy, keys=(PartitionKey(column=column),))


def shares(*given: float) -> tuple[ValueShare, ...]:
    """Values with these shares."""
    return tuple(ValueShare(value=place, frequency=one) for place, one in enumerate(given))


@pytest.mark.parametrize("needs", [Requirements(), Requirements(deployment="single", tenancy="team_id")])
def test_one_server_has_no_hot_node(needs: Requirements) -> None:
    assert said(needs, values=shares(0.9), parts=by("range", "sent_at")) == []


@pytest.mark.parametrize("known", [{}, {"values": shares(0.19, 0.1)}, {"distinct": 32}, {"distinct": 40_000}])
def test_what_is_spread_or_unknown_is_left_alone(known: dict[str, Any]) -> None:
    assert said(**known) == []


def test_small_tables_fill_no_node() -> None:
    team = attribute("team_id bigint not null", values=shares(0.9))
    still = entity("messages", "id bigint", team, rows=5_000, rows_per_day=1)
    assert findings("GR014", still, NEEDS) == []
    assert said(rows=5_000, values=shares(0.9)) != []  # which grows large


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_a_value_that_most_rows_have_is_found(share: float) -> None:
    assert said(values=shares(0.1, share)) == [f"{share:.0%} of messages has one team_id, and goes to one node"]


def test_few_values_use_few_nodes() -> None:
    (title,) = said(distinct=31)
    assert title == "messages.team_id has 31 values, so that no more than 31 nodes share the rows"


def test_parts_by_arrival_send_every_new_row_to_one_node_unless_a_tenant_divides_them_first() -> None:
    untold = Requirements(deployment="distributed")
    assert said(untold, parts=by("range", "sent_at")) == ["Every new row of messages goes to the same part, by sent_at"]
    assert said(untold, parts=by("range", "id")) == []
    assert said(untold, parts=by("hash", "id")) == []
    assert said(untold, parts=by("hash", "team_id"), values=shares(0.5)) != []
    assert said(parts=by("range", "sent_at")) == []
