"""Numbers of upkeep that rules and the operations sheet share."""

import pytest

from designer.schema.build import entity, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.upkeep import dead_rows_per_day, fillfactor_for, rows_after, states, vacuum_share


def test_a_table_without_declared_rows_has_no_future() -> None:
    assert rows_after(entity("t", "id bigint", rows_per_day=5.0), 12) is None


def test_a_table_that_shrinks_ends_empty_not_below() -> None:
    assert rows_after(entity("t", "id bigint", rows=10, deletes_per_day=5.0), 12) == 0


def test_a_table_grows_by_what_is_added_less_what_is_deleted() -> None:
    table = entity("t", "id bigint", rows=100, rows_per_day=3.0, deletes_per_day=1.0)
    assert rows_after(table, 10) == pytest.approx(100 + 2 * 304.4)


@pytest.mark.parametrize(("rows", "share"), [(1_000, 0.1), (100_000_000, 0.01), (10**12, 0.005)])
def test_the_share_of_dead_rows_falls_with_the_size(rows: int, share: float) -> None:
    assert vacuum_share(rows, 1_000_000) == share


def test_updates_leave_dead_rows_as_deletions_do() -> None:
    assert dead_rows_per_day(entity("t", "id bigint", updates_per_day=2.0, deletes_per_day=3.0)) == 5


def test_rows_that_are_all_updated_each_day_get_more_room() -> None:
    assert (fillfactor_for(0.5), fillfactor_for(1.0)) == (90, 80)


def test_only_what_the_design_says_for_postgresql_is_stated() -> None:
    table = entity("t", "id bigint", options=FrozenMap({"mysql": {"fillfactor": "80"}}))
    assert not states(schema_of(table).entities[0], "fillfactor")
