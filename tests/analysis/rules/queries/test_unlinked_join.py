import pytest

from designer.schema.build import entity, link, pattern
from tests.analysis.rules.asking import shop, without_link
from tests.analysis.rules.checking import found, found_in

JOIN = "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT o.id FROM orders o JOIN customers c ON c.email = o.note",
        "SELECT o.id FROM orders o JOIN customers c ON c.id = o.id",
        "SELECT o.id FROM orders o JOIN orders p ON p.id = o.customer_id",
        "SELECT o.id FROM orders o JOIN customers c ON c.id::text = o.code",
        "SELECT o.id FROM orders o JOIN customers c ON c.id > o.customer_id",
        "SELECT o.id FROM orders o, customers c",
    ],
)
def test_joins_that_are_no_references_are_left_alone(sql: str) -> None:
    assert found_in("QR011", without_link(shop(statements=(sql,)))) == ()


def test_a_join_along_a_foreign_key_is_left_alone_whichever_way_it_goes() -> None:
    assert found_in("QR011", shop(statements=(JOIN,))) == ()
    assert found_in("QR011", shop(statements=(JOIN.replace("c.id = o.customer_id", "o.customer_id = c.id"),))) == ()


def test_two_columns_that_refer_to_the_same_key_are_left_alone() -> None:
    tables = (
        entity("people", "id bigint", pk="id"),
        entity("seats", "person_id bigint", pk="person_id"),
        entity("visits", "id bigint", "person_id bigint", pk="id"),
        link("seats.person_id", "people.id"),
        link("visits.person_id", "people.id"),
    )
    sql = "SELECT v.id FROM visits v JOIN seats s ON s.person_id = v.person_id"
    assert found("QR011", *tables, pattern("p", sql)) == ()


def test_a_reference_that_a_type_column_shares_is_left_alone() -> None:
    tables = (
        entity("posts", "id bigint", pk="id"),
        entity("notes", "id bigint", "subject_id bigint", "subject_type text", pk="id"),
    )
    sql = "SELECT n.id FROM notes n JOIN posts p ON p.id = n.subject_id AND n.subject_type = 'post'"
    assert found("QR011", *tables, pattern("p", sql)) == ()


@pytest.mark.parametrize("sql", [JOIN, "SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers)"])
def test_a_reference_that_only_the_query_knows_of_becomes_a_foreign_key(sql: str) -> None:
    (finding,) = found_in("QR011", without_link(shop(statements=(sql, sql))))
    assert finding.title.startswith("orders.customer_id is joined with customers.id")
    assert finding.fix[0].kind == "relationship"


def test_a_property_that_two_tables_share_is_a_hint_without_a_foreign_key() -> None:
    tables = (
        entity("customers", "id bigint", "email text", pk="id", unique="email"),
        entity("agents", "id bigint", "email text", "customer_email text", pk="id"),
    )
    asked = "SELECT a.id FROM agents a JOIN customers c ON c.email = a.{} WHERE a.id = $1"
    (shared,) = found("QR011", *tables, pattern("by mail", asked.format("email")))
    (named,) = found("QR011", *tables, pattern("by mail", asked.format("customer_email")))
    assert (shared.confidence, bool(shared.fix)) == ("hint", False)
    assert (named.confidence, bool(named.fix)) == ("likely", True)
