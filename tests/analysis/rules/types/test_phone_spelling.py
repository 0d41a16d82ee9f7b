import sqlite3

import pytest

from designer.schema.build import attribute, entity, pattern
from designer.schema.model import Dialect, Domain, Index, IndexKey
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize("column", ["phone text", "phone_id text", "phone_type text", "phone bigint", "fax text"])
def test_numbers_that_are_only_shown_and_other_columns_are_left_alone(column: str) -> None:
    assert columns("TY031", column) == []


def test_a_number_within_something_else_may_be_written_as_one_likes() -> None:
    assert columns("TY031", "shop int", "phone text", unique="shop, phone") == []


def test_a_check_a_domain_or_an_index_over_an_expression_settles_it() -> None:
    assert columns("TY031", "phone text", unique="phone", checks=("length(phone) > 5",)) == []
    digits = Index(name="i", keys=(IndexKey(expression="regexp_replace(phone, '[^0-9]', '', 'g')"),), unique=True)
    assert columns("TY031", "phone text", unique="phone", indexes=(digits,)) == []
    people = entity("people", "id int", "phone e164", pk="id", unique="phone")
    assert found("TY031", Domain(name="e164", type="text"), people) == ()


def test_unique_and_looked_up_numbers_are_found() -> None:
    assert columns("TY031", "mobile_number varchar(30)", unique="mobile_number") == ["mobile_number"]
    people = entity("people", "id int", "home_phone text", pk="id")
    (finding,) = found("TY031", people, pattern("who calls", "SELECT id FROM people WHERE home_phone = $1"))
    assert finding.evidence["told by"] == "access pattern “who calls”"


@pytest.mark.parametrize(
    ("dialect", "begins"),
    [("postgres", "phone ~ '^[+]"), ("mysql", "phone REGEXP"), ("oracle", "REGEXP_LIKE("), ("sqlite", "phone GLOB"),
     ("tsql", "phone LIKE '+[1-9]%'")],
)  # fmt: skip
def test_the_check_is_in_the_words_of_the_server(dialect: str, begins: str) -> None:
    people = entity("people", "id int", "phone varchar(40)", pk="id", unique="phone")
    (finding,) = found("TY031", people, dialect=Dialect(name=dialect))
    assert finding.fix[0].value.expression.replace('"', "").startswith(begins)


def test_no_check_is_offered_that_known_values_break_or_the_type_has_no_room_for() -> None:
    known = attribute("phone text", samples=("030 1234",))
    (finding,) = found("TY031", entity("people", "id int", known, pk="id", unique="phone"))
    assert finding.fix == ()
    (short,) = found("TY031", entity("people", "id int", "phone varchar(12)", pk="id", unique="phone"))
    assert short.fix == ()


@pytest.mark.parametrize(("number", "taken"), [("+49301234", True), ("0049301234", False), ("+49 30", False)])
def test_the_check_takes_the_one_form(number: str, taken: bool) -> None:
    people = entity("people", "id int", "phone text", pk="id", unique="phone")
    (finding,) = found("TY031", people, dialect=Dialect(name="sqlite"))
    with sqlite3.connect(":memory:") as database:
        asked = finding.fix[0].value.expression
        assert database.execute(f"SELECT {asked} FROM (SELECT ? AS phone)", (number,)).fetchone() == (int(taken),)
