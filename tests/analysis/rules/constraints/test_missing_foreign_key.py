from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from designer.analysis.finding import Confidence, Finding
from designer.schema.build import attribute, entity, link
from designer.schema.frozen import freeze
from designer.schema.model import Dialect, Entity, PartitionOf
from tests.analysis.rules.checking import found

CUSTOMERS = entity("customers", "id bigint", pk="id")


@pytest.mark.parametrize(
    "columns",
    [
        ("customer_id numeric",), ("customer_id tinyint",),
        ("customer text",), ("paid bigint",), ("supplier_id bigint",),
        ("customer_ids bigint",),
        ("customer_id bigint", "customer_type text"), ("customer_id bigint[]",),
    ],
)  # fmt: skip
def test_another_type_or_name_or_a_polymorphic_pair_is_left_alone(columns: tuple[str, ...]) -> None:
    assert found("CO011", CUSTOMERS, entity("orders", "id bigint", *columns, pk="id")) == ()


def test_two_tables_that_could_be_meant_are_no_answer() -> None:
    one, other = (replace(CUSTOMERS, name=name) for name in ("customer", "customers"))
    assert found("CO011", one, other, entity("orders", "customer_id bigint")) == ()


def test_what_partitions_guard_is_guarded() -> None:
    parent = entity("orders", "customer_id bigint")
    part = replace(entity("orders_1", "customer_id bigint"), partition_of=PartitionOf(parent="orders", bound="DEFAULT"))
    assert found("CO011", CUSTOMERS, parent, part, link("orders_1.customer_id", "customers.id")) == ()


def test_serial_and_integer_are_one_type() -> None:
    assert len(found("CO011", entity("customers", "id serial", pk="id"), entity("o", "customer_id int"))) == 1


def test_the_telling_key_of_another_table_is_found_by_its_own_name() -> None:
    assert len(found("CO011", entity("person", "person_id int", pk="person_id"), entity("visit", "person_id int"))) == 1


def test_logs_and_texts_are_hints() -> None:
    (plain,) = found("CO011", CUSTOMERS, entity("orders", "customer_id bigint"))
    (log,) = found("CO011", CUSTOMERS, entity("order_log", "customer_id bigint"))
    assert (plain.confidence, log.confidence) == ("likely", "hint")


def test_a_design_with_hardly_any_foreign_keys_gets_one_finding() -> None:
    tables = [entity(name, "customer_id bigint") for name in "abcdef"]
    assert len(found("CO011", CUSTOMERS, *tables)) == 1
    assert len(found("CO011", CUSTOMERS, *tables[:5])) == 5


def test_many_hints_make_one_finding_beside_what_is_plain() -> None:
    logs = [entity(f"{name}_log", "customer_id bigint") for name in "abcdef"]
    linked = [entity(f"t{n}", "id bigint", "owner bigint", pk="id") for n in range(8)]
    links = [link(f"t{n}.owner", "customers.id") for n in range(8)]
    plain, hints = found("CO011", CUSTOMERS, *logs, entity("orders", "customer_id bigint"), *linked, *links)
    assert plain.title.startswith("orders.customer_id names customers.id")
    assert hints.title.startswith("6 columns may name a key, but no foreign key says so: ")
    assert (hints.severity, hints.confidence, len(hints.fix)) == ("info", "hint", 12)  # each with an index to find by


def test_a_key_whose_words_run_together_is_found_by_its_own_name() -> None:
    department = entity("department", "departmentid int", pk="departmentid")
    (finding,) = found("CO011", department, entity("history", "departmentid int", "n int"))
    assert "departmentid" in finding.title


def test_a_role_before_the_table_is_a_hint_and_may_be_the_table_itself() -> None:
    (other,) = found("CO011", CUSTOMERS, entity("orders", "billed_customer_id bigint"))
    (itself,) = found("CO011", entity("folders", "id int", "parent_folder_id int", pk="id"))
    assert other.confidence == itself.confidence == "hint"


def test_a_bare_name_counts_only_where_that_is_the_custom() -> None:
    tables = [entity("artist", "id int", pk="id"), entity("release", "id int", "artist int", pk="id")]
    assert found("CO011", *tables, entity("track", "artist int")) == ()
    (finding,) = found("CO011", *tables, entity("track", "artist int"), link("release.artist", "artist.id"))
    assert finding.confidence == "hint"


def test_a_design_without_foreign_keys_shows_its_custom_in_most_of_its_columns() -> None:
    names = ("artist", "label", "area", "script", "language")
    tables = [entity(name, "id int", pk="id") for name in names]
    release = entity("release", "id int", *(f"{name} int" for name in names), pk="id")
    assert len(found("CO011", *tables, release)) == 5
    ids = [entity(f"other_{name}", *(f"{one}_id int" for one in names)) for name in names]
    titles = " ".join(one.title for one in found("CO011", *tables, release, *ids))
    assert "release.artist" not in titles


