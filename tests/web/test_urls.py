"""Every address with every role: what one may not see is not there, what one may not do is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, reverse

from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.invitations import invite
from designer.store.models import Design, Role, SharePart
from designer.store.shares import create_share
from designer.store.versions import make_version
from designer.urls import urlpatterns
from designer.web.findings import listed
from designer.web.reports import findings_of
from tests.web.conftest import ClientOf
from tests.web.roles import ELSEWHERE, ROLES

WHO = {"owner": "alice", "editor": "edgar", "reviewer": "rita", "viewer": "victor", "stranger": "charlie"}


def names(patterns: list[Any]) -> set[str]:
    """The names of all addresses, those of the account pages left to their own project."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not str(pattern.pattern).startswith("accounts/"):
            found |= names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name"
            found.add(pattern.name)
    return found


def test_every_address_is_listed_with_its_roles() -> None:
    assert names(urlpatterns) == set(ROLES) | set(ELSEWHERE)


@pytest.mark.parametrize("role", [*WHO, "nobody", "visitor"])
@pytest.mark.parametrize("name", ROLES)
def test_address_answers_a_role_as_listed(
    name: str, role: str, design: Design, alice: User, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    user: User | None = request.getfixturevalue(WHO[role]) if role in WHO else None
    schema = schema_of(design)
    edit(design, None, (alter(schema, "design", comment="For sale"),), label="Comment")
    method, arguments, expected = ROLES[name]
    make_version(design, None, message="As it was")
    table = schema.entities[0]
    places = {"D": design.id, "E": table.id, "A": table.attributes[1].id, "R": design.revision}
    places |= {"T": design.team_id, "I": invite(alice, design.team_id, Role.VIEWER, uses=9)[1]}
    places["S"] = create_share(alice, design, parts=SharePart.values, origins=["https://wiki.example.org"])[1]
    places["F"] = next(iter(listed(findings_of(design, schema_of(design)))))
    url = reverse(name, args=[places.get(one, one) for one in arguments])
    client = client_of(user)
    if role == "visitor":  # a shared link opens its own pages and nothing else
        assert client.get(reverse("shared", args=[places["S"]])).status_code == 200
    answer = getattr(client, method.lower())(url)
    status = expected["nobody" if role == "visitor" else role]
    assert answer.status_code == status, (method, url, role)
    if user is None and status == 302:
        assert answer.headers["Location"].startswith("/accounts/login/")
