"""Teams through their pages, as a browser without JavaScript sends them; and what somebody tries who should not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from designer.store.models import AuditEntry, Design, Invitation, Membership, Role, Team
from tests.web.conftest import ClientOf

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>‮&amp;{{ 7*7 }}'


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/invitations/[\w-]+/)", text)
    assert found, text
    return found.group(1)


def invited(client: Client, team: Team, **given: Any) -> Any:
    return client.post(
        reverse("team_invite", args=[team.id]), {"role": "reviewer", "days": "7", "uses": "1", "email": "", **given}
    )


def test_a_form_of_an_owner_sent_by_another_role_changes_nothing(
    team: Team, alice: User, edgar: User, rita: User, victor: User, charlie: User, client_of: ClientOf
) -> None:
    sent = (
        ("team_rename", (team.id,), {"name": "Mine"}),
        ("team_invite", (team.id,), {"role": "owner", "days": "7"}),
        ("team_transfer", (team.id,), {"user": str(edgar.id)}),
        ("member_role", (team.id, edgar.id), {"role": "owner"}),
        ("member_remove", (team.id, alice.id), {}),
    )
    for user, status in ((edgar, 403), (rita, 403), (victor, 403), (charlie, 404)):
        for name, arguments, given in sent:
            assert client_of(user).post(reverse(name, args=arguments), given).status_code == status, (name, user)
    team.refresh_from_db()
    assert team.name == "Shop"
    assert Membership.objects.filter(team=team, role=Role.OWNER).get().user == alice
    assert not Invitation.objects.exists()
    assert not AuditEntry.objects.exists()


def test_every_form_wants_its_token(team: Team, alice: User, edgar: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    for name, arguments in (
        ("team_rename", (team.id,)), ("team_invite", (team.id,)), ("team_transfer", (team.id,)),
        ("team_leave", (team.id,)), ("member_role", (team.id, edgar.id)), ("member_remove", (team.id, edgar.id)),
        ("teams", ()), ("switch_team", (team.id,)),
    ):  # fmt: skip
        assert strict.post(reverse(name, args=arguments), {"name": "x", "role": "owner"}).status_code == 403, name
    assert Membership.objects.filter(team=team).count() == 2


def test_a_name_with_markup_stands_as_it_is(alice: User, team: Team, client_of: ClientOf) -> None:
    client = client_of(alice)
    alice.first_name = HOSTILE
    alice.save()
    assert client.post(reverse("team_rename", args=[team.id]), {"name": HOSTILE}).status_code == 303
    answer = invited(client, team)
    link = link_in(answer.content.decode())
    pages = [client.get(reverse(name, args=[team.id])) for name in ("team", "audit")]
    for page in (answer, *pages, client.get(reverse("teams")), Client().get(link)):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
        assert "{{ 7*7 }}" in text


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\x00b", "x" * 101, "\u2028"])
def test_a_team_has_a_name_of_one_line(name: str, alice: User, team: Team, client_of: ClientOf) -> None:
    answer = client_of(alice).post(reverse("team_rename", args=[team.id]), {"name": name})
    assert answer.status_code == 422
    assert b"errors" in answer.content
    team.refresh_from_db()
    assert team.name == "Shop"


def test_a_team_is_made_and_new_designs_go_to_it(alice: User, team: Team, client_of: ClientOf) -> None:
    client = client_of(alice)
    assert client.post(reverse("teams"), {"name": "Kiosk"}).status_code == 303
    client.post(reverse("new_design"), {"name": "menu"})
    assert alice.memberships.get(team__name="Kiosk").team.designs.get().name == "menu"
    client.post(reverse("switch_team", args=[team.id]))
    client.post(reverse("new_design"), {"name": "stock"})
    assert team.designs.get().name == "stock"


def test_an_invitation_by_link_is_shown_once_and_makes_a_member(
    alice: User, charlie: User, team: Team, client_of: ClientOf
) -> None:
    owner = client_of(alice)
    answer = invited(owner, team)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "private, no-store"
    link = link_in(answer.content.decode())
    assert link not in owner.get(reverse("team", args=[team.id])).content.decode()
    page = Client().get(link)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Shop" in page.content.decode()
    guest = client_of(charlie)
    assert guest.post(link, {"answer": "accept"}).headers["Location"] == reverse("team", args=[team.id])
    assert Membership.objects.get(team=team, user=charlie).role == Role.REVIEWER
    assert guest.get(link).status_code == 404


def test_nobody_accepts_without_being_signed_in(alice: User, team: Team, client_of: ClientOf) -> None:
    link = link_in(invited(client_of(alice), team).content.decode())
    before = Membership.objects.count()
    page = Client().post(link, {"answer": "accept"})
    assert page.status_code == 200
    assert "Sign in to accept" in page.content.decode()
    assert Membership.objects.count() == before


def test_a_member_who_follows_a_link_stays_what_they_are(
    alice: User, victor: User, team: Team, client_of: ClientOf
) -> None:
    link = link_in(invited(client_of(alice), team, role="owner").content.decode())
    answer = client_of(victor).post(link, {"answer": "accept"})
    assert answer.status_code == 409
    assert "already" in answer.content.decode()
    assert Membership.objects.get(team=team, user=victor).role == Role.VIEWER


@override_settings(SENDS_MAIL=True)
def test_an_invitation_by_mail_is_plain_text_with_one_subject_line(
    alice: User, team: Team, charlie: User, client_of: ClientOf
) -> None:
    Team.objects.filter(pk=team.pk).update(name="<b>Shop</b>\nBcc: all@example.org")
    answer = invited(client_of(alice), team, email="charlie@example.org")
    assert answer.status_code == 303
    (message,) = mail.outbox
    assert message.to == ["charlie@example.org"]
    assert message.recipients() == ["charlie@example.org"]
    assert "\n" not in message.subject
    assert message.content_subtype == "plain"
    assert "“<b>Shop</b>" in message.body
    assert client_of(charlie).post(link_in(message.body), {"answer": "accept"}).status_code == 303


@override_settings(SENDS_MAIL=True, EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1)
def test_a_mail_that_does_not_go_leaves_the_link_in_hand(alice: User, team: Team, client_of: ClientOf) -> None:
    answer = invited(client_of(alice), team, email="new@example.org")
    assert answer.status_code == 201
    assert "could not be sent" in answer.content.decode()
    assert Client().get(link_in(answer.content.decode())).status_code == 200


def test_an_invitation_opens_the_door_to_an_account_and_nothing_else_does(
    alice: User, team: Team, client_of: ClientOf
) -> None:
    given = {
        "username": "dora", "email": "dora@example.org", "password1": "correct horse", "password2": "correct horse",
    }  # fmt: skip
    guest = Client()
    guest.post("/accounts/signup/", given)
    assert not User.objects.filter(username="dora").exists()
    link = link_in(invited(client_of(alice), team).content.decode())
    guest.get(link)
    answer = guest.post(f"/accounts/signup/?next={link}", {**given, "next": link})
    assert answer.headers["Location"] == link
    assert guest.post(link, {"answer": "accept"}).status_code == 303
    assert Membership.objects.get(team=team, user__username="dora").role == Role.REVIEWER


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(target: str, alice: User, client: Client) -> None:
    alice.set_password("correct horse")
    alice.save()
    answer = client.post(
        "/accounts/login/",
        {"login": "alice", "password": "correct horse", "next": target},
        query_params={"next": target},
    )
    assert answer.headers["Location"] == "/"


def test_the_last_owner_is_told_who_has_to_come_first(
    alice: User, edgar: User, team: Team, client_of: ClientOf
) -> None:
    client = client_of(alice)
    for name, arguments, given in (
        ("team_leave", (team.id,), {}),
        ("member_remove", (team.id, alice.id), {}),
        ("member_role", (team.id, alice.id), {"role": "viewer"}),
    ):
        answer = client.post(reverse(name, args=arguments), given)
        assert answer.status_code == 409
        assert "only owner" in answer.content.decode()
    assert client.post(reverse("team_transfer", args=[team.id]), {"user": edgar.id}).status_code == 303
    assert client.post(reverse("team_leave", args=[team.id])).headers["Location"] == reverse("teams")
    assert client.get(reverse("team", args=[team.id])).status_code == 404


@pytest.mark.parametrize("role", ["", "god", "OWNER", "owner; DROP TABLE", "\x00"])
def test_a_role_that_there_is_not_is_refused(
    role: str, alice: User, edgar: User, team: Team, client_of: ClientOf
) -> None:
    answer = client_of(alice).post(reverse("member_role", args=[team.id, edgar.id]), {"role": role})
    assert answer.status_code == 422
    assert Membership.objects.get(team=team, user=edgar).role == Role.EDITOR


def test_the_log_is_filtered_and_its_file_has_no_formula(
    alice: User, edgar: User, team: Team, client_of: ClientOf
) -> None:
    client = client_of(alice)
    client.post(reverse("team_rename", args=[team.id]), {"name": '=HYPERLINK("https://evil.example")'})
    client.post(reverse("member_role", args=[team.id, edgar.id]), {"role": "viewer"})
    page = client.get(reverse("audit", args=[team.id]), {"kind": "permission"}).content.decode()
    assert "changed a role" in page
    assert "renamed the team" not in page
    assert client.get(reverse("audit", args=[team.id]), {"since": "not a day"}).status_code == 422
    file = client.get(reverse("audit_csv", args=[team.id]))
    lines = b"".join(file.streaming_content).decode().splitlines()
    assert lines[0].startswith("when (UTC),who,what")
    assert any('"\'=HYPERLINK(""https' in line for line in lines)
    only = client.get(reverse("audit_csv", args=[team.id]), {"q": "EDGAR"})
    assert len(b"".join(only.streaming_content).decode().splitlines()) == 2


def test_a_download_is_in_the_log_and_a_picture_on_a_page_is_not(
    design: Design, victor: User, client_of: ClientOf
) -> None:
    client = client_of(victor)
    client.get(reverse("download", args=[design.id, "svg"]), headers={"Sec-Fetch-Dest": "image"})
    # Only a picture can stand on a page, whatever somebody says.
    client.get(reverse("download", args=[design.id, "dbml"]), headers={"Sec-Fetch-Dest": "image"})
    entry = AuditEntry.objects.get(action="export.downloaded")
    assert (entry.actor_name, entry.subject, entry.details["as"]) == ("Victor", "shop", "DBML")
