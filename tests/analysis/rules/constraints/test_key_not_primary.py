from dataclasses import replace

import pytest

from designer.analysis.finding import Confidence
from designer.schema.build import entity, link
from designer.schema.model import Entity, Index, IndexKey, Opaque, ReplicaIdentity
from tests.analysis.rules.checking import found


def test_a_key_that_may_be_null_or_is_partial_is_left_alone() -> None:
    partial = Index(name="i", keys=(IndexKey(column="a"),), unique=True, where="a > 0")
    assert found("CO002", entity("t", "a int", unique="a")) == ()
    assert found("CO002", replace(entity("t", "a int not null"), indexes=(partial,))) == ()


def test_what_only_repeats_the_key_is_replaced_and_the_rest_stays() -> None:
    table = entity("t", "a int not null", "b int")
    (constraint,) = found("CO002", entity("t", "a int not null", unique="a"))
    assert [change.kind for change in constraint.fix] == ["unique", "primary_key"]
    plain = Index(name="i", keys=(IndexKey(column="a"),), unique=True)
    more = replace(plain, include=("b",)), replace(plain, keys=(IndexKey(column="a", descending=True),))
    for index, kinds in ((plain, ["index", "primary_key"]), *((one, ["primary_key"]) for one in more)):
        (indexed,) = found("CO002", replace(table, indexes=(index,)))
        assert [change.kind for change in indexed.fix] == kinds


def test_an_index_that_a_foreign_key_rests_on_stays() -> None:
    index = Index(name="i", keys=(IndexKey(column="a"),), unique=True)
    parent = replace(entity("p", "a int not null"), indexes=(index,))
    child = entity("c", "id int", "p_a int", pk="id", index="p_a")
    (one,) = found("CO002", parent, child, link("c.p_a", "p.a"))
    assert [change.kind for change in one.fix] == ["primary_key"]


def test_the_shortest_key_is_offered() -> None:
    (finding,) = found("CO002", entity("t", "a int not null", "b int not null", unique=["a, b", "b"]))
    assert finding.evidence["columns"] == "b"


def test_the_key_that_foreign_keys_use_is_offered_and_then_the_one_called_id() -> None:
    table = entity("groups", "name text not null", "id int not null", unique=["name", "id"])
    (finding,) = found("CO002", table)
    assert finding.evidence["columns"] == "id"
    (finding,) = found("CO002", table, entity("users", "group_name text"), link("users.group_name", "groups.name"))
    assert finding.evidence["columns"] == "name"


def test_a_do_block_may_make_the_primary_key() -> None:
    block = Opaque(kind="do block", name="b", sql="DO $$BEGIN ALTER TABLE claims ADD PRIMARY KEY (id); END$$")
    for name, sure in (("claims", "hint"), ("others", "certain")):
        (finding,) = found("CO002", entity(name, "id int not null", unique="id"), block)
        assert str(finding.confidence) == sure


@pytest.mark.parametrize(
    "table",
    [
        entity("leader", "active boolean not null", "host text", unique="active"),
        entity("leader", "id int not null", "host text", unique="id", checks=("(id = 1)",)),
        entity("leader", "id int not null", "host text", unique="id", checks=("1 = id",)),
        entity("leader", "id text not null", "host text", unique="id", checks=("id IN ('only'::text)",)),
        entity("leader", "only_one int not null", "host text", unique="only_one", checks=('"only_one" = 0::integer',)),
    ],
)
def test_a_table_that_its_key_keeps_to_one_row_gets_a_hint(table: Entity) -> None:
    (finding,) = found("CO002", table)
    assert finding.confidence is Confidence.HINT


@pytest.mark.parametrize(
    "table",
    [
        entity("hosts", "id int not null", "active boolean not null", unique="id, active"),
        entity("hosts", "id int not null", unique="id", checks=("id > 1",)),
        entity("hosts", "id int not null", unique="id", checks=("id = 1 OR id = 2",)),
        entity("hosts", "id text not null", "b text", unique="id", checks=("id IN ('a', 'b')", "b = 'x'")),
    ],
)
def test_a_table_that_its_key_leaves_more_rows_stays_certain(table: Entity) -> None:
    (finding,) = found("CO002", table)
    assert finding.confidence is Confidence.CERTAIN


def test_what_is_scratch_put_aside_or_filled_anew_gets_a_hint() -> None:
    sure = {
        name: str(found("CO002", entity(name, "id int not null", unique="id"))[0].confidence)
        for name in ("tmp_ids", "orders_backup", "raw_orders", "tl_materialized_routes", "orders", "temperatures")
    }
    assert list(sure.values()) == ["hint"] * 4 + ["certain"] * 2


def test_what_a_migration_tool_keeps_is_its_own() -> None:
    for name, expected in (("data_migrations", 0), ("ca_schema_updates", 0), ("stock_updates", 1)):
        assert len(found("CO002", entity(name, "version int not null", unique="version"))) == expected


def test_a_number_beside_the_key_that_nothing_keeps_unique_may_be_the_one_that_was_meant() -> None:
    told = "id numbers the rows, but nothing keeps it unique"
    for column, expected in (("id bigserial not null", True), ("id int", False), ("id bigint identity", True)):
        (finding,) = found("CO002", entity("receipts", column, "hash text not null", unique="hash"))
        assert (told in finding.message, bool(finding.fix)) == (expected, not expected)
    tables = [entity(f"t{n}", "code text not null", *["id serial"][: n == 3], unique="code") for n in range(9)]
    (listed,) = found("CO002", *tables)
    assert "Nothing keeps t3.id unique" in listed.message
    assert not listed.fix
    (listed,) = found("CO002", *tables[4:], *tables[:2])
    assert listed.fix
    keyed = entity("receipts", "id serial", "code text not null", "day date not null", unique=["code", "id, day"])
    assert found("CO002", keyed)[0].fix


def test_an_index_by_which_rows_are_replicated_stands_in_for_the_key() -> None:
    table = entity("segments", "a int not null", "b int not null", unique="a, b")
    chosen = replace(table, replica_identity=ReplicaIdentity(mode="index", index="segments_a_b_key"))
    (one,), (other,) = found("CO002", table), found("CO002", chosen)
    assert (str(one.confidence), len(one.fix)) == ("certain", 2)
    assert (str(other.confidence), len(other.fix)) == ("hint", 1)
