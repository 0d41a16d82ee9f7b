"""IX002: foreign keys without an index, one finding each while they are few or grave."""

from dataclasses import replace
from typing import Any

import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link
from designer.schema.frozen import freeze
from designer.schema.model import Dialect, Opaque, PartitionBy, PartitionKey, PartitionOf
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

PARENT = entity("parents", "id bigint", pk="id")


def of_children(count: int = 1, action: str = "no action", **properties: Any) -> tuple[Finding, ...]:
    children = [entity(f"c{n}", "id bigint", "parent_id bigint", pk="id", **properties) for n in range(count)]
    links = [link(f"c{n}.parent_id", "parents.id", on_delete=action) for n in range(count)]
    return found("IX002", PARENT, *children, *links)


@pytest.mark.parametrize("index", ["parent_id", ["parent_id", "id"]])
def test_an_index_or_a_longer_one_that_begins_with_it_serves(index: Any) -> None:
    assert of_children(index=[index]) == ()


@pytest.mark.parametrize("where", ["parent_id IS NOT NULL", "((parent_id is not null))", '"parent_id" IS NOT NULL'])
def test_an_index_of_the_rows_that_refer_to_something_serves(where: str) -> None:
    assert of_children(indexes=[on("parent_id", where=where)]) == ()


@pytest.mark.parametrize("where", ["id IS NOT NULL", "parent_id IS NULL", "parent_id IS NOT NULL AND id > 3", "id > 3"])
def test_any_other_partial_index_leaves_rows_out(where: str) -> None:
    assert len(of_children(indexes=[on("parent_id", where=where)])) == 1


def test_sql_server_writes_the_predicate_with_brackets() -> None:
    child = entity(
        "c", "id bigint", "parent_id bigint", pk="id", indexes=[on("parent_id", where="([parent_id] IS NOT NULL)")]
    )
    assert found("IX002", PARENT, child, link("c.parent_id", "parents.id"), dialect=Dialect(name="tsql")) == ()


def test_a_table_declared_to_stay_small_needs_none() -> None:
    assert of_children(rows=200) == ()


def test_severity_follows_volume_and_what_a_deletion_does() -> None:
    severities = [
        of_children(**case)[0].severity for case in ({}, {"action": "cascade"}, {"rows": 50_000}, {"rows": 50_000_000})
    ]
    assert severities == ["info", "warning", "warning", "error"]


def test_six_of_unknown_weight_make_one_finding_with_every_index() -> None:
    assert len(of_children(5)) == 5
    (finding,) = of_children(6)
    assert len(finding.fix) == 6
    assert finding.severity == "info"


def test_grave_ones_are_never_listed_together() -> None:
    assert len(of_children(8, rows=50_000_000)) == 8


def test_many_that_act_on_unknown_volumes_are_listed_by_the_table_they_refer_to() -> None:
    assert len(of_children(5, action="cascade")) == 5
    other = entity("others", "id bigint", pk="id")
    children = [entity(f"c{n}", "id bigint", "parent_id bigint", "other_id bigint", pk="id") for n in range(6)]
    links = [link(f"c{n}.parent_id", "parents.id", on_delete="cascade") for n in range(6)]
    few = [link(f"c{n}.other_id", "others.id", on_delete="cascade") for n in range(2)]
    together, *single = sorted(
        found("IX002", PARENT, other, *children, *links, *few), key=lambda one: not one.title.startswith("6 ")
    )
    assert together.title.startswith("6 foreign keys to parents have no index: c0 (parent_id)")
    assert (together.severity, len(together.fix)) == ("warning", 6)
    assert [one.title for one in single] == [f"No index on c{n} (other_id), which refers to others" for n in range(2)]


def test_a_columnstore_serves_no_foreign_key() -> None:
    assert len(of_children(indexes=[on("parent_id", options=freeze({"tsql": {"columnstore": True}}))])) == 1


def test_it_is_certain_only_where_the_table_is_said_to_be_large() -> None:
    users = entity("users", "id int", pk="id")
    to_user = link("notes.user_id", "users.id")
    for rows, confidence in ((None, "likely"), (5_000_000, "certain")):
        (finding,) = found("IX002", users, entity("notes", "id int", "user_id int", pk="id", rows=rows), to_user)
        assert finding.confidence == confidence


