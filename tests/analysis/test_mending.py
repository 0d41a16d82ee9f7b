"""A fix as SQL of the design's own dialect: what it cannot say first, then how each says the same fix."""

import pytest

from designer.analysis.mending import fix_sql
from designer.importers import import_sql
from designer.schema import edits
from designer.schema.build import entity, link, schema_of
from designer.schema.changes import Change
from designer.schema.model import Check, Dialect, Entity, Index, IndexKey, Relationship, Unique
from designer.schema.schema import Schema

_KEPT = "CREATE TABLE t (id bigint PRIMARY KEY, at timestamp, note text);\n"


@pytest.mark.parametrize(
    "user",
    [
        "CREATE VIEW v AS SELECT id, at FROM t;",
        "CREATE VIEW v AS SELECT * FROM t;",
        "CREATE MATERIALIZED VIEW v AS SELECT max(T.AT) FROM T;",
    ],
)
def test_no_type_is_changed_under_a_view(user: str) -> None:
    schema = import_sql(_KEPT + user).schema
    at = schema.entities[0].attributes[1]
    fix = (edits.alter(schema, at.id, type="timestamp with time zone"),)
    assert fix_sql(fix, schema) == ((), ())


def test_a_view_of_other_columns_is_in_no_change_of_types_way() -> None:
    schema = import_sql(_KEPT + "CREATE VIEW v AS SELECT count(*) AS n, max(note) AS note FROM t;").schema
    at = schema.entities[0].attributes[1]
    (up,), (down,) = fix_sql((edits.alter(schema, at.id, type="timestamp with time zone"),), schema)
    assert "TYPE timestamp with time zone" in up
    assert "TYPE timestamp" in down


def shop(dialect: str) -> Schema:
    return schema_of(
        entity("customers", "id integer", "email varchar(80)", pk="id"),
        entity("orders", "id integer", "customer_id integer", "total integer", pk="id"),
        dialect=Dialect(name=dialect),
    )


def table(schema: Schema, name: str) -> Entity:
    return next(one for one in schema.entities if one.name == name)


def fix_of(schema: Schema) -> tuple[Change, ...]:
    orders, customers = table(schema, "orders"), table(schema, "customers")
    (_, customer, _), (key, email) = orders.attributes, customers.attributes
    reference = Relationship(
        name="fkey", child=orders.id, columns=(customer.id,), parent=customers.id, parent_columns=(key.id,)
    )
    return (
        edits.add(schema, Index(name="by_customer", keys=(IndexKey(column=customer.id),)), to=orders.id),
        edits.add(schema, Check(name="paid", expression="total >= 0"), to=orders.id),
        edits.add(schema, Unique(name="once", columns=(email.id,)), to=customers.id),
        edits.add(schema, reference),
    )


@pytest.mark.parametrize("dialect", ["tsql", "oracle"])
def test_what_is_no_addition_has_no_sql_where_changes_are_not_written(dialect: str) -> None:
    schema = shop(dialect)
    retyped = edits.alter(schema, table(schema, "orders").attributes[2].id, type="bigint")
    assert fix_sql((retyped,), schema) == ((), ())
    assert fix_sql((), schema) == ((), ())


def test_an_index_of_another_kind_than_the_server_has_is_not_written() -> None:
    for dialect, index in (
        ("tsql", Index(name="lower", keys=(IndexKey(expression="lower(email)"),))),
        ("oracle", Index(name="some", keys=(IndexKey(expression="email"),), where="email IS NOT NULL")),
    ):
        schema = shop(dialect)
        added = edits.add(schema, index, to=table(schema, "customers").id)
        assert fix_sql((added,), schema) == ((), ())


@pytest.mark.parametrize(
    ("dialect", "up", "down"),
    [
        (
            "postgres",
            "CREATE INDEX by_customer ON public.orders USING btree (customer_id);",
            "DROP INDEX public.by_customer;",
        ),
        ("mysql", "ALTER TABLE `orders`\n  ADD KEY `by_customer` (`customer_id`)", "DROP INDEX `by_customer`"),
        ("mariadb", "ALTER TABLE `orders`\n  ADD KEY `by_customer` (`customer_id`)", "DROP INDEX `by_customer`"),
        ("tsql", "CREATE INDEX [by_customer] ON [orders] ([customer_id]);", "DROP INDEX [by_customer] ON [orders];"),
        ("oracle", 'CREATE INDEX "by_customer" ON "orders" ("customer_id");', 'DROP INDEX "by_customer";'),
    ],
)
def test_a_fix_and_its_way_back_are_in_the_words_of_the_dialect(dialect: str, up: str, down: str) -> None:
    schema = shop(dialect)
    made, undone = fix_sql(fix_of(schema), schema)
    assert up in "\n".join(made)
    assert down in "\n".join(undone)
    for text in ("CHECK (", "UNIQUE", "FOREIGN KEY ("):
        assert text in "\n".join(made)


def test_sqlite_makes_the_table_anew() -> None:
    schema = shop("sqlite")
    made, undone = fix_sql(fix_of(schema), schema)
    assert made[1] == "BEGIN IMMEDIATE;"
    assert any("CHECK (total >= 0)" in one for one in made)
    assert not any("CHECK (" in one for one in undone)


def test_what_two_changes_would_make_anew_is_made_anew_once() -> None:
    schema = schema_of(
        entity("customers", "id integer", pk="id"),
        entity("orders", "id integer", "customer_id integer", pk="id"),
        link("orders.customer_id", "customers.id"),
    )
    customers, orders = table(schema, "customers"), table(schema, "orders")
    keys = customers.attributes[0].id, orders.attributes[1].id
    up, _ = fix_sql(tuple(edits.alter(schema, one, type="bigint") for one in keys), schema)
    assert sum("DROP CONSTRAINT" in one for one in up) == 1


def test_references_stay_where_serial_becomes_an_identity() -> None:
    schema = schema_of(
        entity("customers", "id serial", pk="id"),
        entity("orders", "id integer", "customer_id integer", pk="id"),
        link("orders.customer_id", "customers.id"),
    )
    key = table(schema, "customers").attributes[0]
    identity = entity("x", "id integer identity").attributes[0].identity
    up, _ = fix_sql((edits.alter(schema, key.id, type="integer", identity=identity),), schema)
    assert not any("FOREIGN KEY" in one or "DROP CONSTRAINT" in one for one in up)
