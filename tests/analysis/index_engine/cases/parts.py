"""What cases are made of: tables of orders and customers, columns with their statistics, and what is asked of them."""

from dataclasses import dataclass, field
from typing import Any

from designer.schema.build import attribute, entity, pattern, schema_of
from designer.schema.model import AccessPattern, Attribute, Entity, Parameter, ValueShare
from designer.schema.schema import Schema

ROWS = 200_000


@dataclass(frozen=True)
class Case:
    """expected: the indexes, () for none. not_proved: the same, by rule only. idle: names of indexes that could go.

    rewrites: whether a rewrite is told. values: SQL of column values by `table.column`, `r` being random from 0 to 1
    and `k` the row's number. tempting: an index that somebody may want and that must not help. real: whether the
    case is tried on real rows.
    """

    name: str
    schema: Schema
    expected: tuple[str, ...] = ()
    not_proved: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    rewrites: bool = False
    tempting: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    real: bool = True


def case(name: str, *parts: Any, expected: tuple[str, ...] | str = (), **properties: Any) -> Case:
    wanted = (expected,) if isinstance(expected, str) else expected
    return Case(name, schema_of(*parts), wanted, **properties)


def col(text: str, **properties: Any) -> Attribute:
    """A column; `shares` are the shares of its values."""
    shares = properties.pop("shares", None)
    if shares:
        properties["values"] = tuple(ValueShare(value=value, frequency=share) for value, share in shares.items())
    return attribute(text, **properties)


def ask(sql: str, *values: Any, per_minute: float = 60, name: str = "asked", **properties: Any) -> AccessPattern:
    """A pattern whose parameters $1, $2 … have these values."""
    given = tuple(Parameter(name=str(number), value=literal(value)) for number, value in enumerate(values, 1))
    return pattern(name, sql, per_minute=per_minute, parameters=given, **properties)


def literal(value: Any) -> str:
    """A value as SQL spells it."""
    return f"'{value}'" if isinstance(value, str) else str(value)


def table(name: str, *columns: str | Attribute, **properties: Any) -> Entity:
    return entity(name, "id bigint", *columns, **{"pk": "id", "rows": ROWS, **properties})


NOTE = col("note text", average_width=200, distinct=ROWS)
TOTAL = col("total numeric(12,2) not null", distinct=10_000, average_width=6)
CUSTOMER = col("customer_id bigint not null", distinct=5_000, min=1, max=5_000)
FEW_CUSTOMERS = col("customer_id bigint not null", distinct=50, min=1, max=50)
PLACED = col("placed_at timestamptz not null", distinct=ROWS)
EMAIL = col("email text not null", distinct=ROWS, average_width=24)


def orders(*columns: str | Attribute, **properties: Any) -> Entity:
    return table("orders", CUSTOMER, PLACED, TOTAL, NOTE, *columns, **properties)


def crowded(*columns: str | Attribute, **properties: Any) -> Entity:
    """Orders of few customers, so that each has thousands."""
    return table("orders", FEW_CUSTOMERS, PLACED, TOTAL, NOTE, *columns, **properties)


def status(**shares: float) -> Attribute:
    return col("status text not null", shares=shares, average_width=6)


CUSTOMERS = table("customers", EMAIL, col("name text not null", distinct=4_000), rows=5_000)
LATER = "SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20"
