import pytest

from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

_TIME = "created_at timestamptz not null default now()"
_OWN = ("a int", "b int", "c int")


def _found(last, others: int = 8, time: str = _TIME):
    tables = [entity(f"thing{number}s", "id bigint", *_OWN, time, pk="id") for number in range(others)]
    return found("CO056", *tables, last)


@pytest.mark.parametrize("name", ["order_log", "order_statistics", "sessions", "settings", "schema_version"])
def test_records_figures_and_tables_of_frameworks_are_left_alone(name: str) -> None:
    assert _found(entity(name, "id bigint", *_OWN, pk="id")) == ()


@pytest.mark.parametrize("column", ["due date", "last_seen_at bigint", "at timestamptz"])
def test_a_table_that_tells_any_time_is_left_alone(column: str) -> None:
    assert _found(entity("orders", "id bigint", *_OWN, column, pk="id")) == ()


def test_pairs_and_lists_of_choices_are_left_alone() -> None:
    assert _found(entity("kinds", "id bigint", "name text", "note text", pk="id")) == ()
    assert _found(entity("pairs", "a int", "b int", "c int", pk="a, b, c")) == ()


def test_few_tables_and_a_custom_of_some_show_nothing() -> None:
    odd = entity("orders", "id bigint", *_OWN, pk="id")
    assert _found(odd, others=6) == ()
    more = [entity(f"odd{number}", "id bigint", *_OWN, pk="id") for number in range(3)]
    tables = [entity(f"thing{number}s", "id bigint", *_OWN, _TIME, pk="id") for number in range(8)]
    assert found("CO056", *tables, *more) == ()


def test_the_column_of_the_others_is_offered_and_may_be_null_without_a_default() -> None:
    odd = entity("orders", "id bigint", *_OWN, pk="id")
    (finding,) = _found(odd)
    assert finding.evidence["rows"] == (("orders", "created_at timestamptz"),)
    assert finding.fix[0].value.not_null
    assert finding.fix[0].value.default == "now()"
    (bare,) = _found(odd, time="inserted_at timestamp not null")
    assert bare.fix[0].value.not_null is None


def test_references_are_not_counted_as_what_a_table_says_itself() -> None:
    table = entity("orders", "id bigint", "a int", "b int", "thing_id bigint", pk="id")
    assert _found(table) != ()
    tables = [entity(f"thing{number}s", "id bigint", *_OWN, _TIME, pk="id") for number in range(8)]
    assert found("CO056", *tables, table, link("orders.thing_id", "thing0s.id")) == ()