def test_many_that_name_one_table_or_stand_in_one_are_told_together() -> None:
    parents = [entity(f"{name}s", "id bigint", pk="id") for name in ("user", "shop", "crate")]
    children = [entity(f"c{number}", "id bigint", "user_id bigint", pk="id") for number in range(4)]
    wide = entity("wide", "id bigint", "user_id bigint", "shop_id bigint", "crate_id bigint", "tub_id bigint", pk="id")
    others = [entity("tubs", "id bigint", pk="id")]
    declared = [
        part for number in range(9)
        for part in (entity(f"d{number}", "id bigint", "far_id bigint", pk="id"), link(f"d{number}.far_id", "fars.id"))
    ]  # fmt: skip
    findings = found("CO011", *parents, *others, *children, wide, entity("fars", "id bigint", pk="id"), *declared)
    assert [one.title.split(":")[0] for one in findings] == [
        "5 columns name the key of users, but no foreign key says so",
        "3 columns of wide name keys of other tables, but no foreign key says so",
    ]
    added = [Counter(change.kind for change in one.fix) for one in findings]
    assert added == [{"relationship": 5, "index": 5}, {"relationship": 3, "index": 3}]


def test_a_default_that_stands_for_none_has_to_go_before_there_can_be_a_foreign_key() -> None:
    users = entity("users", "id bigint", pk="id")
    (finding,) = found("CO011", users, entity("orders", "id bigint", "user_id bigint not null default 0", pk="id"))
    assert finding.fix == ()
    assert "Its default, 0, leads to no row" in finding.message


def test_a_whole_number_of_another_size_is_one_where_the_name_says_it_plainly() -> None:
    (finding,) = found("CO011", CUSTOMERS, entity("orders", "customer_id integer"))
    assert "though it is integer and the key bigint" in str(finding.evidence)
    assert (finding.confidence, [one.kind for one in finding.fix]) == ("likely", ["relationship", "index"])
    assert found("CO011", CUSTOMERS, entity("orders", "billed_customer_id integer")) == ()
    (elsewhere,) = found("CO011", CUSTOMERS, entity("orders", "customer_id int"), dialect=Dialect(name="mysql"))
    assert elsewhere.fix == ()  # the server refuses it until the types are one


def test_mysql_is_offered_no_key_between_numbers_of_which_one_has_no_sign() -> None:
    keyed = entity("customers", "id int unsigned not null", pk="id")
    signed, unsigned = (
        found("CO011", keyed, entity("orders", "id int", f"customer_id {kind}", pk="id"), dialect=Dialect(name="mysql"))
        for kind in ("int", "int unsigned")
    )
    assert [bool(one.fix) for one in (*signed, *unsigned)] == [False, True]


def test_a_key_of_the_same_type_is_meant_before_one_of_another_size() -> None:
    other = entity("customer", "id integer", pk="id")
    (finding,) = found("CO011", CUSTOMERS, other, entity("orders", "customer_id integer"))
    assert finding.title.startswith("orders.customer_id names customer.id")


def test_a_number_whose_kind_stands_beside_it_in_the_key_is_of_no_one_table() -> None:
    items, sets = (entity(name, "id int", pk="id") for name in ("items", "sets"))
    links = (link("sets.id", "resource.id"), link("items.id", "resource.id"))
    index = entity("fulltext_search", "id int", "resource text", pk="id, resource")
    resource = entity("resource", "id int", pk="id")
    assert not [one for one in found("CO011", items, sets, resource, index, *links) if "fulltext" in one.title]


def test_what_a_version_copies_leads_to_the_subject_and_to_no_other_version() -> None:
    posts = entity("posts", "id int", "parent_id int", pk="id")
    versions = entity("post_versions", "id int", "parent_id int", pk="id")
    assert found("CO011", posts, versions, link("posts.parent_id", "posts.id")) == ()  # which a version may outlive
    alone = [one.title for one in found("CO011", entity("posts", "id int", pk="id"), versions)]
    assert [title.partition(", but")[0] for title in alone] == ["post_versions.parent_id names post_versions.id"]


def test_a_design_without_any_foreign_key_may_want_none() -> None:
    tables = [entity(name, "customer_id bigint") for name in "abcdef"]
    (none,) = found("CO011", CUSTOMERS, *tables)
    (some,) = found("CO011", CUSTOMERS, *tables, entity("g", "owner bigint"), link("g.owner", "customers.id"))
    assert (none.confidence, some.confidence) == ("hint", "likely")


