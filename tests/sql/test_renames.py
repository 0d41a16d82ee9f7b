"""Renames reach every text that mentions the name, or are refused with the texts that stand against them."""

from dataclasses import replace
from typing import Any

import pytest

from designer.schema import model
from designer.schema.apply import apply
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.changes import reverse
from designer.schema.schema import Schema
from designer.sql.renames import RenameRefused, rename_with_rewrites


def shop(*more: Any, **properties: Any) -> Schema:
    generated = model.Generated(expression="upper(orders.status)")
    orders = entity(
        "orders",
        "id bigint not null",
        "customer_id bigint",
        attribute("status order_status default 'new'::order_status"),
        attribute("shouted text", generated=generated),
        "total numeric",
        pk="id",
        checks=["total > 0 AND (status <> 'new' OR total < 100)"],
    )
    index = model.Index(
        name="orders_open_idx",
        keys=(model.IndexKey(expression="lower(status::text)"), model.IndexKey(column="id")),
        where="status = 'new'",
    )
    return schema_of(
        replace(orders, indexes=(index,)),
        entity("customers", "id bigint not null", "status text", "email text", pk="id"),
        link("orders.customer_id", "customers.id"),
        model.Enum(name="order_status", values=(model.EnumValue(value="new"), model.EnumValue(value="paid"))),
        pattern(
            "open", "SELECT o.id, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'new'"
        ),
        *more,
        **properties,
    )


def renamed(schema: Schema, object_id: str, new: str) -> Schema:
    """The design after the rename; taking it back gives the one before."""
    change = rename_with_rewrites(schema, object_id, new)
    after = apply((change,), schema)
    assert apply(reverse((change,)), after) == schema
    return after


def column(schema: Schema, table: str, name: str) -> str:
    found = schema.entity(table).attribute(name)
    assert found is not None
    return found.id


def statements(schema: Schema) -> list[str]:
    return [text for one in schema.access_patterns for text in one.statements]


def test_a_column_of_another_table_with_the_same_name_is_left_alone() -> None:
    schema = shop()
    after = renamed(schema, column(schema, "customers", "status"), "state")
    assert after.entity("orders").checks == schema.entity("orders").checks
    assert statements(after) == statements(schema)


def test_a_name_inside_a_string_is_no_mention() -> None:
    schema = shop(entity("t", "new text", checks=["new <> 'new'"]))
    after = renamed(schema, column(schema, "t", "new"), "fresh")
    assert after.entity("t").checks[0].expression == "fresh <> 'new'"


def test_a_column_is_renamed_in_every_text_of_its_entity_and_in_statements() -> None:
    schema = shop()
    after = renamed(schema, column(schema, "orders", "status"), "State of it")
    orders = after.entity("orders")
    assert orders.checks[0].expression == """total > 0 AND ("State of it" <> 'new' OR total < 100)"""
    assert orders.indexes[0].keys[0].expression == 'lower("State of it"::text)'
    assert orders.indexes[0].where == "\"State of it\" = 'new'"
    assert orders.attributes[3].generated == model.Generated(expression='upper(orders."State of it")')
    assert statements(after)[0].endswith("WHERE o.\"State of it\" = 'new'")


def test_an_uncertain_statement_stands_against_the_rename_and_is_named() -> None:
    schema = shop(pattern("sloppy", "SELECT status FROM orders, elsewhere"))
    with pytest.raises(RenameRefused) as refused:
        rename_with_rewrites(schema, column(schema, "orders", "status"), "state")
    (reason,) = refused.value.reasons
    assert "access pattern sloppy" in reason
    assert "may belong to another table" in reason


def test_every_text_that_stands_against_it_is_named() -> None:
    schema = shop(pattern("a", "SELECT FROM WHERE orders status"), pattern("b", "SELECT status FROM orders, elsewhere"))
    with pytest.raises(RenameRefused) as refused:
        rename_with_rewrites(schema, column(schema, "orders", "status"), "state")
    assert len(refused.value.reasons) == 2


def test_a_view_keeps_the_name_of_its_output() -> None:
    view = model.Opaque(kind="view", name="v", sql="CREATE VIEW v AS SELECT status FROM orders")
    schema = shop(view)
    after = renamed(schema, column(schema, "orders", "status"), "state")
    assert after.opaque[0].sql == "CREATE VIEW v AS SELECT state AS status FROM orders"


def test_the_body_of_a_trigger_function_stands_against_a_column_and_not_against_others() -> None:
    body = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.status := 'x'; RETURN NEW; END $$"
    trigger = "CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f()"
    schema = shop(
        model.Opaque(kind="function", name="f", sql=body), model.Opaque(kind="trigger", name="t", sql=trigger)
    )
    with pytest.raises(RenameRefused, match="opaque function f"):
        rename_with_rewrites(schema, column(schema, "orders", "status"), "state")
    renamed(schema, column(schema, "customers", "status"), "state")
    renamed(schema, column(schema, "orders", "total"), "sum")
    after = renamed(schema, schema.entity("orders").id, "purchases")
    assert "BEFORE INSERT ON purchases FOR" in next(one.sql for one in after.opaque if one.kind == "trigger")


def test_a_table_is_renamed_where_it_qualifies_and_where_it_is_read() -> None:
    grant = model.Opaque(kind="grant", name="g", sql="GRANT SELECT ON TABLE public.orders TO reader")
    schema = shop(grant)
    after = renamed(schema, schema.entity("orders").id, "purchases")
    assert after.entity("purchases").attributes[3].generated == model.Generated(expression="upper(purchases.status)")
    assert "FROM purchases o JOIN" in statements(after)[0]
    assert after.opaque[0].sql == "GRANT SELECT ON TABLE public.purchases TO reader"


