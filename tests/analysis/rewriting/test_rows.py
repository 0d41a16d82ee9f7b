"""What made rows hold, so that conditions are met by some of them, and not by all."""

import pytest

from designer.analysis.facts import Facts
from designer.analysis.rewriting import Rewrite, offers_of
from designer.analysis.rewriting.constants import constants_of
from designer.analysis.rewriting.proving import proved
from designer.analysis.rewriting.rows import ground_of
from designer.lab.planner import NoServer
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect
from designer.schema.schema import Schema

_QUERIES = (
    "SELECT id FROM visits WHERE customer_id NOT IN (SELECT customer_id FROM orders)",
    "SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM invoices)",
    "SELECT id FROM orders WHERE status = 'open' AND id NOT IN (SELECT order_id FROM invoices WHERE state = 'paid')",
    "SELECT id FROM orders WHERE status IN ('open', 'held') AND placed_at > now() - interval '7 days'"
    " AND customer_id NOT IN (SELECT customer_id FROM visits WHERE seen_at > now() - interval '7 days')",
)


def _shop(*queries: str) -> Schema:
    return schema_of(
        entity("customers", "id bigint", "kind text", pk="id", checks=("kind IN ('a', 'b')",)),
        entity(
            "orders", "id bigint", "customer_id bigint not null", "status varchar(6)", "placed_at timestamptz", pk="id"
        ),
        entity("visits", "id bigint", "customer_id bigint not null", "seen_at timestamptz not null", pk="id"),
        entity("invoices", "id bigint", "order_id bigint not null", "state text", pk="id", unique="order_id"),
        link("orders.customer_id", "customers.id"),
        link("visits.customer_id", "customers.id"),
        link("invoices.order_id", "orders.id"),
        *(pattern(f"p{place}", one) for place, one in enumerate(queries)),
        dialect=Dialect(name="postgres"),
    )


def _constants(where: str) -> dict[str, tuple[str, ...]]:
    schema = _shop(f"SELECT 1 FROM orders o JOIN customers c ON c.id = o.customer_id WHERE {where}")
    facts = Facts(schema)
    found = constants_of(facts, [one for parsed in facts.patterns for one in parsed.statements])
    return {schema.attribute(one).name: values for one, values in found.items()}


@pytest.mark.parametrize(
    "where", ["status = $1", "lower(status) = 'open'", "status = 'too long for it'", "c.kind = 'z'", "placed_at > $1",
              "status <> 'open'", "o.id = 123456789"]
)  # fmt: skip
def test_what_is_no_value_of_the_column_is_not_made(where: str) -> None:
    assert _constants(where) == {}


def test_constants_and_the_present_are_made() -> None:
    assert _constants("status = 'it''s'") == {"status": ("it's",)}
    assert _constants("status IN ('open', 'held')") == {"status": ("open", "held")}
    assert len(_constants("placed_at > now() - interval '1 day'")["placed_at"]) == 4


def test_no_two_columns_lead_to_the_same_rows_and_none_to_all() -> None:
    schema = _shop()
    size = ground_of(schema, frozenset(one.id for one in schema.entities))
    volumes = {one.name: size.volumes[one.id] for one in schema.entities}
    leading = {name: volumes[name].columns["customer_id"].distinct for name in ("orders", "visits")}
    assert leading["orders"] != leading["visits"]
    assert volumes["invoices"].rows < volumes["orders"].rows


@pytest.mark.strict_only("asks a server")
def test_conditions_of_ordinary_queries_are_met() -> None:
    schema = _shop(*_QUERIES)
    facts = Facts(schema)
    asked = [(parsed.pattern, one) for parsed in facts.patterns for one in offers_of(facts, parsed)
             if isinstance(one, Rewrite)]  # fmt: skip
    found = proved(schema, asked)
    if isinstance(found, NoServer):
        pytest.skip(found.reason)
    assert {one.rewrite.before for one in found} == set(_QUERIES)
    assert [one.sentence for one in found if not one.equal] == []
