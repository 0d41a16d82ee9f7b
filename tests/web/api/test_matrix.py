"""Every operation with every role, scope and end of a token: what one may not see is not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from designer.store.models import ApiToken, Scope
from designer.web.api.document import document
from designer.web.api.operation import SCOPES
from tests.web.api.conftest import Program, World, program_of
from tests.web.api.operations import LINES, MEMBERS, filled

pytestmark = pytest.mark.django_db


def asked(world: World, program: Program, name: str) -> Any:
    method, path, body, _ = LINES[name]
    return program(method, path.format(**world.places), filled(body, world.places))


def test_every_operation_is_listed_with_its_roles() -> None:
    assert set(LINES) == set(SCOPES)
    described = {one["operationId"] for methods in document()["paths"].values() for one in methods.values()}
    assert described == set(LINES)


@pytest.mark.parametrize("name", LINES)
def test_operation_refuses_who_may_not(name: str, world: World) -> None:
    """A stranger, nobody, a word, a session; and a token without one of the scopes."""
    assert asked(world, world.programs["stranger"], name).status_code == LINES[name][3]["stranger"]
    refusal = asked(world, Program(None), name)
    assert (refusal.status_code, refusal.headers["Content-Type"]) == (401, "application/problem+json")
    assert refusal.headers["WWW-Authenticate"].startswith("Bearer ")
    for needed in set(SCOPES[name]) - {Scope.READ}:
        short = program_of(world.users["owner"], *(set(Scope.values) - {needed}))
        refusal = asked(world, short, name)
        assert refusal.status_code == 403
        assert f"lacks the scope {needed}" in refusal.json()["detail"]


@pytest.mark.strict_only("every operation with every role; the default run asks as a stranger")
@pytest.mark.parametrize("name", LINES)
def test_operation_answers_every_role_as_listed(name: str, world: World) -> None:
    for role in MEMBERS:
        with transaction.atomic():
            answer = asked(world, world.programs[role], name)
            transaction.set_rollback(True)
        assert answer.status_code == LINES[name][3][role], (role, answer.content[:500])


@pytest.mark.strict_only("every operation with a limited token; the default run asks as a stranger")
@pytest.mark.parametrize("name", LINES)
def test_operation_is_out_of_reach_of_a_token_for_something_else(name: str, world: World) -> None:
    missing = {"create": 403, "read_team": 200}.get(name, LINES[name][3]["stranger"])
    assert asked(world, world.other, name).status_code == missing


@pytest.mark.parametrize("name", ["read", "create"])
def test_the_end_of_a_token_holds(name: str, world: World) -> None:
    ends(name, world)


def ends(name: str, world: World) -> None:
    """A token taken back, one that is over, and one whose owner may not sign in any more."""
    alice, (_, path, _, expected) = world.users["owner"], LINES[name]
    program = program_of(alice)
    mine = ApiToken.objects.filter(user=alice).order_by("-created_at")[:1]
    kept = ApiToken.objects.filter(pk__in=list(mine.values_list("pk", flat=True)))
    now = timezone.now()
    for change in ({"revoked_at": now}, {"revoked_at": None, "expires_at": now - timedelta(seconds=1)}):
        kept.update(**change)
        assert asked(world, program, name).status_code == 401
    kept.update(expires_at=now + timedelta(days=1))
    alice.is_active = False
    alice.save()
    assert asked(world, program, name).status_code == 401
    alice.is_active = True
    alice.save()
    assert asked(world, program, name).status_code == expected["owner"], path
