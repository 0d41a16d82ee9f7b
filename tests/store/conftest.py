"""A cast: Alice owns the team, Bob edits, Vera views, Charlie is a stranger."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.schema import Schema
from designer.store.cache import CACHE
from designer.store.editing import create_design
from designer.store.models import Design, Membership, Role, Team


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    CACHE.clear()


def person(name: str) -> User:
    return get_user_model().objects.create_user(name)


@pytest.fixture
def alice(db: None) -> User:
    return person("alice")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob")


@pytest.fixture
def vera(db: None) -> User:
    return person("vera")


@pytest.fixture
def charlie(db: None) -> User:
    return person("charlie")


@pytest.fixture
def team(alice: User, bob: User, vera: User) -> Team:
    team = Team.objects.create(name="Shop")
    for user, role in ((alice, Role.OWNER), (bob, Role.EDITOR), (vera, Role.VIEWER)):
        Membership.objects.create(team=team, user=user, role=role)
    return team


def shop() -> Schema:
    return schema_of(
        entity("customers", "id bigint not null", "email text", "name text", pk="id", unique="email"),
        entity(
            "orders",
            "id bigint not null",
            "customer_id bigint",
            "status text",
            "total numeric",
            pk="id",
            index="customer_id",
            checks=["total > 0"],
        ),
        link("orders.customer_id", "customers.id"),
        pattern("orders of a customer", "SELECT id FROM orders WHERE customer_id = $1"),
        name="shop",
    )


@pytest.fixture
def design(team: Team, alice: User) -> Design:
    return create_design(team.id, alice, shop(), label="Created")
