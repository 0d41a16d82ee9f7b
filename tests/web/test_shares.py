"""Shared links as their visitors see them: what is shown, what is not, and that a link taken back shows nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from designer.analysis.settings import RuleSettings
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.edits import add, alter
from designer.schema.model import Decision, Group, Layout
from designer.schema.schema import Schema
from designer.store.cache import schema_of as state_of
from designer.store.editing import edit
from designer.store.models import AuditEntry, Design, Role, ShareLink, SharePart, Team
from designer.store.rule_settings import set_rule_settings
from designer.store.shares import create_share
from designer.web.forms.shares import ShareForm
from tests.web.conftest import ClientOf

pytestmark = pytest.mark.django_db
FAST = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
PAGES = ("shared", "shared_dictionary", "shared_findings", "shared_preview", "shared_embed")


def made(design: Design, alice: User, **given: Any) -> str:
    given.setdefault("parts", SharePart.values)
    return create_share(alice, design, **given)[1]


def opened(token: str, name: str = "shared", *more: str, **query: str) -> Any:
    return Client().get(reverse(name, args=[token, *more]), query)


def two_worlds() -> Schema:
    """A public table, and a secret one that it refers to."""
    found = schema_of(
        entity("shop", "id bigint not null", "secret_id bigint", pk="id", rows=10),
        entity("classified", "id bigint not null", "hidden_column text", pk="id"),
        link("shop.secret_id", "classified.id"),
        pattern("peek", "SELECT hidden_column FROM classified WHERE id = $1"),
        name="worlds",
    )
    shop = next(one for one in found.entities if one.name == "shop")
    decision = Decision(
        id="dec", finding="IX002", subject=shop.id, decision="dismissed", reason="the board must not hear of it"
    )
    layout = Layout(groups=(Group(name="Front", entities=(shop.id,)),))
    return replace(found, layout=layout, decisions=(decision,))


@pytest.mark.parametrize("name", PAGES)
def test_taken_back_over_and_never_made_answer_alike(
    name: str, design: Design, alice: User, client_of: ClientOf
) -> None:
    token, late = (made(design, alice, origins=["https://a.example"]) for _ in range(2))
    assert opened(token, name).status_code == 200
    first, second = ShareLink.objects.order_by("created_at")
    url = reverse("share_revoke", args=[design.id, first.id])
    assert client_of(alice).post(url).status_code == 303
    ShareLink.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    texts = {opened(one, name).content for one in (token, late, "0" * 43, "x")}
    assert len(texts) == 1
    assert opened(token, name).status_code == 404


@pytest.mark.parametrize("part", SharePart.values)
def test_a_part_that_is_not_shown_is_not_there(part: str, design: Design, alice: User) -> None:
    token = made(design, alice, parts=[one for one in SharePart.values if one != part])
    address: dict[str, tuple[str, ...]] = {
        "dictionary": ("shared_dictionary",), "findings": ("shared_findings",), "picture": ("shared_download", "png"),
        "ddl": ("shared_download", "postgres"), "comments": ("shared_comments",),
    }  # fmt: skip
    name, *more = address[part]
    assert opened(token, name, *more).status_code == 404
    page = opened(token).content.decode()
    assert reverse(name, args=[token, *more]) not in page
    assert ("sev " in page) == (part != "findings")


@pytest.mark.parametrize("part", ["dictionary", "picture"])
def test_the_document_of_both_is_there_only_where_both_are_shown(part: str, design: Design, alice: User) -> None:
    token = made(design, alice, parts=[one for one in SharePart.values if one != part])
    assert opened(token, "shared_download", "pdf").status_code == 404
    assert opened(token, "shared_download", "poster").status_code == (404 if part == "picture" else 200)
    whole = opened(made(design, alice), "shared_download", "pdf")
    assert (whole.status_code, whole.content[:5]) == (200, b"%PDF-")


def test_nothing_names_the_team_its_people_or_its_other_designs(design: Design, alice: User, team: Team) -> None:
    Team.objects.filter(pk=team.pk).update(name="Umbrella-Team")
    Design.objects.create(team=team, name="project-x")
    inside = (f"/d/{design.id}", "/teams/")
    token = made(design, alice, label="For the auditors", origins=["https://a.example"])
    for name in PAGES[:3] + PAGES[4:]:
        for query in ({}, {"at": state_of(design).entities[0].id}, {"detail": "names"}):
            page = opened(token, name, **query).content.decode()
            for word in ("Umbrella", "alice", "Alice", "example.org", "project-x", "auditors", *inside):
                assert word not in page, (name, word)


def test_a_member_who_opens_a_link_sees_what_everybody_sees(design: Design, alice: User, client_of: ClientOf) -> None:
    url = reverse("shared", args=[made(design, alice)])

    def stripped(client: Client) -> str:
        page = client.get(url).content.decode()
        return re.sub(r'nonce="[^"]*"|"[0-9]{10}"', "", page)  # the second at which it was asked, too

    assert stripped(client_of(alice)) == stripped(Client())


def test_a_link_to_some_tables_tells_nothing_of_the_others(design_of: Callable[[Schema], Design], alice: User) -> None:
    design = design_of(two_worlds())
    shop = state_of(design).layout.groups[0].entities
    token = made(design, alice, parts=["dictionary", "picture", "ddl"], entities=shop)
    answers = [opened(token), opened(token, "shared_dictionary"), opened(token, at=shop[0])]
    answers += [opened(token, "shared_download", target) for target in ("svg", "postgres")]
    for answer in answers:
        assert answer.status_code == 200
        for word in (b"classified", b"hidden_column", b"peek", b"the board"):
            assert word not in answer.content.lower()
        assert b"shop" in answer.content


def test_decisions_are_not_shown_without_the_findings(design_of: Callable[[Schema], Design], alice: User) -> None:
    design = design_of(two_worlds())
    for parts in (["dictionary"], ["dictionary", "findings"]):
        token = made(design, alice, parts=parts)
        assert (b"the board" in opened(token, "shared_dictionary").content) == ("findings" in parts)


def test_a_pinned_link_stays_and_a_live_one_follows(design: Design, alice: User) -> None:
    live, pinned = made(design, alice), made(design, alice, revision=design.revision)
    orders = state_of(design).entity("orders")
    edit(design, alice, (add(state_of(design), attribute("coupon text"), to=orders.id),), label="Add coupon")
    assert b"coupon" in opened(live, "shared_dictionary").content
    assert b"coupon" not in opened(pinned, "shared_dictionary").content
    assert b"coupon" not in opened(pinned, "shared_download", "postgres").content


@FAST
def test_a_password_keeps_everything_until_it_is_given(design: Design, alice: User) -> None:
    token = made(design, alice, password="open sesame")
    visitor = Client()
    for name, *more in (("shared",), ("shared_dictionary",), ("shared_findings",), ("shared_download", "svg")):
        page = visitor.get(reverse(name, args=[token, *more]))
        assert page.status_code == 200
        assert b"A password is needed" in page.content
        assert b"shop" not in page.content
        assert b"og:" not in page.content
    assert visitor.get(reverse("shared_preview", args=[token])).status_code == 404
    unlock = reverse("shared_unlock", args=[token])
    wrong = visitor.post(unlock, {"password": "close"})
    assert (wrong.status_code, b"not the password" in wrong.content) == (422, True)
    right = visitor.post(unlock, {"password": "open sesame"})
    assert right.headers["Location"] == reverse("shared", args=[token])
    cookie = visitor.cookies["shared"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, reverse("shared", args=[token]), "Lax")
    assert b"<svg" in visitor.get(reverse("shared", args=[token])).content
    other = Client()
    other.cookies["shared"] = cookie.value[:-2] + "xx"
    assert b"A password is needed" in other.get(reverse("shared", args=[token])).content


@FAST
def test_the_cookie_of_one_link_opens_no_other(design: Design, alice: User) -> None:
    first, second = made(design, alice, password="one"), made(design, alice, password="one")
    visitor = Client()
    visitor.post(reverse("shared_unlock", args=[first]), {"password": "one"})
    value = visitor.cookies["shared"].value
    thief = Client()
    thief.cookies["shared"] = value
    assert b"A password is needed" in thief.get(reverse("shared", args=[second])).content


@FAST
def test_guesses_are_slowed_down(design: Design, alice: User) -> None:
    unlock = reverse("shared_unlock", args=[made(design, alice, password="open sesame")])
    statuses = [Client().post(unlock, {"password": str(number)}).status_code for number in range(10)]
    assert statuses == [422] * 8 + [429] * 2
    assert Client().post(unlock, {"password": "open sesame"}).status_code == 429


def test_pages_are_kept_by_nobody_found_by_nobody_and_lead_nowhere_with_the_token(design: Design, alice: User) -> None:
    token = made(design, alice)
    for name in PAGES[:4]:
        headers = opened(token, name).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_only_the_named_sites_frame_it_and_no_session_comes_of_it(design: Design, alice: User) -> None:
    token = made(design, alice, origins=["https://wiki.example.org", "https://a.example:8443"])
    answer = opened(token, "shared_embed")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://wiki.example.org https://a.example:8443" in policy
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    assert opened(token).headers["X-Frame-Options"] == "DENY"
    assert opened(made(design, alice), "shared_embed").status_code == 404


def test_the_preview_is_a_picture_that_is_drawn_once(design: Design, alice: User) -> None:
    token = made(design, alice)
    page = opened(token).content.decode()
    assert f'property="og:image" content="http://testserver{reverse("shared_preview", args=[token])}"' in page
    answer = opened(token, "shared_preview")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert opened(token, "shared_preview").content == answer.content


def test_downloads_and_views_are_in_the_log_without_the_token(design: Design, alice: User, client_of: ClientOf) -> None:
    token = made(design, alice, label="Auditors")
    opened(token)
    opened(token)
    opened(token, "shared_download", "postgres")
    page = client_of(alice).get(reverse("audit", args=[design.team_id])).content.decode()
    assert page.count("opened a shared link") == 1
    assert page.count("<td>downloaded ") == 1
    assert token not in page
    assert token not in str(list(AuditEntry.objects.values()))
    assert "2 views" in client_of(alice).get(reverse("shares", args=[design.id])).content.decode()


def test_hostile_names_stay_text(design_of: Callable[[Schema], Design], alice: User) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    found = schema_of(entity(hostile, "id bigint not null", pk="id"), name=hostile)
    design = design_of(replace(found, comment=hostile))
    token = made(design, alice, label=hostile, origins=["https://a.example"])
    for name in PAGES[:3] + PAGES[4:]:
        for query in ({}, {"at": state_of(design).entities[0].id}):
            text = opened(token, name, **query).content.decode()
            assert "<script>alert" not in text
            assert "<img src=x" not in text


@pytest.mark.parametrize("at", ["", "nonsense", "../../", "<script>", "\x00", "x" * 5000])
def test_a_place_that_there_is_not_shows_the_whole(at: str, design: Design, alice: User) -> None:
    assert opened(made(design, alice), at=at).status_code == 200


def send(client: Client, design: Design, **given: Any) -> Any:
    return client.post(reverse("shares", args=[design.id]), {"days": "30", "parts": ["dictionary"], **given})


def test_a_member_makes_a_link_and_sees_it_once(design: Design, edgar: User, client_of: ClientOf) -> None:
    client = client_of(edgar)
    answer = send(client, design, label="Board", origins="https://Wiki.example.org/\nhttps://a.example")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "private, no-store")
    found = re.search(r"http://testserver(/s/[\w-]{43}/)", answer.content.decode())
    assert found
    assert Client().get(found.group(1)).status_code == 200
    assert found.group(1) not in client.get(reverse("shares", args=[design.id])).content.decode()
    row = ShareLink.objects.get()
    assert row.origins == ["https://wiki.example.org", "https://a.example"]
    assert row.expires_at is not None
    assert timedelta(days=29) < row.expires_at - timezone.now() <= timedelta(days=30)


@pytest.mark.parametrize(
    "given",
    [
        {"origins": "https://a.example; script-src *"},
        {"origins": "*"},
        {"origins": "https://*.example"},
        {"origins": "javascript:alert(1)"},
        {"origins": "https://a.example/path"},
        {"origins": "https://a.example", "password": "x"},
        {"parts": ["everything"]},
        {"days": "99999"},
        {"state": "7"},
        {"tables": "group-9"},
        {"label": "a\nb"},
        {"label": "x" * 201},
    ],
)
def test_what_cannot_be_shared_so_is_said(given: Any, design: Design, alice: User, client_of: ClientOf) -> None:
    answer = send(client_of(alice), design, **given)
    assert answer.status_code == 422
    assert b'class="errors"' in answer.content
    assert not ShareLink.objects.exists()


def test_findings_are_shared_with_all_tables_only() -> None:
    form = ShareForm({"parts": ["findings"], "tables": "group-0", "days": ""}, schema=two_worlds(), revision=1)
    assert not form.is_valid()
    assert "parts" in form.errors


def test_a_link_is_taken_back_by_editors_of_its_own_team_only(
    design: Design, alice: User, rita: User, charlie: User, client_of: ClientOf
) -> None:
    token = made(design, alice)
    row = ShareLink.objects.get()
    url = reverse("share_revoke", args=[design.id, row.id])
    theirs = Design.objects.create(team=charlie.memberships.get().team, name="theirs")
    for user, status in ((rita, 403), (charlie, 404)):
        assert client_of(user).post(url).status_code == status
    assert client_of(charlie).post(reverse("share_revoke", args=[theirs.id, row.id])).status_code == 404
    assert opened(token).status_code == 200
    assert charlie.memberships.get().role == Role.OWNER


def test_a_rename_of_the_design_is_followed(design: Design, alice: User) -> None:
    token = made(design, alice)
    edit(design, alice, (alter(state_of(design), "design", comment="Anew"),), label="Comment")
    assert b"Anew" in opened(token).content


def test_a_visitor_is_told_how_many_rules_are_off_and_nothing_of_the_team(
    design: Design, alice: User, client_of: ClientOf
) -> None:
    token = made(design, alice, parts=["findings"])
    assert b"switched off" not in opened(token, "shared_findings").content
    set_rule_settings(alice, design.team_id, RuleSettings(frozenset({"NM004", "TY003"})))
    page = opened(token, "shared_findings").content.decode()
    assert "2 rules are switched off" in page
    assert "/teams/" not in page
