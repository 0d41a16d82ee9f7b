"""The sample's tables and what leads from one to another."""

from designer.schema.build import attribute, dependency, entity, link
from designer.schema.model import Entity, Relationship, ValueShare


def people() -> tuple[Entity, ...]:
    """Customers, their addresses and the countries of these."""
    return (
        entity(
            "countries",
            "code char(2) not null",
            "name text not null",
            "vat_rate numeric(4,2) not null",
            pk="code",
            unique="name",
            comment="Where we deliver to.",
            rows=249,
        ),
        entity(
            "customers",
            "id bigint not null identity",
            "email varchar(255) not null",
            "name varchar(255) not null",
            "phone1 varchar(255)",  # a repeating group
            "phone2 varchar(255)",
            "phone3 varchar(255)",
            "country_code char(2) not null",
            "date_of_birth varchar(10)",  # a date as text
            attribute("is_active integer not null default 1", distinct=2),  # a boolean as a number
            "created_at timestamp not null default now()",  # no time zone
            "deleted_at timestamptz",  # soft delete, and a unique that does not know of it
            pk="id",
            unique="email",
            comment="Who buys. Rows are never deleted, see deleted_at.",
            rows=25_000_000,
            rows_per_day=9_000,
            updates_per_day=80_000,
        ),
        entity(
            "addresses",
            "id bigint not null identity",
            "customer_id bigint not null",
            "label text",
            "street text not null",
            "city text not null",
            "postal_code text not null",
            "country_code char(2) not null",
            "is_default boolean not null default false",
            pk="id",
            index="customer_id",
            rows=31_000_000,
            rows_per_day=11_000,
        ),
    )


def catalogue() -> tuple[Entity, ...]:
    """Products and what they are sorted and described by."""
    return (
        entity(
            "categories",
            "id bigint not null identity",
            "parent_id bigint",
            "name text not null",
            "slug text not null",
            pk="id",
            unique="slug",
            index="parent_id",
            rows=900,
        ),
        entity(
            "products",
            "id bigint not null identity",
            "sku text not null",
            "name text not null",
            "category_id bigint not null",
            "price double precision not null",  # money as float
            attribute(
                "tags text",  # a list in a column
                samples=("sale,summer,outdoor", "new,kitchen", "sale,books"),
            ),
            "attributes json",  # json, not jsonb, and a pattern below queries it
            "stock integer not null default 0",  # may fall below zero
            "weight_grams integer",
            "updated_at timestamptz not null default now()",
            pk="id",
            unique="sku",
            index=["category_id", "category_id,name"],  # the first is a prefix of the second
            comment="What we sell.",
            rows=180_000,
            rows_per_day=150,
            updates_per_day=600_000,
        ),
        entity(
            "product_attributes",  # entity-attribute-value
            "product_id bigint not null",
            "attribute_name text not null",
            "attribute_value text",
            "value_type text not null",
            pk="product_id,attribute_name",
            comment="Everything that has no column yet.",
            rows=2_200_000,
            rows_per_day=2_000,
        ),
        entity(
            "product_categories",  # a junction without its key
            "product_id bigint not null",
            "category_id bigint not null",
            index=["product_id", "category_id"],
            rows=260_000,
        ),
    )


_STATUS = (
    ValueShare(value="delivered", frequency=0.91),
    ValueShare(value="shipped", frequency=0.05),
    ValueShare(value="new", frequency=0.03),
    ValueShare(value="cancelled", frequency=0.01),
)


