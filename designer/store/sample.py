"""The demo's user, team and sample design: an online shop as a teammate would have drawn it.

It works, it has grown, and it holds the mistakes that such designs hold; each is marked below with the family
that should find it. What is right is as much a part of the sample: the findings have to tell the two apart.
"""

from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from designer.schema.build import attribute, dependency, entity, link, pattern, schema_of
from designer.schema.model import (
    AccessPattern,
    Entity,
    Group,
    Invariant,
    Layout,
    Relationship,
    Requirements,
    ValueShare,
    View,
)
from designer.schema.schema import Schema
from designer.store.editing import create_design
from designer.store.models import Design, Membership, Role, Team

DEMO_USER = "demo"
_TEAM = "Demo"


@transaction.atomic
def seed_demo() -> User:
    """The local user, with a team and, the first time, the sample design. What is there is left alone."""
    user, is_new = get_user_model().objects.get_or_create(username=DEMO_USER, defaults={"first_name": "You"})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    if not Membership.objects.filter(user=user).exists():
        team = Team.objects.create(name=_TEAM)
        Membership.objects.create(team=team, user=user, role=Role.OWNER)
        seed_sample(team, user)
    return user


def seed_sample(team: Team, user: User) -> Design:
    """The sample as a design of `team`."""
    return create_design(team.id, user, sample(), label="Created from the sample")


def sample() -> Schema:
    """The shop."""
    schema = schema_of(
        *_people(),
        *_catalogue(),
        *_sales(),
        *_opinions(),
        *_relationships(),
        *_patterns(),
        *_surroundings(),
        name="shop",
        comment="The online shop, one database, 24 months ahead.",
    )
    return _laid_out(schema)


def _people() -> tuple[Entity, ...]:
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


def _catalogue() -> tuple[Entity, ...]:
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


def _sales() -> tuple[Entity, ...]:
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


def _opinions() -> tuple[Entity, ...]:
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


def _relationships() -> tuple[Relationship, ...]:
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


def _patterns() -> tuple[AccessPattern, ...]:
    return (
        pattern(
            "order history of a customer",  # everything, without an end
            "SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC",
            per_minute=1_200,
            latency_ms=20,
            rows=25,
            owner="account",
        ),
        pattern(
            "orders in the back office",  # pages by OFFSET
            "SELECT id, customer_id, status, total, placed_at FROM orders ORDER BY placed_at DESC LIMIT 50 OFFSET $1",
            per_minute=40,
            latency_ms=200,
            rows=50,
            owner="back office",
        ),
        pattern(
            "place an order",
            "INSERT INTO orders (customer_id, customer_email, address_id, total) VALUES ($1, $2, $3, $4) RETURNING id",
            "INSERT INTO order_lines (order_id, product_id, product_name, quantity, unit_price)"
            " VALUES ($1, $2, $3, $4, $5)",
            "UPDATE products SET stock = stock - $2, updated_at = now() WHERE id = $1",
            per_minute=310,
            latency_ms=100,
            owner="checkout",
            notes="One transaction; the second and third run once per line.",
        ),
        pattern(
            "lines of an order",
            "SELECT l.id, l.product_name, l.quantity, l.unit_price, p.sku FROM order_lines l"
            " JOIN products p ON p.id = l.product_id WHERE l.order_id = $1",
            per_minute=2_500,
            latency_ms=10,
            rows=4,
            owner="account",
        ),
        pattern(
            "orders waiting to be shipped",
            "SELECT id, address_id FROM orders WHERE status = 'new' ORDER BY placed_at LIMIT 100",
            per_minute=60,
            latency_ms=50,
            rows=100,
            owner="warehouse",
        ),
        pattern(
            "revenue of a day",  # a function around the column
            "SELECT count(*), sum(total) FROM orders WHERE date(placed_at) = $1",
            per_minute=2,
            latency_ms=2_000,
            rows=1,
            owner="finance",
        ),
        pattern(
            "sign in",  # the unique constraint is on email, the question on lower(email)
            "SELECT id, name, is_active FROM customers WHERE lower(email) = lower($1) AND deleted_at IS NULL",
            per_minute=900,
            latency_ms=10,
            rows=1,
            owner="account",
        ),
        pattern(
            "products of a colour",  # inside the document
            "SELECT id, name, price FROM products WHERE attributes->>'colour' = $1 ORDER BY name LIMIT 40",
            per_minute=700,
            latency_ms=50,
            rows=40,
            owner="catalogue",
        ),
        pattern(
            "products on sale",  # inside the list
            "SELECT id, name, price FROM products WHERE tags LIKE '%sale%' LIMIT 40",
            per_minute=350,
            latency_ms=50,
            rows=40,
            owner="catalogue",
        ),
        pattern(
            "search in product names",
            "SELECT id, name, price FROM products WHERE name ILIKE '%' || $1 || '%' LIMIT 20",
            per_minute=1_500,
            latency_ms=80,
            rows=20,
            owner="catalogue",
        ),
        pattern(
            "reviews of a product",
            "SELECT id, customer_id, rating, body, created_at FROM reviews WHERE product_id = $1"
            " ORDER BY created_at DESC LIMIT 20",
            per_minute=4_000,
            latency_ms=15,
            rows=20,
            owner="catalogue",
        ),
        pattern(
            "trail of an object",
            "SELECT happened_at, actor, action FROM audit_log WHERE subject_type = $1 AND subject_id = $2"
            " ORDER BY happened_at DESC LIMIT 50",
            per_minute=5,
            latency_ms=500,
            rows=50,
            owner="back office",
        ),
    )


def _surroundings() -> tuple[Any, ...]:
    return (
        Invariant(kind="non-negative", entity="products", attributes=("stock",), text="Stock never falls below zero."),
        Invariant(
            kind="at most one",
            entity="addresses",
            scope=("customer_id",),
            where="is_default",
            text="A customer has at most one default address.",
        ),
        Requirements(
            deployment="single",
            recovery="soft delete",
            rpo_minutes=5,
            rto_minutes=30,
            horizon_months=24,
            max_connections=100,
            processes=16,  # sixteen pools of ten are more than a hundred connections
            pool_size=10,
        ),
    )


_GROUPS = {
    "People": ("g1", "customers addresses countries"),
    "Catalogue": ("g3", "products categories product_categories product_attributes"),
    "Sales": (
        "g2",
        "orders order_lines payments subscriptions orders_archive_2023 orders_archive_2024",
    ),
    "Opinions": ("g4", "reviews"),
    "Operations": ("g8", "audit_log"),
}


def _laid_out(schema: Schema) -> Schema:
    """The sample with its groups and a saved view."""

    def ids(names: str) -> tuple[str, ...]:
        return tuple(schema.entity(name).id for name in names.split())

    groups = tuple(Group(name=name, color=color, entities=ids(names)) for name, (color, names) in _GROUPS.items())
    checkout = View(name="Checkout", entities=ids("customers orders order_lines payments products"), detail="keys")
    return replace(schema, layout=Layout(groups=groups, views=(checkout,)))
