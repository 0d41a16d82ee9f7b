import pytest

from designer.analysis.facts import Facts
from designer.analysis.kinds_of_table import (
    is_handful,
    is_made,
    is_of_codes,
    is_put_aside,
    is_run_by_program,
    is_scratch,
    is_single,
    is_staged,
)
from designer.schema.build import entity, schema_of
from designer.schema.model import Entity, Namespace


def of_codes(table: Entity) -> bool:
    schema = schema_of(table)
    return is_of_codes(Facts(schema), schema.entities[0])


@pytest.mark.parametrize(
    "table",
    [
        entity("orders", "id bigint", pk="id"),
        entity("pages", "page_id varchar(30)", "title text", pk="page_id"),  # a number, by its name
        entity("documents", "path varchar(500)", pk="path"),
        entity("products", "sku varchar(20)", *(f"c{n} text" for n in range(6)), pk="sku"),
        entity("statuses", "id int", pk="id", rows=2_000_000),
        entity("currencies_traded", "id int", pk="id"),
        entity("products", "code int", *(f"c{n} text" for n in range(6)), pk="code"),
        entity("products", "code int identity", "name text", pk="code"),
        entity("vlans", "id int", pk="id"),
    ],
)
def test_what_may_grow_is_no_list_of_codes(table: Entity) -> None:
    assert not of_codes(table)


@pytest.mark.parametrize(
    "table",
    [
        entity("order_types", "id int", pk="id"), entity("ObjectClass", "id int", pk="id"),
        entity("objectclass", "id int", pk="id"), entity("carriers", "code char(3)", "name text", pk="code"),
        entity("material", "code int", "value_en text", pk="code"), entity("vl_reach", "id int", pk="id"),
        entity("plans", "id int", pk="id", rows=12), entity("app_config_actions", "id int", pk="id"),
    ],
)  # fmt: skip
def test_a_list_of_codes_is_told_by_its_name_its_key_or_its_rows(table: Entity) -> None:
    assert of_codes(table)


def test_a_list_of_codes_is_told_by_the_schema_it_is_in() -> None:
    for home, expected in (("app_vl", True), ("Lookups", True), ("vlan", False), ("public", False)):
        table = entity(f"{home}.material", *(f"c{n} text" for n in range(9)), "id int", pk="id")
        schema = schema_of(Namespace(name=home), table)
        assert is_of_codes(Facts(schema), schema.entities[0]) is expected


def test_scratch_made_and_single_tables_are_told_by_whole_words() -> None:
    plain = entity("attempts", "id int", "statement text", "cached_at date", "x int")
    assert not any(is_kind(plain) for is_kind in (is_scratch, is_made, is_single, is_run_by_program))
    assert [is_staged(entity(name, "id int")) for name in ("uploadspectemp", "raw_imports", "attempts")] == [
        True,
        True,
        False,
    ]
    assert is_scratch(entity("tmp_totals", "id int"))
    assert all(is_made(entity(name, "id int")) for name in ("daily_stats", "login_history", "pandalog", "uploadtemp"))
    assert not any(is_made(entity(name, "id int")) for name in ("catalog", "user_dialogs", "blogs"))
    assert [is_single(entity("counter", *(f"c{n} int" for n in range(number)))) for number in (1, 4)] == [True, False]
    assert is_run_by_program(entity("jobs", "id int"), "start_time", "end_time")
    assert is_run_by_program(entity("files", "id int"), "upload_start_detected_at", "upload_end_detected_at")


def test_a_list_with_a_key_called_code_is_one_of_codes_whatever_else_it_has() -> None:
    wide = [f"c{n} text" for n in range(8)]
    assert of_codes(entity("method_list", "method_code varchar(3)", *wide, pk="method_code"))
    assert of_codes(entity("method_list", "method_code serial", "name text", pk="method_code"))
    assert not of_codes(entity("guest_list", "guest_id serial", "name text", pk="guest_id"))


def test_the_databases_that_a_program_reaches_are_a_handful() -> None:
    reach = ("id int", "database_url text", "database_driver text")
    for password, expected in (("database_password text", True), ("note text", False)):
        schema = schema_of(entity("applications", *reach, password, pk="id"))
        assert is_handful(Facts(schema), schema.entities[0]) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("venue_backup_2026", True),
        ("orders_old", True),
        ("unused_notes", True),
        ("backup_plans", False),
        ("golds", False),
    ],
)
def test_copies_with_a_date_and_what_is_out_of_use_are_put_aside(name: str, expected: bool) -> None:
    assert is_put_aside(Entity(name=name)) is expected


def test_a_workspace_is_as_often_a_tenant_as_scratch_data() -> None:
    assert is_scratch(Entity(name="tmp_users"))
    assert not is_scratch(Entity(name="workspace_members"))