def test_cascades_to_many_parents_make_one_finding_where_no_rows_are_declared() -> None:
    parents = [entity(f"p{number}", "id int", pk="id") for number in range(9)]
    child = entity("c", "id int", *(f"p{number}_id int" for number in range(9)), pk="id")
    links = [link(f"c.p{number}_id", f"p{number}.id", on_delete="cascade") for number in range(9)]
    (finding,) = found("IX002", *parents, child, *links)
    assert len(finding.evidence["rows"]) == 9


@pytest.mark.parametrize(("index", "number"), [("parent_id", 0), ("tenant_id", 1), ("other", 1)])
def test_an_index_on_the_number_in_a_longer_key_serves(index: str, number: int) -> None:
    parent = entity("parents", "tenant_id bigint", "id bigint", pk="tenant_id, id")
    child = entity("c", "id bigint", "tenant_id bigint", "parent_id bigint", "other int", pk="id", index=index)
    reference = link("c.(tenant_id, parent_id)", "parents.(tenant_id, id)")
    assert len(found("IX002", parent, child, reference)) == number


def test_codes_are_a_hint_unless_rows_are_declared() -> None:
    kinds = entity("order_types", "id int", pk="id")
    orders = entity("orders", "id int", "type_id int", pk="id")
    way = link("orders.type_id", "order_types.id", on_delete="cascade")
    (hint,) = found("IX002", kinds, orders, way)
    assert (hint.confidence, hint.severity) == ("hint", "info")
    (sure,) = found("IX002", kinds, replace(orders, rows=1_000_000), way)
    assert (sure.confidence, sure.severity) == ("certain", "warning")


@pytest.mark.parametrize(
    ("key", "number"), [("taken, host", 0), ("host, part", 0), ("part, host, taken", 0), ("note, host", 1)]
)
def test_an_index_that_begins_with_two_columns_of_a_longer_key_serves(key: str, number: int) -> None:
    columns = ("taken timestamp", "host int", "part int")
    runs = entity("runs", *columns, pk="taken, host, part")
    rows = entity("rows", *columns, "note int", index=key)
    assert len(found("IX002", runs, rows, link("rows.taken, host, part", "runs.taken, host, part"))) == number


def test_who_did_something_is_a_hint_where_people_stay() -> None:
    users, notes = entity("users", "id int", pk="id"), entity("notes", "id int", "created_by int", pk="id")
    kept, emptied = (
        found("IX002", users, notes, link("notes.created_by", "users.id", on_delete=action))[0].confidence
        for action in ("no action", "set null")
    )
    assert (kept, emptied) == ("hint", "likely")


def test_the_few_things_that_a_program_works_with_are_a_hint() -> None:
    tools = entity("step_tools", "id bigint", pk="id")
    (finding,) = found(
        "IX002", tools, entity("steps", "id int", "tool_id bigint", pk="id"), link("steps.tool_id", "step_tools.id")
    )
    assert str(finding.confidence) == "hint"


def test_an_index_within_a_tenant_makes_it_a_hint() -> None:
    def surest(*indexes: str) -> str:
        child = entity("c", "account int", "id int", "parent_id bigint", pk="account, id", index=indexes)
        (finding,) = found("IX002", PARENT, child, link("c.parent_id", "parents.id"))
        return str(finding.confidence)

    assert surest("account, parent_id") == "hint"
    assert surest("account, id, parent_id") == "likely"


def test_half_of_a_pair_is_found_within_no_part() -> None:
    child = entity("c", "account int", "parent_id bigint", pk="account, parent_id")
    (finding,) = found("IX002", PARENT, child, link("c.parent_id", "parents.id"))
    assert str(finding.confidence) == "likely"


