from dataclasses import replace
from typing import Any

import pytest

from designer.planning import plan_changes
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found, found_in

MYSQL = Dialect(name="mysql")


def test_other_checks_and_keys_that_treat_nulls_otherwise_are_left_alone() -> None:
    table = entity("t", "a int", "b int", unique=["a"], checks=("a > 0", "a > 1", "b > 0"))
    other = replace(table.uniques[0], name="again", nulls_not_distinct=True)
    assert found("CO028", replace(table, uniques=(*table.uniques, other))) == ()


def test_the_other_order_of_columns_serves_the_other_direction() -> None:
    assert found("CO028", entity("t", "a int", "b int", unique=["a, b", "b, a"])) == ()


def test_the_spelling_does_not_matter() -> None:
    table = entity("t", "a int", "b int", pk="a, b", unique="a, b", checks=("a>0 AND b > 0", "((A > 0 and b>0))"))
    assert len(found("CO028", table)) == 2


def test_a_different_string_is_another_check() -> None:
    assert found("CO028", entity("t", "a text", checks=("a <> 'x'", "a <> 'X'"))) == ()


def test_what_has_no_name_is_called_by_what_it_is() -> None:
    table = entity("t", "a int", "b int", pk="a", unique="a")
    unnamed = replace(
        table, primary_key=replace(table.primary_key, name=None), uniques=(replace(table.uniques[0], name=None),)
    )
    (finding,) = found("CO028", unnamed)
    assert finding.message.startswith("the unique key over (a) repeats the primary key, ")


def test_many_of_them_make_one_finding() -> None:
    (finding,) = found("CO028", *(entity(f"t{number}", "id int", pk="id", unique="id") for number in range(9)))
    assert len(finding.evidence["rows"]) == len(finding.fix) == 9


@pytest.mark.parametrize(
    ("name", "slips"),
    [
        ("rates_positive_first_interval", True),
        ("rates_positive_next_interval", False),
        ("rates_positive", False),
        ("next_rate_positive", False),
    ],
)
def test_a_name_that_speaks_of_another_column_is_told(name: str, slips: bool) -> None:
    table = entity(
        "next_rates", "next_rate int", "first_interval int", "next_interval int", checks=("next_interval > 0",) * 2
    )
    second = replace(table.checks[1], name=name)
    (finding,) = found("CO028", replace(table, checks=(table.checks[0], second)))
    assert ("is named after first_interval, which it does not look at." in finding.message) is slips


@pytest.mark.parametrize(
    ("kind", "properties", "number"),
    [
        ("integer", {"pk": "a", "unique": "a"}, 1),  # a row's own number has no index
        ("text", {"pk": "a", "unique": "a"}, 0),
        ("bigint", {"pk": "a", "unique": "a"}, 0),
        ("integer", {"pk": "a, b", "unique": "a, b"}, 0),
        ("text", {"checks": ("a > 'b'", "a > 'b'")}, 1),
    ],
)
def test_sqlite_makes_one_index_for_two_keys(kind: str, properties: dict[str, Any], number: int) -> None:
    table = entity("t", f"a {kind}", "b integer", **properties)
    assert len(found("CO028", table, dialect=Dialect(name="sqlite"))) == number
    assert len(found("CO028", table)) == 1


def test_foreign_keys_that_may_hang_on_the_key_are_made_anew_with_the_fix() -> None:
    countries = entity("countries", "code text", pk="code", unique="code")
    orders = entity("orders", "id int", "country text", pk="id")
    schema = schema_of(countries, orders, link("orders.country", "countries.code"))
    (finding,) = found_in("CO028", schema)
    assert "1 foreign key refers to it or to the other" in finding.message
    said = [statement.split("(")[0] for step in plan_changes(schema, finding.fix).steps for statement in step.up]
    assert [one.split(" CONSTRAINT ")[0] for one in said] == [
        "ALTER TABLE public.orders DROP", "ALTER TABLE public.countries DROP", "ALTER TABLE public.orders ADD",
    ]  # fmt: skip
    for other in (schema_of(countries), replace(schema, dialect=MYSQL)):
        assert "foreign key" not in found_in("CO028", other)[0].message


def test_what_may_have_been_meant_to_be_another_check_is_not_simply_dropped() -> None:
    table = entity("rates", "n int", "first_interval int", checks=("n > 0",) * 2)
    for name, mended in (("rates_first_interval_positive", False), ("rates_n_positive", True)):
        (finding,) = found("CO028", replace(table, checks=(table.checks[0], replace(table.checks[1], name=name))))
        assert bool(finding.fix) is mended
