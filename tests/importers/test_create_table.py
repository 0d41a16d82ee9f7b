from designer.importers import import_sql
from designer.schema import model


def read(sql: str):
    """The design of SQL that has no problems."""
    imported = import_sql(sql)
    assert imported.problems == ()
    return imported.schema


def test_a_table_with_keys_checks_and_references_gets_the_names_that_the_server_gives() -> None:
    schema = read(
        """
        CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, age int CHECK (age > 0));
        CREATE TABLE orders (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
            total numeric(12,2) DEFAULT 0 NOT NULL,
            CHECK (total >= 0 AND customer_id > 0)
        );
        CREATE INDEX ON orders (customer_id, total DESC);
        """
    )
    customers, orders = schema.entity("customers"), schema.entity("orders")
    assert customers.primary_key is not None
    assert customers.primary_key.name == "customers_pkey"
    assert [unique.name for unique in customers.uniques] == ["customers_email_key"]
    assert [(check.name, check.expression) for check in customers.checks] == [("customers_age_check", "age > 0")]
    assert [check.name for check in orders.checks] == ["orders_check"]
    assert [index.name for index in orders.indexes] == ["orders_customer_id_total_idx"]
    (link,) = schema.relationships
    assert (link.name, link.on_delete) == ("orders_customer_id_fkey", "cascade")
    assert schema.names(link.parent_columns) == ("id",)
    assert orders.attributes[0].identity == model.Identity()
    assert orders.attributes[0].not_null == model.NotNull()
    assert orders.attributes[2].default == "0"
