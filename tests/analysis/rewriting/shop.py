"""A shop small enough that all of its rows can be made for a test, and what is offered for a query on it."""

from designer.analysis.facts import Facts
from designer.analysis.rewriting import Offer, offers_of
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect
from designer.schema.schema import Schema

POSTGRES = Dialect(name="postgres", version="18")


def shop(*statements: str, dialect: Dialect = POSTGRES, rows: int | None = 120) -> Schema:
    """Customers with employees and orders, and one pattern for each statement."""
    return schema_of(
        entity("customers", "id bigint", "name text", "city text not null", pk="id", rows=rows and rows // 4),
        entity("employees", "id bigint", "boss_id bigint", pk="id", rows=rows and rows // 4),
        entity(
            "orders", "id bigint", "customer_id bigint", "placed_at timestamptz not null", "placed_on date",
            "total numeric(8,2)", "note text", "payload json", pk="id", rows=rows,
        ),
        link("orders.customer_id", "customers.id"),
        link("employees.boss_id", "employees.id"),
        *(pattern(f"query {number:02}", text, per_minute=10) for number, text in enumerate(statements)),
        dialect=dialect,
    )  # fmt: skip


def offered(sql: str, code: str, dialect: Dialect = POSTGRES) -> Offer | None:
    """What a rule's rewrite is for a query: written, declined with the reason, or None where it has no place."""
    facts = Facts(shop(sql, dialect=dialect))
    return next((one for parsed in facts.patterns for one in offers_of(facts, parsed) if one.code == code), None)