def test_usage_billing_and_what_is_kept_for_a_synchronization_are_hints() -> None:
    names = ("device_usage", "sync_points", "daily_stats", "search_word_index")
    linked = [entity(f"t{number}", "customer_id bigint") for number in range(6)]
    links = [link(f"t{number}.customer_id", "customers.id") for number in range(6)]
    for name in names:
        (one,) = found("CO011", CUSTOMERS, entity(name, "customer_id bigint"), *linked, *links)
        assert one.confidence == "hint"
    (searches,) = found("CO011", CUSTOMERS, entity("saved_searches", "customer_id bigint"), *linked, *links)
    assert searches.confidence == "likely"


def test_the_other_half_of_a_key_that_has_its_foreign_key_is_a_hint() -> None:
    points = entity("points", "id bigint", pk="id")
    seen = entity("seen", "point_id bigint", "customer_id bigint", pk="point_id, customer_id")
    (one,) = found("CO011", CUSTOMERS, points, seen, link("seen.point_id", "points.id"))
    assert one.confidence == "hint"


def test_the_number_of_a_line_within_something_else_is_no_reference() -> None:
    items = entity("items", "id bigint", pk="id")
    lines = entity("order_items", "order_id bigint", "item_id bigint", pk="order_id, item_id")
    assert found("CO011", items, lines) == ()
    assert found("CO011", items, entity("order_items", "id bigint", "item_id bigint", pk="id"))


def test_a_key_that_says_nothing_of_its_table_and_a_yes_or_no_of_a_parent_are_hints() -> None:
    info = entity("workiteminfo", "workitemid bigint", pk="workitemid")
    kinds = entity("kinds", "id bigint", "is_parent bigint", pk="id")
    hints = found("CO011", info, entity("tasks", "id bigint", "workitemid bigint", pk="id"), kinds)
    assert [str(one.confidence) for one in hints] == ["hint", "hint"]


def test_a_design_of_some_size_without_any_foreign_key_has_none_on_principle() -> None:
    others = [entity(f"t{number}", "id bigint", pk="id") for number in range(9)]
    (one,) = found("CO011", CUSTOMERS, entity("orders", "customer_id bigint"), *others)
    assert (one.confidence, one.title.split(",")[0]) == ("hint", "orders.customer_id names customers.id")


def test_hints_do_not_make_plain_ones_a_list() -> None:
    logs = [entity(f"{name}_log", "customer_id bigint") for name in "abcdefgh"]
    told = found(
        "CO011",
        CUSTOMERS,
        *logs,
        entity("orders", "customer_id bigint"),
        entity("t", "x bigint"),
        link("t.x", "customers.id"),
    )
    assert [str(one.confidence) for one in told] == ["likely", "hint"]


def _sure(child: Entity) -> str:
    (one,) = found("CO011", CUSTOMERS, child, entity("t", "x bigint", pk="x"), link("t.x", "customers.id"))
    return str(one.confidence)


def test_several_names_beside_numbers_outweigh_the_tables_other_foreign_keys() -> None:
    users, models = entity("users", "id int", pk="id"), entity("models", "id int", pk="id")
    tied = link("vault_items.owner_id", "users.id")
    columns = ("owner_id int", "model_id int", "model_name text", "creator_id int")
    for more, confidence in (("creator_name text", "hint"), ("note text", "likely")):
        table = entity("vault_items", "id int", *columns, more, pk="id", index="owner_id")
        one = next(one for one in found("CO011", users, models, table, tied) if "model_id" in one.title)
        assert str(one.confidence) == confidence


def test_a_record_that_keeps_a_name_beside_a_number_is_a_hint() -> None:
    linked = entity("sales", "customer_id bigint", "customer_name text", "clerk bigint")
    more = (CUSTOMERS, linked, link("sales.clerk", "customers.id"))
    assert [str(one.confidence) for one in found("CO011", *more)] == ["likely"]  # it has a foreign key
    for columns, expected in (
        (("customer_id bigint", "customer_name text"), "hint"),
        (("customer_id bigint", "shop_id bigint", "shop_name text"), "hint"),
        (("customer_id bigint", "name text"), "likely"),
        (("customer_id bigint", "first_name text"), "likely"),
    ):
        assert _sure(entity("sales", *columns)) == expected
    own = entity("sales", "sale_id bigint", "sale_name text", "customer_id bigint", pk="sale_id")
    assert _sure(own) == "likely"  # that is its own name


