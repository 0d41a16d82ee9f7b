"""A design on the planner's server, shared by the tests that only ask."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from designer.lab.planner import NoServer, Planned, open_lab
from designer.schema.build import entity, link, schema_of
from designer.schema.model import AccessPattern, Index, IndexKey, ValueShare
from designer.schema.schema import Schema

ORDERS = 10_000_000


def shop() -> Schema:
    """Customers and their orders; a status that is rarely `new`."""
    status = ValueShare(value="done", frequency=0.98), ValueShare(value="new", frequency=0.02)
    orders = entity(
        "orders",
        "id bigint",
        "customer_id bigint not null",
        "status text not null",
        "placed_at timestamptz not null default now()",
        "total numeric(12,2)",
        pk="id",
        rows=ORDERS,
        indexes=[Index(name="orders_new", keys=(IndexKey(column="placed_at"),), where="status = 'new'")],
    )
    columns = [_with(one, values=status) if one.name == "status" else one for one in orders.attributes]
    return schema_of(
        entity("customers", "id bigint", "email text not null", pk="id", unique="email", rows=400_000),
        _with(orders, attributes=tuple(columns)),
        link("orders.customer_id", "customers.id"),
    )


def _with(value: Any, **changes: Any) -> Any:
    return replace(value, **changes)


def candidates(schema: Schema) -> list[tuple[str, Index]]:
    """`by_customer` serves the recent orders of a customer, `by_lower` a search regardless of case."""
    orders, customers = schema.entity("orders"), schema.entity("customers")
    ids = {one.name: one.id for one in orders.attributes}
    keys = IndexKey(column=ids["customer_id"]), IndexKey(column=ids["placed_at"], descending=True)
    return [
        (orders.id, Index(id="by_customer", keys=keys)),
        (customers.id, Index(id="by_lower", keys=(IndexKey(expression="lower(email)"),))),
    ]


@pytest.fixture(scope="session")
def planned() -> Iterator[Planned]:
    lab = open_lab()
    assert not isinstance(lab, NoServer), lab.reason
    design = shop()
    with lab.design(design, candidates(design)) as made:
        yield made


def asks(sql: str, name: str = "asked", **properties: object) -> AccessPattern:
    """A pattern of one statement."""
    return AccessPattern(name=name, statements=(sql,), **properties)  # type: ignore[arg-type]
