from designer.schema.build import entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

BUSY = {"rows": 50_000_000, "rows_per_day": 100_000.0}


def test_few_inserts_or_no_declared_volume_are_left_alone() -> None:
    key = "id uuid default gen_random_uuid()"
    assert found("TY013", entity("t", key, pk="id")) == ()
    assert found("TY013", entity("t", key, pk="id", rows=50_000_000, rows_per_day=99_999.0)) == ()


def test_ordered_uuids_are_left_alone() -> None:
    assert found("TY013", entity("t", "id uuid default uuidv7()", pk="id", **BUSY)) == ()


def test_version_7_is_offered_where_the_server_has_it() -> None:
    table = entity("t", "id uuid default gen_random_uuid()", pk="id", **BUSY)
    (new,) = found("TY013", table, dialect=Dialect(version="18.1"))
    (old,) = found("TY013", table, dialect=Dialect(version="17.5"))
    assert new.fix[0].set["default"] == "uuidv7()"
    assert old.fix == ()
