import pytest

from designer.analysis.folding import unfolded
from designer.importers import import_sql
from designer.schema.build import entity, link
from tests.analysis.rules.checking import columns, found, found_in


@pytest.mark.parametrize(
    "column",
    [
        "uuid uuid",
        "uuid_prefix text",
        "uuid varchar(255)",
        "key_id varchar(64)",
        "guid text",
        "session_token text default gen_random_uuid()",
        "vessel_id text default right(gen_random_uuid()::text, 12)",
    ],
)
def test_what_is_no_uuid_is_left_alone(column: str) -> None:
    assert columns("TY012", column) == []


@pytest.mark.parametrize(
    "column",
    [
        "uuid text",
        "device_guid varchar(36)",
        "owner_id char(36)",
        "x text default gen_random_uuid()",
        "x text default gen_random_uuid()::text",
    ],
)
def test_a_uuid_in_text_is_found(column: str) -> None:
    assert columns("TY012", column) == [column.split(" ")[0]]


@pytest.mark.parametrize(
    "default", ["'v-' || gen_random_uuid()", "'v-' || gen_random_uuid()::text", "concat('v-', gen_random_uuid())"]
)
def test_a_text_around_a_uuid_is_none(default: str) -> None:
    assert columns("TY012", f"public_id char(38) default {default}", f"uuid char(38) default {default}") == []


def test_a_reference_to_a_key_that_is_other_text_is_left_alone() -> None:
    link_of = link("scans.scanner_uuid", "scanners.uuid")
    scans = entity("scans", "id int", "scanner_uuid char(36)", pk="id", index="scanner_uuid")
    assert found("TY012", entity("scanners", "uuid varchar(64)", pk="uuid"), scans, link_of) == ()
    both = found("TY012", entity("scanners", "uuid varchar(36)", pk="uuid"), scans, link_of)
    assert [one.evidence["column"] for one in unfolded(both)] == ["scanners.uuid", "scans.scanner_uuid"]


def test_ids_of_devices_and_of_passing_tables_are_hints() -> None:
    tables = [entity("disks", "filesystem_uuid char(36)"), entity("pipeline_migration", "uuid text"),
              entity("jobs", "uuid char(36)")]  # fmt: skip
    told = {one.evidence["column"]: str(one.confidence) for one in found("TY012", *tables)}
    assert told.pop("jobs.uuid") == "likely"
    assert (len(told), set(told.values())) == (2, {"hint"})


def test_a_design_that_makes_its_uuids_itself_knows_their_form() -> None:
    made = "create function short_uuid() returns text language sql as $$ select 'x' $$;"
    for before, sure in ((made, "hint"), ("", "likely")):
        schema = import_sql(f"{before} create table t (uuid text);", "postgres").schema
        assert [str(one.confidence) for one in found_in("TY012", schema)] == [sure]


def test_an_id_in_a_table_that_gives_names_the_same_length_is_a_hint() -> None:
    for name, sure in (
        ("name varchar(36)", "hint"),
        ("owner_id varchar(36)", "likely"),
        ("name varchar(40)", "likely"),
    ):
        told = found("TY012", entity("jobs", "system_id varchar(36)", name))
        assert {str(one.confidence) for one in told} == {sure}