def test_what_hibernate_keeps_of_rows_is_a_copy() -> None:
    assert _sure(entity("sales", "customer_id bigint", "rev int", "revision int")) == "likely"
    assert _sure(entity("sales", "customer_id bigint", "REV int", "REVTYPE smallint")) == "hint"
    assert _sure(entity("sales_aud", "customer_id bigint")) == "hint"


def test_a_comment_that_gives_the_reason_makes_a_hint() -> None:
    for comment, expected in (
        ("Deliberately not tied to customers by a foreign key: outlives them", "hint"),
        ("can't be a FK", "hint"),
        ("can be a FK", "likely"),
        ("no fk, customers are on another server", "hint"),
        ("foreign key to customers", "likely"),
        ("not the one who pays", "likely"),
    ):
        assert _sure(entity("sales", "customer_id bigint", comment=comment)) == expected
        column = attribute("customer_id bigint")
        assert _sure(entity("sales", replace(column, comment=comment))) == expected


def test_a_foreign_key_that_the_script_drops_is_a_hint() -> None:
    users, orders = entity("users", "id int", pk="id"), entity("orders", "id int", "user_id int", pk="id")
    (plain,) = found("CO011", users, orders)

    def drops(table: str) -> tuple[Finding, ...]:
        user = replace(orders.attributes[1], x=freeze({"dropped": [table]}))
        return found("CO011", users, replace(orders, attributes=(orders.attributes[0], user)))

    (hint,), (other,) = drops("users"), drops("staff")
    assert (plain.confidence, hint.confidence) == (Confidence.LIKELY, Confidence.HINT)
    assert "the script itself drops this foreign key" in str(hint.evidence)
    assert "drops" not in str(other.evidence)


def test_a_parent_in_the_name_of_another_thing_is_no_more_than_a_hint() -> None:
    pages = entity("pages", "id int", pk="id")
    for column, confidence in (("pending_page_parent", Confidence.HINT), ("change_parent", Confidence.LIKELY)):
        (one,) = found("CO011", pages, entity("changes", "id int", f"{column} int", pk="id"))
        assert one.confidence is confidence


def _how_sure(*parts: Any, dialect: str = "postgres") -> list[str]:
    return [str(one.confidence) for one in found("CO011", *parts, dialect=Dialect(name=dialect))]


def test_a_table_whose_engine_keeps_no_foreign_key_gets_a_hint() -> None:
    engines = [freeze({"mysql": {"engine": name}}) for name in ("MyISAM", "InnoDB")]
    columns = ("id bigint", "customer_id bigint")
    of_each = [
        _how_sure(CUSTOMERS, entity("orders", *columns, pk="id", options=one), dialect="mysql") for one in engines
    ]
    assert of_each == [["hint"], ["likely"]]


def test_zero_for_no_parent_is_a_hint() -> None:
    for default, sure in (("default 0", "hint"), ("default -1", "hint"), ("", "likely")):
        assert _how_sure(entity("pages", "id int", f"parent int not null {default}", pk="id")) == [sure]


def test_a_table_that_declares_none_in_a_design_that_declares_all_gets_hints() -> None:
    lines = [entity(name, "id int", "customer_id bigint", "seller_id bigint", pk="id") for name in "abc"]
    links = [link(f"{name}.{end}_id", f"{end}s.id") for name in "abc" for end in ("customer", "seller")]
    ends = (CUSTOMERS, entity("sellers", "id bigint", pk="id"), *lines)
    bare = entity("d", "id int", "customer_id bigint", "seller_id bigint", pk="id")
    assert _how_sure(*ends, bare, *links) == ["hint", "hint"]
    assert _how_sure(*ends, replace(bare, attributes=bare.attributes[:2]), *links) == ["likely"]
    assert _how_sure(*ends, bare, link("d.seller_id", "sellers.id"), *links) == ["likely"]


def test_a_column_that_is_not_called_as_all_the_others_are_is_a_hint() -> None:
    lines = [entity(f"l{n}", "id int", "fk_customer_id bigint", pk="id") for n in range(10)]
    links = [link(f"{one.name}.fk_customer_id", "customers.id") for one in lines]
    for column, sure in (("customer_id", "hint"), ("fk_customer_id", "likely")):
        assert _how_sure(CUSTOMERS, *lines, entity("o", "id int", f"{column} bigint", pk="id"), *links) == [sure]


def test_what_hardly_any_table_declares_of_the_same_name_is_left_out_on_principle() -> None:
    for number, sure in ((12, "hint"), (9, "likely")):
        bare = [entity(f"t{n}", "id int", "customer_id bigint", pk="id") for n in range(number)]
        more = entity("kept", "id int", "customer_id bigint", pk="id"), link("kept.customer_id", "customers.id")
        assert {*_how_sure(CUSTOMERS, *bare, *more)} == {sure}
