"""GR010: large tables of a distributed design, and queries on them, without the key it is divided by."""

from typing import Any

import pytest

from designer.schema.build import entity, link, pattern
from designer.schema.model import Requirements
from tests.analysis.rules.checking import found

DIVIDED = Requirements(deployment="distributed", tenancy="team_id")
COLUMNS = ("id bigint", "team_id bigint not null")


def titles(*parts: Any, required: Requirements = DIVIDED, pk: str = "id", rows: int = 50_000_000) -> list[str]:
    """What is said of a table of messages beside these parts."""
    messages = entity("messages", *COLUMNS, pk=pk, rows=rows)
    return [one.title for one in found("GR010", messages, *parts, required)]


@pytest.mark.parametrize(
    "required",
    [Requirements(), Requirements(deployment="single", tenancy="team_id"), Requirements(deployment="distributed")],
)
def test_what_is_not_divided_or_by_nothing_named_is_left_alone(required: Requirements) -> None:
    assert titles(pattern("all", "SELECT id FROM messages"), required=required) == []


def test_small_tables_are_on_every_node() -> None:
    assert titles(pattern("one", "SELECT id FROM messages WHERE id = $1"), rows=5_000) == []


@pytest.mark.parametrize("condition", ["team_id = $1", "id = $2 AND team_id = $1"])
def test_a_query_for_one_tenant_is_left_alone(condition: str) -> None:
    asked = pattern("one", f"SELECT id FROM messages WHERE {condition}")
    assert titles(asked, pk="team_id, id") == []


@pytest.mark.parametrize("condition", ["id = $1", "team_id > $1", "team_id = $1 OR id = $2"])
def test_a_query_that_goes_to_every_node_is_found_once(condition: str) -> None:
    asked = pattern("one", f"SELECT id FROM messages WHERE {condition}", "DELETE FROM messages WHERE id = $3")
    assert titles(asked, pk="team_id, id") == ["“one” does not say which team_id of messages it is for"]


def test_a_key_without_the_tenant_is_found_and_mended_unless_it_is_referred_to() -> None:
    messages = entity("messages", *COLUMNS, pk="id", rows=50_000_000)
    (finding,) = found("GR010", messages, DIVIDED)
    assert finding.title.startswith("messages has a primary key (id) without team_id")
    assert len(finding.fix) == 2
    reader = entity("readers", "message_id bigint")
    (finding,) = found("GR010", messages, reader, link("readers.message_id", "messages.id"), DIVIDED)
    assert finding.fix == ()


def test_a_large_table_without_the_column_is_found() -> None:
    views = entity("views", "id bigint", pk="id", rows=90_000_000)
    assert "views has no team_id, by which the design is divided" in titles(views, pk="team_id, id")
