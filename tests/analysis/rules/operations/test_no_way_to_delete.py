from dataclasses import replace
from typing import Any

import pytest

from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect, Entity, Index, IndexKey, PartitionBy, PartitionKey
from tests.analysis.rules.running import findings, mended, titles


def sessions(*columns: str, **properties: Any) -> Entity:
    given = {"pk": "id", "rows": 5_000_000, "retention_days": 90}
    return entity(
        "sessions", "id bigint", *(columns or ("created_at timestamptz not null",)), **{**given, **properties}
    )


@pytest.mark.parametrize(
    "properties",
    [
        {"retention_days": None},
        {"rows": 10_000},
        {"index": "created_at"},
        {"index": "created_at, id"},
        {"pk": "created_at, id"},
        {"unique": "created_at, id"},
        {"partition_by": PartitionBy(strategy="range", keys=(PartitionKey(column="created_at"),))},
        {"partition_by": PartitionBy(strategy="range", keys=(PartitionKey(expression="date(created_at)"),))},
    ],
)
def test_a_way_to_delete_is_seen(properties: dict[str, Any]) -> None:
    assert titles("GR002", sessions(**properties)) == []


def test_an_index_on_a_number_that_is_a_moment_is_a_way() -> None:
    assert titles("GR002", sessions("created_ts bigint", index="created_ts")) == []


@pytest.mark.parametrize(
    "properties",
    [
        {"index": "id, created_at"},  # does not begin with the time
        {"rows": 10_001},
        {"rows": None},
        {"partition_by": PartitionBy(strategy="hash", keys=(PartitionKey(column="created_at"),))},
        {"partition_by": PartitionBy(strategy="range", keys=(PartitionKey(column="id"),))},
    ],
)
def test_what_does_not_find_rows_by_age_is_no_way(properties: dict[str, Any]) -> None:
    assert len(titles("GR002", sessions(**properties))) == 1


def test_a_small_table_that_grows_is_reported() -> None:
    assert len(titles("GR002", sessions(rows=10, rows_per_day=1_000.0))) == 1


@pytest.mark.parametrize(("properties", "expected"), [({"method": "brin"}, 0), ({"where": "id > 7"}, 1)])
def test_a_brin_index_is_a_way_and_a_partial_index_is_none(properties: dict[str, Any], expected: int) -> None:
    index = Index(name="i", keys=(IndexKey(column="created_at"),), **properties)
    assert len(titles("GR002", replace(sessions(), indexes=(index,)))) == expected


def test_the_fix_is_an_index_on_when_rows_came() -> None:
    after = mended("GR002", schema_of(sessions("expires_at timestamptz not null", "created_at timestamptz not null")))
    (index,) = after.entity("sessions").indexes
    assert after.names(index.columns) == ("created_at",)


def test_without_a_time_the_message_says_so_and_no_fix_is_offered() -> None:
    (finding,) = findings("GR002", sessions("body text"))
    assert "No column says how old" in finding.message
    assert finding.fix == ()


def test_where_several_times_could_be_meant_none_is_chosen() -> None:
    (finding,) = findings("GR002", sessions("expires_at timestamptz", "due date"))
    assert "expires_at, due" in finding.message
    assert finding.fix == ()


def test_a_time_is_a_text_where_the_server_has_no_type_for_it() -> None:
    written = sessions("created_at text not null", "note text")
    server = Dialect(name="sqlite")
    indexed = sessions("created_at text not null", "note text", index="created_at")
    assert findings("GR002", schema_of(indexed, dialect=server)) == []
    (finding,) = findings("GR002", schema_of(written, dialect=server))
    assert finding.message.endswith("An index on created_at finds them.")
    assert finding.fix
    (elsewhere,) = findings("GR002", schema_of(written))
    assert elsewhere.message.startswith("No column says how old a row is")