@pytest.mark.parametrize(
    ("made", "sure"),
    [
        ("CREATE INDEX i ON c (parent_id)", "hint"),
        ("CREATE INDEX i ON d (parent_id)", "likely"),
        ("ALTER TABLE c ALTER COLUMN parent_id SET NOT NULL", "likely"),
    ],
)
def test_a_do_block_may_make_the_index(made: str, sure: str) -> None:
    block = Opaque(kind="do block", name="b", sql=f"DO $x$ BEGIN IF true THEN {made}; END IF; END $x$")
    child = entity("c", "id int", "parent_id bigint", pk="id")
    (finding,) = found("IX002", PARENT, child, link("c.parent_id", "parents.id"), block)
    assert str(finding.confidence) == sure


_OWNED = entity("lists", "user_id bigint", "name text", pk="user_id, name")


def _of_pair(**properties: Any) -> list[str]:
    child = entity("rules", "id bigint", "user_id bigint", "name text", pk="id", **properties)
    found_ones = found("IX002", _OWNED, child, link("rules.(user_id, name)", "lists.(user_id, name)"))
    return [str(one.confidence) for one in found_ones]


def test_a_key_over_some_of_the_columns_finds_the_row() -> None:
    assert _of_pair(unique="name") == []
    assert _of_pair(unique="id, name") == ["likely"]


def test_an_index_of_a_part_makes_it_a_hint() -> None:
    assert _of_pair(index="user_id") == ["hint"]
    assert _of_pair(index="id") == ["likely"]
    (finding,) = of_children(indexes=[on("parent_id", where="NOT gone")])
    assert str(finding.confidence) == "hint"


def test_a_table_that_a_check_keeps_empty_needs_no_index() -> None:
    assert of_children(checks=("false",)) == ()


@pytest.mark.parametrize(("name", "sure"), [("date_dimension", "hint"), ("m_uri", "hint"), ("uri_visits", "likely")])
def test_what_hardly_loses_a_row_is_a_hint(name: str, sure: str) -> None:
    child = entity("c", "id bigint", "other_id bigint", pk="id")
    (finding,) = found("IX002", entity(name, "id bigint", pk="id"), child, link("c.other_id", f"{name}.id"))
    assert str(finding.confidence) == sure


@pytest.mark.parametrize(
    ("name", "columns", "key", "sure"),
    [
        ("chains", ("id int", "name text"), "name", "hint"),
        ("chains", ("id int", "chain_code text"), "chain_code", "hint"),
        ("chains", ("id int", "name text"), "id", "likely"),
        ("chains", ("id int", "owner_name text"), "owner_name", "likely"),
        ("users", ("id int", "name text"), "name", "likely"),
        ("chains", ("id int", "name text", *(f"c{n} text" for n in range(5))), "name", "likely"),
    ],
)
def test_what_goes_by_its_name_beside_a_number_is_a_short_list(
    name: str, columns: tuple[str, ...], key: str, sure: str
) -> None:
    parent = entity(name, *columns, pk="id", unique=key if key != "id" else ())
    child = entity("deployments", "id int", f"network {'int' if key == 'id' else 'text'}", pk="id")
    (one,) = found("IX002", parent, child, link("deployments.network", f"{name}.{key}"))
    assert str(one.confidence) == sure


@pytest.mark.parametrize("kind", [{"method": "hash"}, {"options": freeze({"oracle": {"bitmap": True}})}])
def test_a_hash_or_a_bitmap_of_just_that_column_serves(kind: dict[str, Any]) -> None:
    assert of_children(indexes=[replace(on("parent_id"), **kind)]) == ()
    assert len(of_children(indexes=[replace(on("parent_id", where="id > 3"), **kind)])) == 1
    assert len(of_children(indexes=[replace(on("id"), **kind)])) == 1


@pytest.mark.parametrize(
    ("parent", "child", "column", "sure"),
    [
        ("regions", "orders", "region_id", "hint"),
        ("date_dimension_rows", "orders", "day_id", "hint"),
        ("ref_decisions", "orders", "decision_id", "hint"),
        ("parked_refs", "orders", "ref_id", "likely"),
        ("protocol_versions", "orders", "version", "hint"),
        ("order_versions", "orders", "version", "likely"),
        ("organisation", "orders", "fk_owner", "hint"),
        ("organisation", "orders", "fk_dataowner", "hint"),
        ("organisation", "orders", "organisation_id", "likely"),
        ("users", "cdn_locks", "user_id", "hint"),
        ("users", "orders_old", "user_id", "hint"),
        ("users", "blocks", "user_id", "likely"),
    ],
)
def test_few_rows_that_stay_and_tables_put_aside_are_hints(parent: str, child: str, column: str, sure: str) -> None:
    tables = entity(parent, "id int", pk="id"), entity(child, "id int", f"{column} int", pk="id")
    (one,) = found("IX002", *tables, link(f"{child}.{column}", f"{parent}.id"))
    assert str(one.confidence) == sure


