"""The demo's user, team and sample design: an online shop as a teammate would have drawn it.

It works, it has grown, and it holds the mistakes that such designs hold; each is marked, where the tables and access
patterns are written down, with the family that should find it. What is right is as much a part of the sample: the
findings have to tell the two apart.
"""

from dataclasses import replace
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from designer.schema.build import schema_of
from designer.schema.model import Group, Invariant, Layout, Requirements, View
from designer.schema.schema import Schema
from designer.store.editing import create_design
from designer.store.models import Design, Membership, Role, Team
from designer.store.sample_patterns import patterns
from designer.store.sample_tables import catalogue, opinions, people, relationships, sales

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
        *people(),
        *catalogue(),
        *sales(),
        *opinions(),
        *relationships(),
        *patterns(),
        *_surroundings(),
        name="shop",
        comment="The online shop, one database, 24 months ahead.",
    )
    return _laid_out(schema)


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