def sales() -> tuple[Entity, ...]:
    """Orders with their lines, payments, subscriptions, and the orders of past years."""
    return (
        entity(
            "orders",
            "id bigint not null identity",
            "customer_id bigint not null",  # a foreign key without an index
            "customer_email varchar(255)",  # follows from customer_id, not from the order
            "address_id bigint",
            attribute("status text not null default 'new'", distinct=4, values=_STATUS),  # no check of its values
            "currency char(3) not null default 'EUR'",
            "total numeric(12,2) not null",  # the sum of the lines, and nobody keeps it true
            "placed_at timestamptz not null default now()",
            pk="id",
            index="placed_at",
            functional_dependencies=(dependency("customer_id", "customer_email"),),
            comment="One purchase.",
            rows=600_000_000,
            rows_per_day=450_000,
            updates_per_day=1_300_000,
        ),
        entity(
            "order_lines",
            # 32 bits, which are full in half a year
            "id integer not null identity",
            "order_id bigint not null",
            "product_id bigint not null",
            "product_name text not null",
            "quantity integer not null",
            "unit_price numeric(12,2) not null",
            pk="id",
            index=["order_id", "product_id"],
            checks=["quantity > 0"],
            comment="What was bought, at the price of that day.",
            rows=1_900_000_000,
            rows_per_day=1_400_000,
        ),
        entity(
            "payments",
            "id bigint not null identity",
            "order_id bigint",  # a pair of foreign keys of which one is set: neither is required
            "subscription_id bigint",
            "amount numeric(12,2) not null",
            "provider text not null",
            "provider_reference text not null",
            "card_country char(3)",  # joins a char(2)
            "received_at timestamptz not null default now()",
            pk="id",
            unique="provider,provider_reference",
            index=["order_id", "subscription_id"],
            rows=610_000_000,
            rows_per_day=460_000,
        ),
        entity(
            "subscriptions",
            "id bigint not null identity",
            "customer_id bigint not null",
            "product_id bigint not null",
            "starts_on date not null",
            "ends_on date",
            pk="id",
            index=["customer_id", "product_id"],
            rows=1_200_000,
            rows_per_day=2_000,
        ),
        _orders_of("2023", 140_000_000),  # a table per year
        _orders_of("2024", 170_000_000),
    )


def _orders_of(year: str, rows: int) -> Entity:
    return entity(
        f"orders_archive_{year}",
        "id bigint not null",
        "customer_id bigint not null",
        "status text not null",
        "total numeric(12,2) not null",
        "placed_at timestamptz not null",
        pk="id",
        comment=f"Orders of {year}, moved here by hand.",
        rows=rows,
    )


def opinions() -> tuple[Entity, ...]:
    """Reviews, and the log of who changed what."""
    return (
        entity(
            "reviews",
            "id uuid not null default gen_random_uuid()",
            "product_id bigint not null",
            "customer_id bigint not null",
            "rating smallint not null",
            "body text",
            "created_at timestamptz not null default now()",
            pk="id",
            unique="product_id,customer_id",
            index="customer_id",
            checks=["rating BETWEEN 1 AND 5"],
            rows=6_000_000,
            rows_per_day=9_000,
        ),
        entity(
            "audit_log",  # no primary key
            "happened_at timestamptz not null default now()",
            "actor text",
            "action text not null",
            "subject_type text not null",  # a reference to several tables
            "subject_id bigint not null",
            "details jsonb",
            rows=1_400_000_000,
            rows_per_day=4_000_000,
            retention_days=365,  # and nothing that deletes
        ),
    )


def relationships() -> tuple[Relationship, ...]:
    """The foreign keys that the design declares."""
    return (
        link("customers.country_code", "countries.code"),
        link("addresses.customer_id", "customers.id", on_delete="cascade"),
        link("addresses.country_code", "countries.code"),
        link("categories.parent_id", "categories.id"),
        link("products.category_id", "categories.id"),
        link("product_attributes.product_id", "products.id", on_delete="cascade"),
        link("product_categories.product_id", "products.id"),
        link("product_categories.category_id", "categories.id"),
        link("orders.customer_id", "customers.id"),
        link("orders.address_id", "addresses.id", on_delete="set null"),
        link("order_lines.order_id", "orders.id", on_delete="cascade"),
        link("order_lines.product_id", "products.id"),
        link("payments.order_id", "orders.id"),
        link("payments.subscription_id", "subscriptions.id"),
        link("subscriptions.customer_id", "customers.id"),
        link("subscriptions.product_id", "products.id"),
        link("reviews.product_id", "products.id", on_delete="cascade"),
        link("reviews.customer_id", "customers.id"),
    )
