"""The demo's sample: there once, whole, and what it says about itself."""

import pytest

from designer.analysis.engine import analyze
from designer.schema.schema import Schema
from designer.store import mapping
from designer.store.models import Design, Membership, Role, Team
from designer.store.sample import sample, seed_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shop() -> Schema:
    return sample()


def test_seeding_twice_changes_nothing() -> None:
    user = seed_demo()
    (design,) = Design.objects.all()
    design.name = "mine now"
    design.save()
    assert seed_demo() == user
    assert [one.name for one in Design.objects.all()] == ["mine now"]


def test_a_deleted_sample_does_not_come_back() -> None:
    seed_demo()
    Design.objects.all().delete()
    seed_demo()
    assert not Design.objects.exists()


def test_the_demo_user_owns_a_team_with_the_sample_and_has_no_password(shop: Schema) -> None:
    user = seed_demo()
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user, team=Team.objects.get()).role == Role.OWNER
    assert mapping.load(Design.objects.get()).schema == shop


def test_every_entity_has_a_declared_size_and_a_place_in_the_picture(shop: Schema) -> None:
    assert 8 <= len(shop.entities) <= 16
    assert all(entity.rows for entity in shop.entities)
    grouped = [entity for group in shop.layout.groups for entity in group.entities]
    assert sorted(grouped) == sorted(entity.id for entity in shop.entities)


def test_its_planted_mistakes_are_found_in_every_family(shop: Schema) -> None:
    codes = {finding.code for finding in analyze(shop).findings}
    assert codes >= {"CO001", "GR003", "IX002", "NF001", "NF003", "TY003", "TY004", "TY006", "TY010"}
    assert len(codes) >= 12


def test_the_patterns_say_how_often_and_how_fast(shop: Schema) -> None:
    assert len(shop.access_patterns) >= 10
    assert all(pattern.frequency_per_minute and pattern.latency_ms for pattern in shop.access_patterns)