@pytest.mark.parametrize(
    ("column", "confidence"),
    [
        ("created_by_user_id", "hint"),
        ("signed_by_id", "hint"),
        ("creator_id", "hint"),
        ("skipped_by_parent_id", "likely"),
    ],
)
def test_who_did_it_is_seldom_asked_for_however_the_key_is_written(column: str, confidence: str) -> None:
    child = entity("notes", "id bigint", f"{column} bigint", pk="id")
    (one,) = found("IX002", PARENT, child, link(f"notes.{column}", "parents.id"))
    assert one.confidence == confidence


def test_creators_are_no_ones_who_did_it_to_the_row_that_refers_to_them() -> None:
    child = entity("notes", "id bigint", "creator_id bigint", pk="id")
    (one,) = found("IX002", entity("creators", "id int", pk="id"), child, link("notes.creator_id", "creators.id"))
    assert one.confidence == "likely"


@pytest.mark.parametrize(
    ("indexes", "confidence"),
    [
        (["space, parent_id", "space, id"], "hint"), (["space, parent_id", "space"], "hint"),
        (["space, parent_id"], "likely"), (["space, id", "space"], "likely"),
    ],
)  # fmt: skip
def test_where_all_is_asked_for_by_the_tenant_an_index_behind_it_serves(indexes: list[str], confidence: str) -> None:
    child = entity("c", "id bigint", "space text", "parent_id bigint", pk="id", index=indexes)
    parent = entity("parents", "id bigint", "space text", pk="id")
    (one,) = found("IX002", parent, child, link("c.parent_id", "parents.id"))
    assert one.confidence == confidence


def test_an_index_that_begins_with_what_few_tables_have_is_of_no_tenant() -> None:
    indexes = ["client, parent_id", "client"]
    child = entity("c", "id bigint", "client text", "parent_id bigint", pk="id", index=indexes)
    (one,) = found("IX002", PARENT, child, link("c.parent_id", "parents.id"))
    assert one.confidence == "likely"


def test_an_index_that_begins_with_another_reference_is_of_no_tenant() -> None:
    child = entity(
        "c", "id bigint", "user_id bigint", "parent_id bigint", pk="id", index=["user_id, parent_id", "user_id"]
    )
    links = link("c.parent_id", "parents.id"), link("c.user_id", "users.id")
    (one,) = found("IX002", PARENT, entity("users", "id bigint", pk="id"), child, *links)
    assert one.confidence == "likely"


def test_the_column_that_a_table_is_divided_by_needs_none_if_by_lists() -> None:
    for strategy, number in (("list", 0), ("hash", 1), ("range", 1)):
        divided = PartitionBy(strategy=strategy, keys=(PartitionKey(column="parent_id"),))
        child = entity("c", "id bigint", "parent_id bigint", partition_by=divided)
        assert len(found("IX002", PARENT, child, link("c.parent_id", "parents.id"))) == number
    rest = entity("c_rest", "id bigint", "parent_id bigint", partition_of=PartitionOf(parent="c", bound="DEFAULT"))
    divided = PartitionBy(strategy="list", keys=(PartitionKey(column="parent_id"),))
    child = entity("c", "id bigint", "parent_id bigint", partition_by=divided)
    assert found("IX002", PARENT, child, rest, link("c.parent_id", "parents.id"))


def test_who_leads_and_what_envers_keeps_are_hints() -> None:
    for name in ("queue_leader", "parent_aud"):
        (one,) = found("IX002", PARENT, entity(name, "parent_id bigint"), link(f"{name}.parent_id", "parents.id"))
        assert one.confidence == "hint"
