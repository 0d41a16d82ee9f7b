"""Every address with every role: what one may not see is not there, what one may not do is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import create_design, edit
from designer.store.invitations import invite
from designer.store.models import Comment, Delivery, Design, Role, SharePart, Team, Webhook
from designer.store.reviews import open_review, propose
from designer.store.shares import create_share
from designer.store.threads import About, start_thread
from designer.store.versions import make_version
from designer.urls import urlpatterns
from designer.web.findings import listed
from designer.web.notices.hooks import new_secret, sealed
from designer.web.notices.mails import token_for
from designer.web.reports import findings_of
from tests.web.conftest import client_signed_in, lasting, member, shop
from tests.web.roles import ELSEWHERE, ROLES

WHO = {"owner": "alice", "editor": "edgar", "reviewer": "rita", "viewer": "victor", "stranger": "charlie"}


def names(patterns: list[Any]) -> set[str]:
    """The names of all addresses, those of the account pages left to their own project, and those of the API to
    `tests/web/api/test_matrix.py`."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not str(pattern.pattern).startswith(("accounts/", "api/v1/")):
            found |= names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(pattern.name)
    return found


def test_every_address_is_listed_with_its_roles() -> None:
    assert names(urlpatterns) == set(ROLES) | set(ELSEWHERE)


@dataclass(frozen=True)
class World:
    """A design with one of everything that an address can name, and the cookie of each who is signed in."""

    places: dict[str, Any]
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with lasting(django_db_blocker):
        team = Team.objects.create(name="Shop")
        users = {role: member(team, WHO[role], Role(role)) for role in WHO if role != "stranger"}
        users["stranger"] = member(Team.objects.create(name="Elsewhere"), WHO["stranger"], Role.OWNER)
        alice = users["owner"]
        design = create_design(team.id, alice, shop(), label="Created for a test")
        edit(design, None, (alter(schema_of(design), "design", comment="For sale"),), label="Comment")
        make_version(design, None, message="As it was")
        schema = schema_of(design)
        table = schema.entities[0]
        places = {"D": design.id, "E": table.id, "A": table.attributes[1].id, "R": design.revision}
        places |= {"T": design.team_id, "I": invite(alice, design.team_id, Role.VIEWER, uses=9)[1]}
        places["S"] = create_share(alice, design, parts=SharePart.values, origins=["https://wiki.example.org"])[1]
        places["V"] = start_thread(design, alice, About("review", "", "the whole"), "Why?").id
        places["F"] = next(iter(listed(findings_of(design, schema))))
        places |= review_of(design, users["editor"])
        hook = Webhook.objects.create(team=team, url="https://hooks.example/", secret=sealed(new_secret()), kinds=[])
        places |= {"W": hook.id, "U": token_for(alice.pk, "mention")}
        places["M"] = Delivery.objects.create(team=team, webhook=hook.id, kind="test", payload={"title": "Test"}).id
        yield World(places, {role: client_signed_in(user).cookies["sessionid"].value for role, user in users.items()})


def review_of(design: Design, editor: User) -> dict[str, Any]:
    """A proposal under review, with a thread about a column."""
    review = propose(design, editor, title="For sale soon")
    schema = schema_of(review.proposal)
    edit(review.proposal, editor, (alter(schema, "design", comment="Soon"),), label="Comment")
    open_review(review, editor)
    column = schema.entities[0].attributes[1]
    thread = start_thread(design, editor, About("attribute", column.id, column.name), "Why?", review=review)
    said = Comment.objects.get(thread=thread.id)
    return {"N": review.number, "P": review.proposal_id, "H": thread.id, "C": said.id}


@pytest.mark.parametrize("role", [*WHO, "nobody", "visitor"])
@pytest.mark.parametrize("name", ROLES)
def test_address_answers_a_role_as_listed(name: str, role: str, world: World) -> None:
    method, arguments, expected = ROLES[name]
    url = reverse(name, args=[world.places.get(one, one) for one in arguments])
    client = Client()
    if role in WHO:
        client.cookies["sessionid"] = world.cookies[role]
    if role == "visitor":  # a shared link opens its own pages and nothing else
        assert client.get(reverse("shared", args=[world.places["S"]])).status_code == 200
    answer = getattr(client, method.lower())(url)
    status = expected["nobody" if role == "visitor" else role]
    assert answer.status_code == status, (method, url, role)
    if role not in WHO and status == 302:
        assert answer.headers["Location"].startswith("/accounts/login/")
