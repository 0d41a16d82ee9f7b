"""The cast: Alice owns the team, Edgar edits, Rita reviews, Victor looks, Charlie belongs to another team."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.changes import Change
from designer.schema.schema import Schema
from designer.store import cache
from designer.store.cache import CACHE
from designer.store.cache import schema_of as schema_of_design
from designer.store.editing import create_design, edit
from designer.store.models import Design, Membership, Role, Team
from designer.store.versions import make_version

ClientOf = Callable[[Any], Client]
Step = Callable[[Schema], Change]


@pytest.fixture(autouse=True)
def _nothing_remembered(db: None) -> Iterator[None]:
    """Numbers of designs may come again in another test's transaction."""
    CACHE.clear()
    yield
    CACHE.clear()


@pytest.fixture(scope="session", autouse=True)
def _static_files_looked_up_once() -> Iterator[None]:
    """Each client loads the middleware anew, and with it a list of some hundred files that are the same every time."""
    look_up = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, Any] = {}

    def from_before(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            look_up(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", from_before)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_mixed_quickly() -> Iterator[None]:
    """Argon2 is slow on purpose. What tests it takes the hashers of the settings again."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_is_read_is_remembered() -> Iterator[None]:
    """A request that only reads commits at once and leaves the design in memory for the next one. The transaction
    around a test is never committed: outside of any other, what the cache asks for is done as it would be."""

    class Transactions:
        @staticmethod
        def on_commit(do: Callable[[], None]) -> None:
            if all(block._from_testcase for block in connection.atomic_blocks):
                do()
            else:
                transaction.on_commit(do)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "transaction", Transactions)
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back at the end, as at the end of a test; what is remembered of it is not."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


@contextmanager
def lasting(blocker: Any) -> Iterator[None]:
    """What is written inside lasts for many tests, each of which undoes its own; for fixtures of a module."""
    with blocker.unblock(), undone():
        yield


def member(team: Team, name: str, role: Role) -> User:
    """A new user in a team."""
    user = User.objects.create(username=name, first_name=name.capitalize(), email=f"{name}@example.org")
    Membership.objects.create(team=team, user=user, role=role)
    return user


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Shop")


@pytest.fixture
def alice(team: Team) -> User:
    return member(team, "alice", Role.OWNER)


@pytest.fixture
def edgar(team: Team) -> User:
    return member(team, "edgar", Role.EDITOR)


@pytest.fixture
def rita(team: Team) -> User:
    return member(team, "rita", Role.REVIEWER)


@pytest.fixture
def victor(team: Team) -> User:
    return member(team, "victor", Role.VIEWER)


@pytest.fixture
def charlie() -> User:
    return member(Team.objects.create(name="Elsewhere"), "charlie", Role.OWNER)


def client_signed_in(user: User | None) -> Client:
    """A browser with the user signed in; None is nobody."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def client_of() -> ClientOf:
    return client_signed_in


@pytest.fixture
def fragment() -> dict[str, str]:
    """The headers of a request for a part of a page."""
    return {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def browser(alice: User, client_of: ClientOf) -> Client:
    """Alice's."""
    return client_of(alice)


def shop() -> Schema:
    """Customers and their orders; nothing serves the way from one to the other."""
    return schema_of(
        entity("customers", "id bigint not null", "email text not null", pk="id", unique=["email"], rows=400_000),
        entity(
            "orders", "id bigint not null", "customer_id bigint not null", "placed_at timestamptz not null",
            pk="id", rows=10_000_000,
        ),
        link("orders.customer_id", "customers.id"),
        pattern("orders of a customer", "SELECT * FROM orders WHERE customer_id = $1", per_minute=1200),
        name="shop",
    )  # fmt: skip


def many(number: int) -> Schema:
    """`number` entities, each with a reference to the one before it."""
    parts: list[Any] = [
        entity(f"t{n}", "id bigint not null", "before_id bigint", "note text", pk="id") for n in range(number)
    ]
    return schema_of(
        *parts, *(link(f"t{n}.before_id", f"t{n - 1}.id") for n in range(1, number)), name=f"many {number}"
    )


@pytest.fixture
def design(team: Team, alice: User) -> Design:
    return create_design(team.id, alice, shop(), label="Created for a test")


@pytest.fixture
def design_of(team: Team, alice: User) -> Callable[[Schema], Design]:
    """Stores any schema as a design of the team."""
    return lambda schema: create_design(team.id, alice, schema, label="Created for a test")


@pytest.fixture
def change(design: Design, alice: User) -> Callable[..., None]:
    """Keeps a version, then applies steps, each a function from the design to a change."""

    def make(*steps: Step) -> None:
        make_version(design, alice, message="As it was")
        for step in steps:
            edit(design, alice, (step(schema_of_design(design)),), label="Change")

    return make
