import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column",
    ["currency char(3)", "currency varchar(3)", "country text", "country_code varchar(10)", "currency_symbol text",
     "language text", "postal_code text", "currency integer", "currency_codes text"],
)  # fmt: skip
def test_short_types_and_other_names_are_left_alone(column: str) -> None:
    assert columns("TY027", column) == []


def test_a_check_a_foreign_key_or_a_key_settles_it() -> None:
    lists = entity("currencies", "code text", pk="code")
    prices = entity("prices", "id int", "currency text", pk="id")
    assert found("TY027", lists, prices, link("prices.currency", "currencies.code")) == ()
    assert columns("TY027", "currency text", checks=("currency = upper(currency)",)) == []
    assert columns("TY027", "country_code text", unique="country_code") == []


def test_the_name_of_a_currency_is_no_code() -> None:
    assert found("TY027", entity("countries", "id int", "currency text", pk="id")) == ()
    assert columns("TY027", "currency text", "currency_code char(3)") == []


def test_the_check_asks_for_the_length_in_the_words_of_the_server() -> None:
    table = entity("prices", "id int", "currency varchar(255)", "country_code varchar(64)", pk="id")
    one, other = found("TY027", table, dialect=Dialect(name="tsql"))
    assert [finding.fix[0].value.expression for finding in (one, other)] == [
        "len(currency) = 3",
        "len(country_code) IN (2, 3)",
    ]


def test_no_check_is_offered_that_known_values_break_or_where_lengths_differ() -> None:
    known = attribute("currency text", samples=("EUR", "Dollar"))
    (one, other) = found("TY027", entity("prices", "id int", known, "language_code text", pk="id"))
    assert one.fix == other.fix == ()
