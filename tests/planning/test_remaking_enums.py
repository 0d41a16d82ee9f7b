"""Enum values that go: a large table is not written anew, and a proof makes no rows that the plan says it refuses."""

import pytest

from designer.importers import import_sql
from designer.planning import Options, Plan, plan, prove
from designer.schema.schema import Schema

EXPAND = Options(strategy="expand-contract", batch_rows=7)
ORDERS = """
CREATE TYPE state AS ENUM ('new', 'paid', 'old');
CREATE TABLE orders (
    id int PRIMARY KEY, state state NOT NULL DEFAULT 'new', former state[], at date,
    CONSTRAINT c CHECK (state <> 'paid'::state OR at IS NOT NULL)
);
CREATE INDEX i ON orders (state, at) WHERE state = 'new'::state;
"""


def design(text: str) -> Schema:
    return import_sql(text, "postgres").schema


def planned(before: str, after: str, options: Options = EXPAND) -> Plan:
    return plan(design(before), design(after), options)


def test_a_value_that_comes_needs_no_second_type() -> None:
    made = planned(ORDERS, ORDERS.replace("'old'", "'old', 'lost'"))
    assert not any("state_next" in text for step in made.steps for text in step.up)


@pytest.mark.parametrize("strategy", ["direct", "online"])
def test_another_strategy_makes_the_type_anew_at_once(strategy: str) -> None:
    made = planned(ORDERS, ORDERS.replace(", 'old'", ""), Options(strategy=strategy))  # type: ignore[arg-type]
    assert any("before_state" in text for step in made.steps for text in step.up)


def test_a_column_that_cannot_be_had_twice_is_changed_in_place() -> None:
    keyed = ORDERS.replace("id int PRIMARY KEY", "id int").replace("at date,", "at date, PRIMARY KEY (id, state),")
    made = planned(keyed, keyed.replace(", 'old'", ""))
    assert any("ALTER COLUMN state TYPE" in text for step in made.steps for text in step.up)


@pytest.mark.parametrize(
    "after",
    [ORDERS.replace(", 'old'", ""), ORDERS.replace("'new', 'paid', 'old'", "'paid', 'new'")],
    ids=["a value goes", "values change places"],
)
@pytest.mark.strict_only("it is proved on a server, there and back and there")
def test_the_new_type_takes_the_place_of_the_old_one_column_by_column(after: str) -> None:
    made = planned(ORDERS, after)
    up = [text for step in made.steps for text in step.up]
    assert "ALTER TYPE public.state_next RENAME TO state;" in up
    assert not any("ALTER COLUMN state TYPE" in text for text in up)
    found = prove(made)
    assert (found.verdict, found.errors, found.differences) == ("proved", (), ())


def test_a_proof_holds_no_rows_of_a_value_that_goes() -> None:
    made = planned(ORDERS, ORDERS.replace(", 'old'", ""), Options())
    assert prove(made).verdict == "proved"
