from dataclasses import replace

from designer.schema.build import entity, pattern
from designer.schema.model import Index, IndexKey
from tests.analysis.rules.checking import found

ORDERS = entity("orders", "id bigint", "payload jsonb", "status text", pk="id")
BY_STATUS = pattern("by status", "SELECT id FROM orders WHERE payload ->> 'status' = 'open'")


def test_reading_a_document_without_searching_it_is_left_alone() -> None:
    assert found("TY009", ORDERS, pattern("one", "SELECT payload ->> 'status' FROM orders WHERE id = 1")) == ()


def test_an_expression_index_settles_it() -> None:
    served = Index(name="i", keys=(IndexKey(expression="(payload ->> 'status')"),))
    assert found("TY009", replace(ORDERS, indexes=(served,)), BY_STATUS) == ()


def test_two_patterns_on_one_document_make_one_finding() -> None:
    other = pattern("by buyer", "SELECT id FROM orders WHERE payload ->> 'buyer' = $1")
    (finding,) = found("TY009", ORDERS, BY_STATUS, other)
    assert {row[0] for row in finding.evidence["rows"]} == {"by status", "by buyer"}


def test_each_pattern_shows_what_it_reaches_for_and_how_often() -> None:
    table = entity("orders", "id bigint", "payload jsonb", pk="id")
    cast = pattern("large ones", "SELECT id FROM orders WHERE (payload #>> '{a,b}')::int > 3", per_minute=12)
    plain = pattern("by status", "SELECT id FROM orders WHERE payload ->> 'status' = $1")
    (finding,) = found("TY009", table, cast, plain)
    assert finding.evidence["rows"] == (
        ("by status", "payload ->> 'status' = $1", "not declared"),
        ("large ones", "CAST((payload #>> '{a,b}') AS INT) > 3", "12 times a minute"),
    )


def test_a_cast_of_a_whole_column_reaches_for_nothing() -> None:
    table = entity("orders", "id bigint", "payload jsonb", pk="id")
    assert found("TY009", table, pattern("p", "SELECT id FROM orders WHERE payload::text = $1")) == ()
