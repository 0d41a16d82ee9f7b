from typing import Any

import pytest

from designer.schema.build import dependency, entity, link, schema_of
from designer.schema.model import Entity
from tests.analysis.rules.checking import found
from tests.analysis.rules.running import findings, mended, titles

CUSTOMERS = entity(
    "customers", "id bigint", "name text", "price numeric", "count int", "type text", "code text", "city text", pk="id"
)
LINK = link("orders.customer_id", "customers.id")


def orders(*columns: str, **properties: Any) -> Entity:
    return entity("orders", "id bigint", "customer_id bigint", *columns, **{"pk": "id", **properties})


@pytest.mark.parametrize(
    "column",
    [
        "customer_price numeric",  # a price at the time
        "customer_count int",
        "customer_type text",
        "billing_customer_name text",
        "customer_name_at_purchase text",
        "original_customer_name text",
        "customer_name integer",  # another type is another thing
        "customer_nickname text",  # the parent has none
        "customername text",  # no word of its own
        "customer text",
        "name text",
    ],
)
def test_what_need_not_follow_from_the_parent_is_left_alone(column: str) -> None:
    assert titles("NF005", CUSTOMERS, orders(column), LINK) == []


def test_without_a_foreign_key_nothing_is_guessed() -> None:
    assert titles("NF005", CUSTOMERS, orders("customer_name text")) == []


def test_a_column_of_a_key_is_left_alone() -> None:
    assert titles("NF005", CUSTOMERS, orders("customer_code text", unique="customer_code"), LINK) == []


@pytest.mark.parametrize("table", ["order_history", "orders_log", "audit_orders", "order_snapshots", "archived_orders"])
def test_tables_of_what_happened_are_left_alone(table: str) -> None:
    record = entity(table, "id bigint", "customer_id bigint", "customer_name text", pk="id")
    assert titles("NF005", CUSTOMERS, record, link(f"{table}.customer_id", "customers.id")) == []


@pytest.mark.parametrize("state", ["accepted", "rejected", "undecided"])
def test_a_dependency_that_somebody_has_stated_is_not_proposed_again(state: str) -> None:
    fact = dependency("customer_id", "customer_name", state=state)
    assert titles("NF005", CUSTOMERS, orders("customer_name text", functional_dependencies=(fact,)), LINK) == []


def test_columns_of_one_parent_are_one_finding() -> None:
    (finding,) = findings("NF005", CUSTOMERS, orders("customer_name text", "customer_city text"), LINK)
    assert finding.title == "orders.customer_name, customer_city may follow from customer_id"


def test_a_role_names_the_columns_that_belong_to_it() -> None:
    table = entity("orders", "id bigint", "payer_id bigint", "payer_name text", "payee_name text", pk="id")
    assert titles("NF005", CUSTOMERS, table, link("orders.payer_id", "customers.id")) == [
        "orders.payer_name may follow from payer_id"
    ]


def test_the_parents_own_name_in_its_columns_makes_no_difference() -> None:
    parent = entity("customers", "id bigint", "customer_name text", pk="id")
    assert len(titles("NF005", parent, orders("customer_name text"), LINK)) == 1


def test_the_fix_proposes_and_decides_nothing() -> None:
    after = mended("NF005", schema_of(CUSTOMERS, orders("customer_name text"), LINK))
    (fact,) = after.entity("orders").functional_dependencies
    assert (fact.state, fact.source) == ("undecided", "name")
    assert after.names((*fact.determinant, *fact.dependent)) == ("customer_id", "customer_name")


def test_many_make_one_finding_with_one_fix() -> None:
    tables = [entity(name, "id bigint", "customer_id bigint", "customer_name text", pk="id") for name in "abcdefg"]
    links = [link(f"{name}.customer_id", "customers.id") for name in "abcdefg"]
    after = mended("NF005", schema_of(CUSTOMERS, *tables, *links))
    assert all(after.entity(name).functional_dependencies for name in "abcdefg")


def test_a_copy_may_be_what_is_to_stay_and_is_a_hint() -> None:
    (copied,) = findings("NF005", CUSTOMERS, orders("customer_name text"), LINK)
    assert copied.confidence == "hint"


@pytest.mark.parametrize(("more", "times"), [((), 1), ((link("tickets.second_id", "helpdesk_agents.id"),), 0)])
def test_the_only_reference_to_a_table_may_be_called_otherwise_than_the_copy(
    more: tuple[object, ...], times: int
) -> None:
    agents = entity("helpdesk_agents", "id int", "name text", pk="id")
    tickets = entity("tickets", "id int", "assignee_id int", "second_id int", "helpdesk_agent_name text", pk="id")
    assert len(found("NF005", agents, tickets, link("tickets.assignee_id", "helpdesk_agents.id"), *more)) == times


def test_a_copy_of_a_row_of_the_same_table_is_told_by_its_role_only() -> None:
    groups = entity("groups", "id int", "parent_id int", "group_name text", "name text", pk="id")
    assert found("NF005", groups, link("groups.parent_id", "groups.id")) == ()
