"""A shop, and what is read of statements on it, in short."""

from designer.analysis.workload import ParsedStatement
from designer.analysis.workload.resolve import parse_statement
from designer.schema.build import entity, schema_of
from designer.schema.schema import Schema

SHOP = schema_of(
    entity("orders", "id bigint", "customer_id bigint", "status text", "placed_at timestamptz", "total numeric",
           "is_paid boolean", "tags text[]", "payload jsonb", "words tsvector", pk="id"),
    entity("customers", "id bigint", "email text", "name text", "boss_id bigint", pk="id"),
)  # fmt: skip


def read(sql: str, schema: Schema = SHOP) -> ParsedStatement:
    """The statement, which has to be readable and name nothing unknown."""
    parsed = parse_statement(sql, schema)
    assert parsed.error is None, parsed.error
    assert parsed.unknown == ()
    return parsed


def name(attribute: str) -> str:
    """`table.column`."""
    return f"{SHOP.get(SHOP.located[attribute].owner).name}.{SHOP.attribute(attribute).name}"


def filters(sql: str) -> list[tuple[str, str, str]]:
    """(column, operator, value) of each predicate; `not`, `or` and the function around the column are marked."""
    found = []
    for one in read(sql).predicates:
        column = f"{one.function}({name(one.attribute)})" if one.function else name(one.attribute)
        marks = ("not " if one.negated else "") + ("or " if one.disjunct else "")
        found.append((marks + column, one.operator, one.value))
    return found


def where(condition: str) -> list[tuple[str, str, str]]:
    """The predicates of a condition on orders, without the table's name."""
    return [
        (column.replace("orders.", ""), operator, value)
        for column, operator, value in filters(f"SELECT id FROM orders WHERE {condition}")
    ]
