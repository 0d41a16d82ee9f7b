"""Programs that ask: each role with a token of its own, and a design with one of everything that an address names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.jobs import queue
from designer.schema.build import schema_of as schema_of_nothing
from designer.schema.edits import alter
from designer.store.api_tokens import create_token
from designer.store.cache import schema_of
from designer.store.editing import create_design, edit
from designer.store.models import Design, Role, Scope, Team
from designer.store.proposals import propose
from designer.store.reviews import open_review
from designer.store.threads import About, start_thread
from designer.store.versions import make_version
from tests.web.conftest import lasting, member, shop

WHO = {"owner": "alice", "editor": "edgar", "reviewer": "rita", "viewer": "victor", "stranger": "charlie"}


@dataclass(frozen=True)
class Program:
    """Asks with a token; without one, None."""

    token: str | None

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer. body: JSON, or bytes as they are; headers: with _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = sent.pop("Content-Type", "application/json")
        return _client().generic(method, f"/api/v1{path}", data, content_type=kind, headers=sent)


@cache
def _client() -> Client:
    """One for all: a client loads the middleware anew, and the API leaves nothing behind in it."""
    return Client()


def program_of(user: User, *scopes: str, **more: Any) -> Program:
    """With all scopes unless some are named."""
    more.setdefault("days", 30)
    return Program(create_token(user, name="test", scopes=scopes or Scope.values, **more)[1])


@dataclass(frozen=True)
class World:
    """places: what stands for a part of an address or a body; other: a token of Alice's for another design."""

    places: dict[str, Any]
    users: dict[str, User]
    programs: dict[str, Program]
    design: Design
    other: Program


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with lasting(django_db_blocker):
        team = Team.objects.create(name="Shop")
        users = {role: member(team, WHO[role], Role(role)) for role in WHO if role != "stranger"}
        users["stranger"] = member(Team.objects.create(name="Elsewhere"), WHO["stranger"], Role.OWNER)
        alice = users["owner"]
        design = create_design(team.id, alice, shop(), label="Created for a test")
        make_version(design, alice, message="As it was")
        edit(design, alice, (alter(schema_of(design), "design", comment="For sale"),), label="Comment")
        review = propose(design, users["editor"], title="For sale soon")
        schema = schema_of(review.proposal)
        edit(review.proposal, users["editor"], (alter(schema, "design", comment="Soon"),), label="Comment")
        open_review(review, users["editor"])
        table = schema_of(design).entities[0].id
        edit(design, alice, (alter(schema_of(design), table, comment="Who buys"),), label="Meanwhile")
        thread = start_thread(design, users["editor"], About("review", "", "the whole"), "Why?", review=review)
        job = queue.start("verify", design, content="for a test", actor=alice)
        places = {
            "D": design.id, "T": team.id, "N": review.number, "H": str(thread.id), "J": str(job.id),
            "R": design.revision, "P": review.proposal.revision,
        }  # fmt: skip
        another = create_design(team.id, alice, schema_of_nothing(name="Another"), label="Created for a test")
        other = program_of(alice, design=another)
        yield World(places, users, {role: program_of(user) for role, user in users.items()}, design, other)
