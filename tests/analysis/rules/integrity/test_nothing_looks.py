"""CI008: what no constraint keeps, and no scheduled check looks for."""

from typing import Any

import pytest

from designer.schema.build import dependency, entity, link, options
from designer.schema.frozen import FrozenMap
from designer.schema.model import Denormalization, Dialect, Invariant, Requirements
from tests.analysis.rules.running import findings

CUSTOMERS = entity("customers", "id bigint", "credit integer", pk="id")
SUM = Invariant(kind="sum", entity="orders", attributes=("amount",), scope=("customer_id",), text="never in debt")
OPEN = link("orders.customer_id", "customers.id", enforced=False)


def orders(**known: Any) -> Any:
    """A table of orders."""
    columns = ("id bigint", "customer_id bigint", "amount integer", "zip text", "city text")
    return entity("orders", *columns, pk="id", index="customer_id", **known)


def loose(*parts: Any, dialect: str = "postgres", **known: Any) -> list[tuple[Any, ...]]:
    """(rule, reason) of all that nothing looks for."""
    found = findings("CI008", CUSTOMERS, orders(**known), *parts, dialect=Dialect(name=dialect))
    return [row[:2] for one in found for row in one.evidence["rows"]]


@pytest.mark.parametrize(
    "part",
    [
        link("orders.customer_id", "customers.id"),
        link("orders.customer_id", "customers.id", validated=False),  # another rule's
        Invariant(kind="non-negative", entity="orders", attributes=("amount",), text="x"),  # a check could
        Invariant(kind="counter", entity="customers", attributes=("credit",), text="x"),  # which no query shows
    ],
)
def test_what_a_constraint_keeps_or_could_keep_is_left_alone(part: Any) -> None:
    assert loose(part) == []


@pytest.mark.parametrize("said", [{"integrity checks": "each night"}, {"cron": "invariants, hourly"}])
def test_what_is_looked_for_is_left_alone(said: dict[str, Any]) -> None:
    assert loose(OPEN, SUM, Requirements(monitoring=FrozenMap(said))) == []


def test_other_monitoring_looks_for_nothing() -> None:
    assert len(loose(OPEN, Requirements(monitoring=FrozenMap({"health checks": "each minute"})))) == 1


def test_a_foreign_key_that_is_off_and_a_sum_are_found_with_their_queries() -> None:
    (found,) = findings("CI008", CUSTOMERS, orders(), OPEN, SUM)
    assert found.title.startswith("2 rules are kept by no constraint")
    assert [row[:2] for row in found.evidence["rows"]] == [
        ("orders (customer_id) refers to customers", "its foreign key is not enforced"),
        ("never in debt", "no constraint of this dialect expresses it"),
    ]
    assert all(row[2].startswith("SELECT") for row in found.evidence["rows"])


def test_a_copy_that_the_application_keeps_up_is_found() -> None:
    kept = dependency("zip", "city", id="zips")
    copies = {"functional_dependencies": (kept,)}
    assert loose(**copies) == []
    own = Denormalization(dependency="zips", refresh="application", reason="reads")
    assert loose(**copies, denormalizations=(own,)) == [
        ("orders: zip determines city", "the application keeps the copy up")
    ]


@pytest.mark.parametrize(("engine", "number"), [("MyISAM", 1), ("InnoDB", 0), (None, 0)])
def test_an_engine_that_ignores_foreign_keys_keeps_none(engine: str | None, number: int) -> None:
    own = {"options": options(mysql={"engine": engine})} if engine else {}
    assert len(loose(link("orders.customer_id", "customers.id"), dialect="mysql", **own)) == number