def test_a_table_named_by_a_triggers_argument_stands_against_it() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON orders EXECUTE FUNCTION log('orders')"
    schema = shop(model.Opaque(kind="trigger", name="t", sql=trigger))
    with pytest.raises(RenameRefused, match="inside a string"):
        rename_with_rewrites(schema, schema.entity("orders").id, "purchases")


def test_a_type_is_renamed_in_columns_and_casts() -> None:
    schema = shop(entity("t", "a order_status[]", "b public.order_status", "c text"))
    after = renamed(schema, schema.enums[0].id, "state")
    assert [one.type for one in after.entity("t").attributes] == ["state[]", "public.state", "text"]
    assert after.entity("orders").attributes[2].default == "'new'::state"


def test_a_type_that_a_column_is_called_like_is_renamed_in_casts_and_the_column_stays() -> None:
    schema = schema_of(
        model.Enum(name="state", values=(model.EnumValue(value="new"),)),
        entity("t", "state state", checks=["state <> 'new'::state"]),
    )
    check = renamed(schema, schema.enums[0].id, "phase").entities[0].checks[0]
    assert check.expression == "state <> 'new'::phase"


@pytest.mark.parametrize("expression", ["state <> state 'new'", "state <> CAST('new' AS state)"])
def test_a_constant_that_a_type_stands_before_is_not_guessed_at(expression: str) -> None:
    values = (model.EnumValue(value="new"),)
    schema = schema_of(model.Enum(name="state", values=values), entity("t", "state state", checks=[expression]))
    with pytest.raises(RenameRefused):
        rename_with_rewrites(schema, schema.enums[0].id, "phase")


def test_a_value_is_renamed_where_only_its_columns_are_named() -> None:
    schema = shop()
    paid = schema.enums[0].values[1].id
    assert renamed(schema, paid, "settled").enums[0].values[1].value == "settled"
    with pytest.raises(RenameRefused) as refused:
        rename_with_rewrites(schema, schema.enums[0].values[0].id, "fresh")
    assert any("access pattern open" in reason for reason in refused.value.reasons)
    assert not any("index" in reason or "default" in reason for reason in refused.value.reasons)


def test_an_index_takes_the_replica_identity_with_it() -> None:
    identity = model.ReplicaIdentity(mode="index", index="t_id_idx")
    schema = schema_of(entity("t", "id bigint not null", index="id", replica_identity=identity))
    after = renamed(schema, schema.entities[0].indexes[0].id, "better")
    assert after.entities[0].replica_identity == model.ReplicaIdentity(mode="index", index="better")


def test_a_constraint_that_a_statement_names_stands_against_it() -> None:
    statement = "INSERT INTO orders VALUES (1) ON CONFLICT ON CONSTRAINT orders_pkey DO NOTHING"
    schema = shop(pattern("upsert", statement))
    key = schema.entity("orders").primary_key
    assert key is not None
    with pytest.raises(RenameRefused, match="access pattern upsert"):
        rename_with_rewrites(schema, key.id, "orders_key")
    renamed(schema, schema.relationships[0].id, "of_customer")


def test_a_sequence_is_renamed_in_defaults() -> None:
    default = "nextval('public.orders_seq'::regclass)"
    schema = schema_of(entity("t", attribute("id bigint", default=default)), model.Sequence(name="orders_seq"))
    after = renamed(schema, schema.sequences[0].id, "Seq")
    assert after.entities[0].attributes[0].default == """nextval('public."Seq"'::regclass)"""


def test_a_schema_is_renamed_before_points_and_refused_where_it_may_be_an_alias() -> None:
    tables = entity("app.t", "id bigint", "kind app.kind")
    namespace = model.Namespace(name="app")
    schema = schema_of(tables, namespace, pattern("p", "SELECT id FROM app.t"))
    after = renamed(schema, next(one.id for one in schema.schemas if one.name == "app"), "core")
    assert after.entities[0].attributes[1].type == "core.kind"
    assert statements(after) == ["SELECT id FROM core.t"]
    doubtful = schema_of(tables, namespace, pattern("p", "SELECT app.id FROM t AS app"))
    with pytest.raises(RenameRefused, match="access pattern p"):
        rename_with_rewrites(doubtful, next(one.id for one in doubtful.schemas if one.name == "app"), "core")


def test_the_tenant_column_is_followed_while_it_is_the_only_one() -> None:
    requirements = model.Requirements(tenancy="team_id")
    schema = schema_of(entity("t", "team_id bigint"), requirements)
    assert renamed(schema, column(schema, "t", "team_id"), "tenant").requirements.tenancy == "tenant"
    both = schema_of(entity("t", "team_id bigint"), entity("u", "team_id bigint"), requirements)
    assert renamed(both, column(both, "t", "team_id"), "tenant").requirements.tenancy == "team_id"


def test_a_carried_statement_has_its_name_in_its_text() -> None:
    schema = shop(model.Opaque(kind="view", name="v", sql="CREATE VIEW v AS SELECT 1"))
    with pytest.raises(RenameRefused, match="changed there first"):
        rename_with_rewrites(schema, schema.opaque[0].id, "w")


def test_a_name_that_the_server_cuts_is_found_again_by_what_it_keeps() -> None:
    long = "x" * 100
    table = replace(entity("t", "a int"), attributes=(replace(attribute("a int"), name=long),))
    schema = schema_of(table, pattern("p", f"SELECT {long} FROM t WHERE {long} = 1"))
    assert statements(renamed(schema, column(schema, "t", long), "b")) == ["SELECT b FROM t WHERE b = 1"]
