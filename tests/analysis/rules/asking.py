"""What tests of rules on access patterns share: one shop, and what a rule says of a query on it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from designer.analysis.finding import Finding
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.model import Index, IndexKey, ValueShare
from designer.schema.schema import Schema
from tests.analysis.rules.checking import found_in

STATES = (
    ValueShare(value="done", frequency=0.9),
    ValueShare(value="open", frequency=0.07),
    ValueShare(value="new", frequency=0.03),
)


def on(*columns: str, **properties: Any) -> Index:
    """An index: `on("a", "b DESC", where=…)`; what is not a plain name is an expression."""
    keys = []
    for text in columns:
        name, _, rest = text.partition(" ")
        descending, rest = (True, rest[4:].strip()) if rest.upper().startswith("DESC") else (False, rest)
        if "(" in text or "-" in text:
            keys.append(IndexKey(expression=text))
        else:
            keys.append(IndexKey(column=name, descending=descending, operator_class=rest or None))
    made = "_".join(key.column or "expression" for key in keys)
    return Index(
        **{"name": f"{made}_{len(made)}_{properties.get('method', 'btree')}", "keys": tuple(keys), **properties}
    )


def shop(*indexes: Index, statements: Iterable[str] = (), rows: int | None = 2_000_000, **properties: Any) -> Schema:
    """Orders of customers, with these indexes on orders and one pattern of these statements.

    rows: of orders; returns: of the pattern; table: more properties of orders; more: more parts of the design.
    """
    per_minute, returns = properties.pop("per_minute", 100), properties.pop("returns", None)
    dialect = {key: properties.pop(key) for key in ("dialect", "extensions") if key in properties}
    more = properties.pop("more", ())
    table = properties.pop("table", {})
    asked = ()
    if statements:
        asked = (pattern("the query", *statements, per_minute=per_minute, rows=returns, **properties),)
    return schema_of(
        entity("customers", "id bigint", "email text not null", "boss_id bigint", pk="id", rows=50_000),
        entity(
            "orders",
            "id bigint not null",
            "customer_id bigint",
            attribute("status text", distinct=3, values=STATES),
            "placed_at timestamptz not null",
            "placed_on date",
            "total numeric",
            "note text",
            "code varchar(20)",
            "is_paid boolean not null",
            "deleted_at timestamptz",
            "tags text[]",
            "payload jsonb",
            "raw json",
            "words tsvector",
            "span tstzrange",
            pk="id",
            indexes=indexes,
            rows=rows,
            **table,
        ),
        link("orders.customer_id", "customers.id"),
        *asked,
        *more,
        **dialect,
    )


def asked(code: str, sql: str | tuple[str, ...], *indexes: Index, **properties: Any) -> tuple[Finding, ...]:
    """What a rule finds when the shop is asked this; several statements make one pattern."""
    statements = (sql,) if isinstance(sql, str) else sql
    return found_in(code, shop(*indexes, statements=statements, **properties))


def without_link(schema: Schema) -> Schema:
    """The design without its foreign keys."""
    return replace(schema, relationships=())
