"""References that only names tell of: what is no reference first, then every way to read one."""

from dataclasses import replace

import pytest

from designer.analysis.facts import Facts
from designer.analysis.implied_links import implied_links
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Attribute, Domain, Entity, Generated, Namespace, Opaque, Relationship

USERS = entity("users", "id bigint", pk="id")


def found(*objects: Entity | Relationship | Domain | Opaque | Namespace) -> dict[str, str]:
    """`child.columns -> parent.columns` to the confidence."""
    return {
        f"{one.child.name}.{','.join(c.name for c in one.columns)} -> "
        f"{one.parent.name}.{','.join(k.name for k in one.keys)}": str(one.confidence)
        for one in implied_links(Facts(schema_of(*objects)))
    }


def _known(column: str, **statistics: object) -> Entity:
    orders = entity("orders", f"{column} bigint")
    return replace(orders, attributes=(replace(orders.attributes[0], **statistics),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "tables",
    [
        (USERS, entity("posts", "id bigint", "creator_type text", "creator_id bigint", pk="id")),
        (USERS, entity("posts", "created_by text", "approved_by text")),
        (USERS, entity("posts", "stand_by bigint", "creator bigint[]", "updater_id integer")),
        (entity("a", "id int", pk="id"), entity("folders", "id uuid", "parent_id int", pk="id")),
        (entity("node", "id int", "parent_id int", "kind int", pk="id,kind"),),
        (entity("fa", "x_id int", pk="x_id"), entity("fb", "x_id int", pk="x_id"), entity("c", "x_id int")),
        (entity("link_label", "label text", pk="label"), entity("parts", "id int", "label text")),
        (entity("year_end", "trans_id int", pk="trans_id"), entity("entry", "trans_id int")),
        (entity("orders", "id bigint identity", pk="id"), entity("order_items", "id bigint identity", pk="id")),
        (entity("orders", "id uuid", pk="id"), entity("order_items", "id uuid", pk="id")),
        (entity("p", "a int", "id int", pk="a,id"), entity("c", "a int", "id int")),
        (entity("memberships", "user_id int", "group_id int", pk="user_id,group_id"),
         entity("visits", "user_id int", "group_id int")),
        (entity("orders", "id int", pk="id"), entity("order_history", "order_id int", "id int")),
        (entity("orders", "id int", pk="id"), entity("orders_archive", "id int"),
         entity("item_log", "order_id int")),
        (entity("jobs", "queue text", "no int", pk="queue,no"), entity("job_history", "job_queue text", "job_no int")),
    ],
)  # fmt: skip
def test_what_means_no_single_key_is_left_alone(tables: tuple[Entity, ...]) -> None:
    assert found(*tables) == {}


def test_tables_of_the_past_refer_to_nothing_that_is_there_for_the_moment_only() -> None:
    running = [entity(f"act_ru_{name}", "id int", pk="id") for name in ("task", "job", "execution")]
    past = [entity(f"act_hi_{name}", "id int", "execution_id int", "def_id int", pk="id") for name in ("task", "job")]
    comments = entity("act_hi_comment", "execution_id int", "comment text")
    definitions = entity("act_def", "id int", pk="id")
    live = entity("act_ru_variable", "execution_id int")
    links = [link(f"act_ru_x{number}.execution_id", "act_ru_execution.id") for number in range(4)]
    linked = [entity(f"act_ru_x{number}", "execution_id int") for number in range(4)]
    assert found(*running, *past, comments, definitions, live, *linked, *links) == {
        "act_hi_task.def_id -> act_def.id": "hint",
        "act_hi_job.def_id -> act_def.id": "hint",
        "act_ru_variable.execution_id -> act_ru_execution.id": "likely",
    }
    # One table alone may be called so for any reason.
    greeting = entity("hi_fi", "execution_id int")
    assert found(*running, greeting, *linked, *links) == {"hi_fi.execution_id -> act_ru_execution.id": "likely"}


def test_copies_that_are_made_again_are_at_most_a_hint() -> None:
    tables = [entity(f"t{number}", "user_id bigint") for number in range(4)]
    links = [link(f"t{number}.user_id", "users.id") for number in range(4)]
    copies = [entity("recents", "user_id bigint"), entity("cached_totals", "user_id bigint")]
    assert set(found(USERS, *tables, *links, *copies).values()) == {"hint"}


def test_values_that_are_not_there_speak_against_a_reference() -> None:
    users = replace(USERS, rows=100, attributes=(replace(USERS.attributes[0], min=1, max=100),))
    assert found(users, _known("user_id", distinct=101)) == {}
    assert found(users, _known("user_id", min=1, max=5000)) == {}
    assert found(users, _known("user_id", distinct=90, min=2, max=99)) == {"orders.user_id -> users.id": "likely"}
    assumed: dict[str, object] = {"distinct": 5000, "assumed": ("distinct",)}
    assert found(users, _known("user_id", **assumed)) == {"orders.user_id -> users.id": "likely"}


def test_words_that_both_tables_begin_with_may_be_left_out() -> None:
    topics = entity("forum_topics", "id int", pk="id")
    assert found(topics, entity("forum_posts", "topic_id int")) == {"forum_posts.topic_id -> forum_topics.id": "likely"}
    assert found(topics, entity("blog_posts", "topic_id int")) == {}
    plain = entity("topics", "id int", pk="id")
    assert found(topics, plain, entity("forum_posts", "topic_id int")) == {
        "forum_posts.topic_id -> topics.id": "likely"
    }


def test_a_column_called_as_a_key_leads_to_the_table_that_the_others_extend() -> None:
    device, keys = entity("device", "dev_eui bytea", pk="dev_eui"), entity("device_keys", "dev_eui bytea", pk="dev_eui")
    assert found(device, keys, entity("queue", "dev_eui bytea")) == {
        "device_keys.dev_eui -> device.dev_eui": "hint",
        "queue.dev_eui -> device.dev_eui": "hint",
    }


@pytest.mark.parametrize("name", ["parent_id", "parent", "reports_to", "manager_id"])
def test_names_that_look_upward_lead_to_the_same_table(name: str) -> None:
    assert found(entity("nodes", "id int", f"{name} int", pk="id")) == {f"nodes.{name} -> nodes.id": "likely"}


def test_the_manager_of_a_department_is_someone_and_no_department() -> None:
    people = entity("employees", "employee_id int", "manager_id int", "supervisor int", pk="employee_id")
    departments = entity("departments", "department_id int", "manager_id int", "parent_id int", pk="department_id")
    assert found(people, departments) == {
        "departments.manager_id -> employees.employee_id": "hint",
        "departments.parent_id -> departments.department_id": "likely",
        "employees.manager_id -> employees.employee_id": "likely",
        "employees.supervisor -> employees.employee_id": "likely",
    }


def test_who_did_something_is_of_the_table_of_people() -> None:
    posts = entity("posts", "creator_id bigint", "approved_by bigint", "lastupdatedby bigint")
    assert set(found(USERS, posts).values()) == {"hint"}
    assert len(found(USERS, posts)) == 3


def test_numbers_that_tell_two_alike_apart_are_no_part_of_the_name() -> None:
    concept = entity("concept", "concept_id int", pk="concept_id")
    assert len(found(concept, entity("pair", "concept_id_1 int", "concept_id_2 int"))) == 2


def test_a_unique_id_beside_another_key_is_referred_to() -> None:
    account = entity("account", "accno text", "id int", pk="accno", unique="id")
    assert found(account, entity("entry", "account_id int")) == {"entry.account_id -> account.id": "likely"}


def test_a_domain_is_of_the_type_that_it_stands_for() -> None:
    key = Domain(name="key", type="bigint")
    assert found(USERS, entity("posts", "user_id key"), key) == {"posts.user_id -> users.id": "likely"}


def test_the_designs_own_foreign_keys_teach_what_a_name_means() -> None:
    terms = entity("terms", "id int", pk="id")
    tables = [entity(f"t{number}", "type_id int") for number in range(5)]
    links = [link(f"t{number}.type_id", "terms.id") for number in range(4)]
    other = entity("other", "id int", pk="id")
    assert found(terms, *tables, *links[:1]) == {}
    assert found(terms, *tables[:3], *links[:2]) == {"t2.type_id -> terms.id": "likely"}
    assert found(terms, *tables, *links) == {"t4.type_id -> terms.id": "likely"}
    assert found(terms, other, *tables, *links[:3], link("t3.type_id", "other.id")) == {}
    assert found(terms, *tables[:4], *links, entity("audit_log", "type_id int")) == {
        "audit_log.type_id -> terms.id": "likely"
    } | {"audit_log.type_id -> terms.id": "hint"}


def test_a_key_of_several_columns_is_named_by_all_of_them() -> None:
    lines = entity("order_lines", "order_id int", "line_no int", pk="order_id,line_no")
    issue = entity("issue", "project text", "id int", pk="project,id")
    assert found(lines, entity("refunds", "order_line_order_id int", "order_line_line_no int")) == {
        "refunds.order_line_order_id,order_line_line_no -> order_lines.order_id,line_no": "likely"
    }
    comment = entity("comment", "project text", "issue_id int")
    assert found(issue, comment) == {"comment.project,issue_id -> issue.project,id": "hint"}
    assert found(issue, comment, link("comment.project,issue_id", "issue.project,id")) == {}


def test_a_key_called_id_is_the_tables_own_whatever_the_table_is_called() -> None:
    artist = entity("artist", "id serial", "name text", pk="id")
    assert found(artist, entity("artist_meta", "id int", pk="id")) == {}


def test_a_detail_has_the_key_of_its_table_unless_the_server_counts_it() -> None:
    user = entity("user", "id int", pk="id")
    assert found(user, entity("user_settings", "user_id int", pk="user_id")) == {
        "user_settings.user_id -> user.id": "likely"
    }
    assert found(user, entity("user_settings", "user_id int identity", pk="user_id")) == {}
    assert found(user, entity("users", "user_id int", pk="user_id")) == {}


def test_a_key_that_two_tables_have_under_the_same_name_leads_to_neither() -> None:
    stats = entity("user_stats_current", "user_id bigint", "joined int", pk="user_id")
    groups = entity("user_group_totals", "user_id bigint", "total int", pk="user_id")
    assert "visits.user_id -> user_stats_current.user_id" not in found(
        stats, groups, entity("visits", "id int", "user_id bigint", pk="id")
    )


def test_a_generated_column_is_no_reference() -> None:
    posts = entity("posts", "user_id bigint")
    made = replace(posts.attributes[0], generated=Generated(expression="abs(-1)", stored=True))
    assert found(USERS, replace(posts, attributes=(made,))) == {}


def test_a_key_called_after_its_table_in_the_plural_is_found() -> None:
    parts = entity("ccda_components", "ccda_components_id int", pk="ccda_components_id")
    sections = entity("ccda_sections", "id int", "ccda_components_id int", pk="id")
    assert list(found(parts, sections)) == ["ccda_sections.ccda_components_id -> ccda_components.ccda_components_id"]


def test_tables_that_are_made_from_others_get_hints() -> None:
    made = replace(
        entity("shop_users", "id int", "user_id bigint", pk="id"), comment="Materialized table, rebuilt daily"
    )
    kept = entity("letters", "id int", "user_id bigint", pk="id")
    assert found(USERS, made, kept) == {
        "shop_users.user_id -> users.id": "hint",
        "letters.user_id -> users.id": "likely",
    }
    for name in ("users_aggregated", "denormalised_orders", "uploadusertemp", "staging_orders", "aged_orders"):
        assert set(found(USERS, entity(name, "id int", "user_id bigint", pk="id")).values()) == {"hint"}, name


def test_a_table_without_any_key_in_a_design_that_declares_them_gets_hints() -> None:
    letters = entity("letters", "id bigint", "user_id bigint", pk="id")
    wide, narrow = (entity("lists", "user_id bigint", *more) for more in (("a int", "b int", "c int", "d int"), ()))
    declared = link("letters.user_id", "users.id"), link("letters.id", "users.id")
    assert found(USERS, letters, wide, *declared)["lists.user_id -> users.id"] == "hint"
    assert found(USERS, letters, narrow, *declared)["lists.user_id -> users.id"] == "likely"
    assert found(USERS, letters, wide)["lists.user_id -> users.id"] == "likely"


def test_a_number_that_each_table_has_of_its_own_is_no_reference_to_the_one_that_some_refer_to() -> None:
    gone = entity("deleted_items", "gid uuid", pk="gid")
    referring = [entity(f"old_{name}", "id int", "gid uuid", pk="id") for name in ("a", "b")]
    own = [entity(f"songs_{number}", "id int", "gid uuid", pk="id", unique="gid") for number in range(9)]
    links = [link(f"old_{name}.gid", "deleted_items.gid") for name in ("a", "b")]
    assert found(gone, *referring, *own, *links) == {}
    other = entity("plays", "id int", "gid uuid", pk="id")
    assert found(gone, *referring, *own, other, *links) == {"plays.gid -> deleted_items.gid": "likely"}
    assert len(found(gone, *referring, *own[:3], *links)) == 3


def test_names_of_settings_and_numbers_of_other_programs_are_no_references() -> None:
    settings = entity("settings", "setting_name varchar(64)", pk="setting_name")
    assert found(settings, entity("import_settings", "setting_name varchar(64)", "setting_value text")) == {}
    issues = entity("issues", "issue_id text", pk="issue_id")
    assert found(issues, entity("assigned", "id int", "issue_id text", "provider text", pk="id")) == {}


def test_the_table_that_a_key_is_called_after_is_meant_before_others_with_such_a_key() -> None:
    tables = (
        entity("tdevice", "id_device int", pk="id_device"),
        entity("tcentral_device", "id_device int", pk="id_device"),
    )
    assert found(*tables, entity("tstate", "id int", "id_device int", pk="id"))["tstate.id_device -> tdevice.id_device"]


def test_a_row_above_may_be_told_by_another_number_where_others_refer_by_it() -> None:
    menu = entity("menu", "menu_id int", "menu_parent int", "page int", pk="menu_id", unique="page")
    assert found(menu) == {"menu.menu_parent -> menu.menu_id": "likely"}
    scripts = entity("scripts", "id int", "page int", pk="id")
    assert found(menu, scripts, link("scripts.page", "menu.page"))["menu.menu_parent -> menu.menu_id"] == "hint"


def test_a_comment_that_keeps_numbers_apart_makes_it_a_hint() -> None:
    column = Attribute(name="user_id", type="bigint", comment="Kept apart, to avoid conflicts with users")
    assert found(USERS, entity("shares", column)) == {"shares.user_id -> users.id": "hint"}


def test_a_table_beside_a_view_of_its_name_keeps_what_the_view_found() -> None:
    kept = entity("user_totals", "user_id bigint", "total int", pk="user_id,total")
    view = Opaque(name="user_totals_v", kind="view", sql="CREATE VIEW user_totals_v AS SELECT 1")
    assert found(USERS, kept) == {"user_totals.user_id -> users.id": "likely"}
    assert found(USERS, kept, view) == {"user_totals.user_id -> users.id": "hint"}


@pytest.mark.parametrize(
    ("column", "sure"),
    [
        ("index_in_parent int", None),
        ("registry_parent_id int not null", "hint"),
        ("registry_root_parent_id int", "hint"),
        ("registry_parent_id int", "likely"),
        ("parent_id int not null", "likely"),
    ],
)
def test_a_row_above_is_plain_where_the_name_says_no_more_or_a_root_may_have_none(
    column: str, sure: str | None
) -> None:
    registries = entity("registries", "registry_id int", column, pk="registry_id")
    assert list(found(registries).values()) == ([sure] if sure else [])


def test_what_stands_while_a_migration_runs_gets_hints() -> None:
    runs, lock = entity("runs", "id bigint", pk="id"), entity("facet_migration_lock", "run_id bigint")
    assert found(runs, lock) == {"facet_migration_lock.run_id -> runs.id": "hint"}


def test_the_number_that_another_program_knows_this_one_by_is_none_of_its_own() -> None:
    clients = entity("clients", "id varchar(40)", pk="id")
    held = [entity(f"t{n}", "id int", "client_id varchar(40)", pk="id") for n in range(4)]
    links = [link(f"t{n}.client_id", "clients.id") for n in range(4)]
    for column, told in (
        ("issuer text", False),
        ("client_secret text", False),
        ("token_endpoint text", False),
        ("name text", True),
    ):
        other = entity("providers", "id int", "client_id varchar(40)", column, pk="id")
        assert bool(found(clients, *held, *links, other)) is told


@pytest.mark.parametrize(
    ("child", "confidence"),
    [
        (entity("paid", "id int", "earning_event_id uuid", "asked_event_id uuid", "user_id bigint", pk="id"), "hint"),
        (entity("taken", "id int", "message_payload text", "user_id bigint", pk="id"), "hint"),
        (entity("payments", "id int", "earning_event_id uuid", "user_id bigint", pk="id"), "likely"),
        (entity("sak_statistikk", "id int", "user_id bigint", pk="id"), "hint"),
        (entity("orders_bk", "id int", "user_id bigint", pk="id"), "hint"),
    ],
)  # fmt: skip
def test_what_messages_said_and_what_is_put_aside_outlives_it(child: Entity, confidence: str) -> None:
    tied = entity("things", "id int", "user_id bigint", pk="id")
    assert list(found(USERS, tied, child, link("things.user_id", "users.id")).values()) == [confidence]


@pytest.mark.parametrize(
    ("comment", "confidence"),
    [
        ("-1 for internal calls", "hint"), ("0 = none", "hint"), ("0 if nobody has", "hint"),
        ("not managed yet", "hint"),
        ("deprecated", "hint"), ("the user, since 2024-1-1", "likely"), ("one of 10 = all", "likely"),
        ("used in mails, not for bills", "likely"), (None, "likely"),
    ],
)  # fmt: skip
def test_a_comment_says_what_is_no_key(comment: str | None, confidence: str) -> None:
    child = entity("mails", "id int", "user_id bigint", pk="id")
    told = replace(child, attributes=(child.attributes[0], replace(child.attributes[1], comment=comment)))
    tied = entity("things", "id int", "user_id bigint", pk="id")
    assert list(found(USERS, tied, told, link("things.user_id", "users.id")).values()) == [confidence]


@pytest.mark.parametrize(
    ("child", "confidence"),
    [
        (entity("poll_activities", "id int", "user_id bigint", "payload jsonb", pk="id"), "hint"),
        (entity("poll_activities", "id int", "user_id bigint", "name text", pk="id"), "likely"),
        (entity("lines", "id int", "user_id bigint", "user_ref text", pk="id"), "hint"),
        (entity("lines", "user_id bigint", "day date", "user_name text", pk="user_id, day"), "hint"),
        (entity("lines", "id int", "user_id bigint", "user_email text", pk="id"), "likely"),
    ],
)
def test_what_is_a_record_or_says_what_it_means_outlives_it(child: Entity, confidence: str) -> None:
    tied = entity("things", "id int", "user_id bigint", pk="id")
    assert list(found(USERS, tied, child, link("things.user_id", "users.id")).values()) == [confidence]


def test_an_order_outlives_its_cart_and_a_fingerprint_is_come_to_by_others_too() -> None:
    tied = entity("items", "id int", "cart_id bigint", pk="id")
    orders = entity("orders", "id int", "cart_id bigint", pk="id")
    carts = entity("carts", "id bigint", pk="id"), link("items.cart_id", "carts.id")
    assert list(found(*carts, tied, orders).values()) == ["hint"]
    for kind, confidence in (("bytea", "hint"), ("uuid", "likely")):
        sets = entity("sets", f"set_id {kind}", pk="set_id")
        hops = entity("hops", "id int", f"set_id {kind}", pk="id")
        held = [entity(f"t{n}", "id int", f"set_id {kind}", pk="id") for n in range(2)]
        links = [link(f"t{n}.set_id", "sets.set_id") for n in range(2)]
        assert list(found(sets, hops, *held, *links).values()) == [confidence]


_CURRENCIES = entity("currencies", "code char(3)", "label text", pk="code")
_ENTRY = ("id bigint", "amount numeric")


@pytest.mark.parametrize(
    "tables",
    [
        (_CURRENCIES, entity("entries", *_ENTRY, "currency char(2)", pk="id")),  # of another length
        (_CURRENCIES, entity("entries", *_ENTRY, "currency text", pk="id")),
        (_CURRENCIES, entity("entries", *_ENTRY, "currency_name char(3)", pk="id")),  # another thing
        (_CURRENCIES, entity("entries", *_ENTRY, "currency_symbol char(3)", pk="id")),
        (_CURRENCIES, entity("entries", *_ENTRY, "language char(3)", pk="id")),
        (_CURRENCIES, entity("entries", *_ENTRY, "code char(3)", pk="id")),
        (_CURRENCIES, entity("entries", *_ENTRY, "currencies char(3)[]", pk="id")),
        (_CURRENCIES, entity("entries", *_ENTRY, "currency char(3)", pk="id", checks=("currency IN ('EUR', 'USD')",))),
        (_CURRENCIES, entity("ref.currencies", "iso char(3)", pk="iso"),
         entity("books.entries", *_ENTRY, "currency char(3)", pk="id")),  # either of two
        (entity("currencies", "code text", pk="code"), entity("entries", *_ENTRY, "currency text", pk="id")),
        (entity("currencies", "id int", "code char(3)", pk="id"),
         entity("entries", *_ENTRY, "currency char(3)", pk="id")),  # whose key is another column
    ],
)  # fmt: skip
def test_a_code_names_no_table_of_another_type_or_one_of_several(tables: tuple[Entity, ...]) -> None:
    spaces = [Namespace(name=one) for one in ("ref", "books")]
    assert found(*spaces, *tables) == {}


@pytest.mark.parametrize("column", ["currency char(3)", "base_currency char(3)", "currency_code char(3)"])
def test_a_column_called_as_a_table_of_codes_may_name_one(column: str) -> None:
    names = found(_CURRENCIES, entity("entries", *_ENTRY, column, pk="id"))
    assert names == {f"entries.{column.split()[0]} -> currencies.code": "hint"}


def test_a_code_of_any_length_has_to_be_called_a_code() -> None:
    countries = entity("countries", "country_iso text", pk="country_iso")
    lines = entity("lines", "id int", "origin_country_code text", pk="id")
    assert found(countries, lines) == {"lines.origin_country_code -> countries.country_iso": "hint"}
