from typing import Any

import pytest

from designer.analysis.finding import Severity
from designer.schema.build import dependency, entity, pattern, schema_of
from designer.schema.model import AccessPattern, Denormalization
from designer.schema.schema import Schema
from tests.analysis.rules.running import findings, titles


def design(sql: str | None, **record: Any) -> Schema:
    """A copy of a name that is recorded, and a pattern that is said to need it."""
    patterns: list[AccessPattern] = [pattern("orders", sql)] if sql else []
    table = entity(
        "orders",
        "id bigint",
        "customer_id bigint",
        "customer_name text",
        pk="id",
        functional_dependencies=(dependency("customer_id", "customer_name", id="fd"),),
        denormalizations=(
            Denormalization(
                dependency="fd", access_pattern="orders" if sql else None, **{"refresh": "trigger", **record}
            ),
        ),
    )
    return schema_of(table, *patterns)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT customer_name FROM orders",
        "SELECT id FROM orders WHERE customer_name = $1",
        "SELECT * FROM orders",
        "SELEC nothing that can be parsed",
    ],
)
@pytest.mark.parametrize("refresh", ["generated", "trigger", "materialized view", "application"])
def test_a_copy_that_is_read_and_refreshed_is_left_alone(sql: str, refresh: str) -> None:
    assert titles("NF010", design(sql, refresh=refresh)) == []


def test_without_a_pattern_it_is_worth_knowing() -> None:
    (finding,) = findings("NF010", design(None))
    assert finding.severity is Severity.INFO
    assert finding.title == "orders keeps customer_name twice on purpose, but no access pattern needs it"


def test_a_pattern_that_reads_something_else_counts_as_gone() -> None:
    assert titles("NF010", design("SELECT id, customer_id FROM orders")) == [
        "orders keeps customer_name twice on purpose, but “orders” does not read it"
    ]


def test_without_a_refresh_it_is_a_warning_whoever_reads_it() -> None:
    (finding,) = findings("NF010", design("SELECT customer_name FROM orders", refresh=None))
    assert finding.severity is Severity.WARNING
    assert finding.title.endswith("but nothing is said to refresh it")


def test_both_are_said_in_one_finding() -> None:
    assert titles("NF010", design(None, refresh=None)) == [
        "orders keeps customer_name twice on purpose, but no access pattern needs it and nothing is said to refresh it"
    ]


def test_a_record_that_names_no_dependency_is_still_asked_for_its_refresh() -> None:
    table = entity("orders", "id bigint", pk="id", denormalizations=(Denormalization(reason="Quicker."),))
    assert len(titles("NF010", table)) == 1
