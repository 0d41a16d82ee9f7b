"""Shared links: what finds one, what they let pass, and what the owners read of them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import override_settings
from django.utils import timezone

from designer.store.access import get_share
from designer.store.models import AuditEntry, Design, ShareLink, SharePart, Team
from designer.store.shares import TRIES_FROM_ONE, ShareError, count_view, create_share, revoke_share, unlock


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "\ud800", "%00", "a" * 10_000])
def test_a_guessed_token_finds_nothing(token: str, design: Design, alice: User) -> None:
    create_share(alice, design)
    with pytest.raises(Http404):
        get_share(token)


def test_unknown_over_taken_back_and_out_of_scope_sound_alike(design: Design, alice: User) -> None:
    over, first = create_share(alice, design, expires_at=timezone.now() + timedelta(days=1))
    ShareLink.objects.filter(pk=over.pk).update(expires_at=timezone.now())
    back, second = create_share(alice, design)
    revoke_share(alice, design, back.id)
    _, third = create_share(alice, design, parts=["dictionary"])
    said = set()
    for token, part in ((first, None), (second, None), (third, SharePart.DDL), ("nonsense", None)):
        with pytest.raises(Http404) as refused:
            get_share(token, part)
        said.add(str(refused.value))
    assert len(said) == 1
    assert get_share(third, SharePart.DICTIONARY).design == design


def test_neither_token_nor_password_is_kept(design: Design, alice: User) -> None:
    made, token = create_share(alice, design, password="open sesame")
    kept = str(ShareLink.objects.filter(pk=made.pk).values().get()) + str(list(AuditEntry.objects.values()))
    assert token not in kept
    assert "open sesame" not in kept


def test_a_password_and_frames_exclude_each_other(design: Design, alice: User) -> None:
    with pytest.raises(ShareError, match="not both"):
        create_share(alice, design, password="x", origins=["https://a.example"])
    made, _ = create_share(alice, design, password="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareLink.objects.filter(pk=made.pk).update(origins=["https://a.example"])


def test_a_link_shows_no_part_that_there_is_not(design: Design, alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        create_share(alice, design, parts=["everything"])


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_wrong_passwords_are_counted_and_then_none_is_looked_at(design: Design, alice: User) -> None:
    made, _ = create_share(alice, design, password="open sesame")
    for _ in range(TRIES_FROM_ONE):
        assert not unlock(made, "open", "192.0.2.1")
    with pytest.raises(ShareError, match="Too many"):
        unlock(made, "open sesame", "192.0.2.1")
    assert unlock(made, "open sesame", "192.0.2.2")
    assert AuditEntry.objects.filter(action="share.refused").count() == TRIES_FROM_ONE


def test_looks_are_counted_and_the_first_of_a_day_and_address_recorded(design: Design, alice: User) -> None:
    made, _ = create_share(alice, design)
    for address in ("192.0.2.1", "192.0.2.1", "2001:db8::1"):
        count_view(made, address)
    assert ShareLink.objects.get(pk=made.pk).views == 3
    seen = AuditEntry.objects.filter(action="share.viewed").order_by("id").values_list("address", flat=True)
    assert list(seen) == ["192.0.2.1", "2001:db8::1"]


def test_a_link_of_another_design_is_not_there_to_take_back(design: Design, alice: User, team: Team) -> None:
    other = Design.objects.create(team=team, name="other")
    made, token = create_share(alice, design)
    with pytest.raises(Http404):
        revoke_share(alice, other, made.id)
    assert get_share(token)


def test_findings_of_some_tables_are_not_shared(design: Design, alice: User) -> None:
    with pytest.raises(ShareError, match="all tables only"):
        create_share(alice, design, parts=["findings"], entities=["x"])
    assert not ShareLink.objects.exists()
