"""Queries made once: the same rows as the ORM's own, whatever is asked for."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from designer.store.models import Design, Membership, Revision, Team
from designer.store.prepared import Prepared


def test_a_value_that_is_compared_with_nothing_is_refused() -> None:
    with pytest.raises(TypeError, match="not compared"):
        Prepared(lambda name, other: Team.objects.filter(name=name)).all("a", "b")


@pytest.mark.django_db
def test_rows_become_what_the_orm_makes_of_them(design: Design, bob: User) -> None:
    mine = Prepared(
        lambda user, key: (
            Design.objects.filter(team__memberships__user=user, id=key)
            .annotate(role=F("team__memberships__role"), said=Value("constant"))
            .select_related("team", "proposal_for")
        )
    )
    Membership.objects.get_or_create(team_id=design.team_id, user=bob, defaults={"role": "editor"})
    (expected,) = (
        Design.objects.filter(team__memberships__user=bob, id=design.id)
        .annotate(role=F("team__memberships__role"), said=Value("constant"))
        .select_related("team", "proposal_for")
    )
    with CaptureQueriesContext(connection) as queries:
        found = mine.first(bob.pk, design.id)
        assert found is not None
        assert found.team == expected.team  # type: ignore[attr-defined]
        assert found.proposal_for is None
    assert len(queries) == 1
    held = {name: value for name, value in vars(expected).items() if name != "_state"}
    assert {name: value for name, value in vars(found).items() if name != "_state"} == held
    assert (found._state.adding, found._state.db) == (False, "default")
    assert mine.all(bob.pk, -1) == []
    assert mine.first(bob.pk, 10**30) is None  # beyond what a key can be


@pytest.mark.django_db
def test_columns_are_converted_and_values_are_data(design: Design, bob: User) -> None:
    changes = Prepared(
        lambda team, key: Revision.objects.filter(team_id=team, design_id=key).values_list("number", "changes")
    )
    expected = list(Revision.objects.filter(team_id=design.team_id, design=design).values_list("number", "changes"))
    assert changes.all(design.team_id, design.id) == expected
    assert isinstance(expected[0][1], list)
    whole = Prepared(lambda team, key: Revision.objects.filter(team_id=team, design_id=key).defer("inverse"))
    revision = whole.first(design.team_id, design.id)
    assert revision is not None
    assert revision.get_deferred_fields() == {"inverse"}
    assert revision.created_at == Revision.objects.get(team_id=design.team_id, design=design, number=1).created_at
    named = Prepared(lambda name: Team.objects.filter(name=name, id__gt=0))
    for name in ("100 %s", "'; DROP TABLE store_team; --", "%(name)s"):
        made = Team.objects.create(name=name)
        assert named.all(name) == [made]
