"""Who sees what: a stranger gets 404, a member whose role is too small 403."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from designer.store.access import get_design, get_design_for_editor, get_team, teams_of, visible_to
from designer.store.models import Design, Membership, Role, Team


def test_a_stranger_sees_nothing(design: Design, charlie: User) -> None:
    assert not visible_to(charlie).exists()
    assert not teams_of(charlie).exists()
    with pytest.raises(Http404):
        get_design(charlie, design.id)
    with pytest.raises(Http404):
        get_team(charlie, design.team_id)


def test_somebody_who_is_not_signed_in_sees_nothing(design: Design) -> None:
    assert not visible_to(AnonymousUser()).exists()
    assert not teams_of(AnonymousUser()).exists()


def test_a_design_that_is_not_there_looks_like_one_that_is_hidden(design: Design, alice: User, charlie: User) -> None:
    with pytest.raises(Http404) as absent:
        get_design(alice, design.id + 1)
    with pytest.raises(Http404) as hidden:
        get_design(charlie, design.id)
    assert str(absent.value) == str(hidden.value)


def test_a_viewer_sees_and_may_not_edit(design: Design, vera: User) -> None:
    assert get_design(vera, design.id) == design
    with pytest.raises(PermissionDenied, match="the role of an editor"):
        get_design_for_editor(vera, design.id)


def test_each_role_may_do_what_the_smaller_ones_may() -> None:
    assert [[role.includes(other) for other in Role] for role in Role] == [
        [True, True, True, True],
        [False, True, True, True],
        [False, False, True, True],
        [False, False, False, True],
    ]


def test_the_role_is_the_users_own_and_not_a_colleagues(design: Design, alice: User, bob: User, vera: User) -> None:
    for user, role in ((alice, "owner"), (bob, "editor"), (vera, "viewer")):
        (found,) = visible_to(user)
        assert found.role == role
        assert get_team(user, design.team_id).role == role


def test_only_the_designs_of_ones_own_teams_are_listed(design: Design, alice: User, charlie: User) -> None:
    other = Team.objects.create(name="Other")
    Membership.objects.create(team=other, user=charlie, role=Role.OWNER)
    theirs = Design.objects.create(team=other, name="theirs")
    assert list(visible_to(charlie)) == [theirs]
    assert list(visible_to(alice)) == [design]


def test_a_design_is_fetched_in_one_query(design: Design, bob: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = get_design_for_editor(bob, design.id)
        assert found.team.name == "Shop"
    assert len(queries) == 1
