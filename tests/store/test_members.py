"""Who is in a team, and as what: a team always keeps an owner, whatever happens at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from designer.store.members import (
    TeamError,
    change_role,
    create_team,
    leave_team,
    remove_member,
    rename_team,
    transfer_ownership,
)
from designer.store.models import AuditEntry, Membership, Role, Team


def roles(team: Team) -> dict[str, str]:
    return dict(Membership.objects.filter(team=team).values_list("user__username", "role"))


def actions(team: Team) -> list[str]:
    return list(AuditEntry.objects.filter(team=team).order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda team, actor, other: rename_team(actor, team.id, "Mine"),
        lambda team, actor, other: change_role(actor, team.id, other.id, Role.VIEWER),
        lambda team, actor, other: remove_member(actor, team.id, other.id),
        lambda team, actor, other: transfer_ownership(actor, team.id, other.id),
    ],
    ids=["rename", "role", "remove", "transfer"],
)
def test_who_is_no_owner_manages_nothing(
    attempt: Callable[..., Any], team: Team, bob: User, alice: User, charlie: User
) -> None:
    with pytest.raises(PermissionDenied):
        attempt(team, bob, alice)
    with pytest.raises(Http404):
        attempt(team, charlie, alice)
    assert roles(team) == {"alice": "owner", "bob": "editor", "vera": "viewer"}
    assert actions(team) == []


@pytest.mark.parametrize(
    "attempt",
    [
        lambda team, alice: change_role(alice, team.id, alice.id, Role.EDITOR),
        lambda team, alice: remove_member(alice, team.id, alice.id),
        lambda team, alice: leave_team(alice, team.id),
    ],
    ids=["demote", "remove", "leave"],
)
def test_the_last_owner_cannot_go(attempt: Callable[..., Any], team: Team, alice: User) -> None:
    with pytest.raises(TeamError, match="only owner"):
        attempt(team, alice)
    assert roles(team)["alice"] == "owner"
    assert actions(team) == []


def test_an_owner_may_go_when_there_is_another(team: Team, alice: User, bob: User) -> None:
    change_role(alice, team.id, bob.id, Role.OWNER)
    leave_team(alice, team.id)
    assert roles(team) == {"bob": "owner", "vera": "viewer"}
    assert actions(team) == ["permission.role", "member.left"]


def test_the_ownership_goes_over_and_who_gave_it_stays_as_an_editor(team: Team, alice: User, bob: User) -> None:
    transfer_ownership(alice, team.id, bob.id)
    assert roles(team) == {"alice": "editor", "bob": "owner", "vera": "viewer"}
    with pytest.raises(PermissionDenied):
        remove_member(alice, team.id, bob.id)


def test_nobody_hands_the_ownership_to_themselves_or_to_a_stranger(team: Team, alice: User, charlie: User) -> None:
    with pytest.raises(TeamError, match="yours already"):
        transfer_ownership(alice, team.id, alice.id)
    with pytest.raises(TeamError, match="not in the team"):
        transfer_ownership(alice, team.id, charlie.id)
    assert roles(team)["alice"] == "owner"


def test_a_change_to_the_same_role_is_no_entry(team: Team, alice: User, bob: User) -> None:
    change_role(alice, team.id, bob.id, Role.EDITOR)
    assert actions(team) == []


def test_who_makes_a_team_owns_it(bob: User) -> None:
    made = create_team(bob, "Second")
    assert roles(made) == {"bob": "owner"}
    assert actions(made) == ["team.created"]


def test_what_was_done_outlives_the_account_that_did_it(team: Team, alice: User, bob: User) -> None:
    rename_team(alice, team.id, "Kiosk")
    change_role(alice, team.id, bob.id, Role.OWNER)
    alice.delete()
    entry = AuditEntry.objects.get(team=team, action="team.renamed")
    assert (entry.actor_id, entry.actor_name, entry.subject, entry.details) == (
        None, "alice", "Kiosk", {"was": "Shop"},
    )  # fmt: skip


def at_once(*attempts: Callable[[], Any]) -> list[Any]:
    """What came of attempts on connections of their own that begin together."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return attempt()
        except (TeamError, PermissionDenied, Http404) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_both_go(team: Team, alice: User, bob: User) -> None:
    for _ in range(5):
        Membership.objects.update_or_create(team=team, user=alice, defaults={"role": Role.OWNER})
        Membership.objects.update_or_create(team=team, user=bob, defaults={"role": Role.OWNER})
        done = at_once(lambda: leave_team(alice, team.id), lambda: leave_team(bob, team.id))
        assert [type(one) for one in done].count(TeamError) == 1
        assert list(roles(team).values()).count("owner") == 1


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one(team: Team, alice: User, bob: User) -> None:
    Membership.objects.filter(team=team, user=bob).update(role=Role.OWNER)
    done = at_once(lambda: remove_member(alice, team.id, bob.id), lambda: remove_member(bob, team.id, alice.id))
    assert [isinstance(one, Http404) for one in done].count(True) == 1  # removed before it could act
    assert list(roles(team).values()).count("owner") == 1
