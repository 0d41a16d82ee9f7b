"""Invitations: for whom, how often, how long; and that only the hash of a token is kept."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from designer.store.invitations import accept, decline, find_invitation, invite, open_invitations, revoke_invitation
from designer.store.members import TeamError
from designer.store.models import AuditEntry, Invitation, Membership, Role, Team
from tests.store.test_members import at_once, roles


def test_only_owners_invite(team: Team, bob: User, charlie: User) -> None:
    with pytest.raises(PermissionDenied):
        invite(bob, team.id, Role.VIEWER)
    with pytest.raises(Http404):
        invite(charlie, team.id, Role.VIEWER)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "\ud800", "' OR 1=1 --", "a" * 10_000])
def test_a_guessed_token_finds_nothing(token: str, team: Team, alice: User, charlie: User) -> None:
    invite(alice, team.id, Role.VIEWER)
    with pytest.raises(Http404):
        find_invitation(token)
    with pytest.raises(Http404):
        accept(charlie, token, ())


def test_the_token_is_not_kept(team: Team, alice: User) -> None:
    made, token = invite(alice, team.id, Role.VIEWER)
    assert len(token) == 43
    row = Invitation.objects.filter(pk=made.pk).values().get()
    assert token not in str(row)
    assert token not in str(list(AuditEntry.objects.values()))
    assert len(made.token_hash) == 64


def test_a_link_is_good_for_as_many_as_it_was_made_for(team: Team, alice: User, charlie: User) -> None:
    other = User.objects.create_user("dora")
    _, token = invite(alice, team.id, Role.REVIEWER, uses=1)
    accept(charlie, token, ())
    assert roles(team)["charlie"] == "reviewer"
    with pytest.raises(Http404):
        accept(other, token, ())
    assert "dora" not in roles(team)


def test_one_that_is_over_or_taken_back_is_as_unknown_as_any(team: Team, alice: User, charlie: User) -> None:
    over, first = invite(alice, team.id, Role.VIEWER)
    Invitation.objects.filter(pk=over.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    back, second = invite(alice, team.id, Role.VIEWER)
    revoke_invitation(alice, team.id, back.id)
    for token in (first, second):
        with pytest.raises(Http404, match="There is no such invitation"):
            accept(charlie, token, ())
    assert not open_invitations(team).exists()


def test_a_member_keeps_the_role_and_the_link_its_use(team: Team, alice: User, bob: User, charlie: User) -> None:
    _, token = invite(alice, team.id, Role.VIEWER)
    with pytest.raises(TeamError, match="already"):
        accept(bob, token, ())
    assert roles(team)["bob"] == "editor"
    accept(charlie, token, ())
    assert roles(team)["charlie"] == "viewer"


def test_one_that_was_sent_is_for_whoever_has_the_address(team: Team, alice: User, charlie: User) -> None:
    _, token = invite(alice, team.id, Role.EDITOR, email="Charlie@Example.org")
    with pytest.raises(TeamError) as refused:
        accept(charlie, token, ("somebody@example.org",))
    assert "example.org" not in str(refused.value).lower()
    accept(charlie, token, ("charlie@example.org",))
    assert roles(team)["charlie"] == "editor"


def test_a_member_is_not_invited_by_address(team: Team, alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(email="bob@example.org")
    with pytest.raises(TeamError, match="already"):
        invite(alice, team.id, Role.VIEWER, email="BOB@example.org")


def test_no_to_a_sent_one_ends_it_and_no_to_a_link_does_not(team: Team, alice: User, charlie: User) -> None:
    _, sent = invite(alice, team.id, Role.EDITOR, email="charlie@example.org")
    _, link = invite(alice, team.id, Role.EDITOR)
    decline(charlie, sent)
    decline(charlie, link)
    with pytest.raises(Http404):
        find_invitation(sent)
    assert find_invitation(link).role == "editor"


def test_nobody_takes_back_the_invitation_of_another_team(team: Team, alice: User, charlie: User) -> None:
    theirs = Team.objects.create(name="Theirs")
    Membership.objects.create(team=theirs, user=charlie, role=Role.OWNER)
    made, token = invite(charlie, theirs.id, Role.VIEWER)
    with pytest.raises(Http404):
        revoke_invitation(alice, team.id, made.id)
    assert find_invitation(token)


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_both_take_the_last_use(
    team: Team, alice: User, bob: User, vera: User, charlie: User
) -> None:
    other = User.objects.create_user("dora")
    _, token = invite(alice, team.id, Role.VIEWER)
    done = at_once(lambda: accept(charlie, token, ()), lambda: accept(other, token, ()))
    assert [isinstance(one, Http404) for one in done].count(True) == 1
    assert len({"charlie", "dora"} & set(roles(team))) == 1
