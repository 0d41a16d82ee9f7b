from typing import Any

import pytest

from designer.schema.build import entity, pattern, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.model import Dialect, Entity, PartitionBy
from tests.analysis.rules.running import mended, titles


def devices(**properties: Any) -> Entity:
    given = {"pk": "id", "rows": 1_000_000, "updates_per_day": 100_000.0}
    return entity("devices", "id bigint", "seen_at timestamptz", "state text", **{**given, **properties})


@pytest.mark.parametrize(
    "properties",
    [
        {"updates_per_day": None},
        {"updates_per_day": 99_999.0},
        {"rows": 1_000_001},  # less than a tenth a day
        {"rows": None},
        {"rows": 0},
        {"options": FrozenMap({"postgres": FrozenMap({"fillfactor": 100})})},
        {"partition_by": PartitionBy(strategy="hash", keys=())},
    ],
)
def test_what_is_not_update_heavy_or_has_its_setting_is_left_alone(properties: dict[str, Any]) -> None:
    assert titles("GR004", devices(**properties)) == []


def test_other_dialects_have_no_such_setting() -> None:
    assert titles("GR004", devices(), dialect=Dialect(name="mysql")) == []


def test_updates_that_all_change_an_indexed_column_gain_nothing() -> None:
    taken = pattern("take", "UPDATE devices SET state = 'x', seen_at = now() WHERE id = $1")
    seen = pattern("see", "UPDATE devices SET seen_at = now() WHERE id = $1")
    assert titles("GR004", devices(index="state"), taken) == []
    assert len(titles("GR004", devices(index="state"), taken, seen)) == 1


def test_the_fix_keeps_the_other_options() -> None:
    others = FrozenMap({"postgres": FrozenMap({"autovacuum_enabled": True}), "mysql": FrozenMap({"engine": "InnoDB"})})
    after = mended("GR004", schema_of(devices(options=others))).entity("devices").options
    assert after["postgres"] == {"autovacuum_enabled": True, "fillfactor": "90"}
    assert after["mysql"] == {"engine": "InnoDB"}


def test_more_updates_get_more_room() -> None:
    after = mended("GR004", schema_of(devices(updates_per_day=1_000_000.0)))
    assert after.entity("devices").options["postgres"]["fillfactor"] == "80"
