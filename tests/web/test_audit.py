"""The record of a team: everything that it is to hold lands there, in words, and leaves as a table without formulas."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from designer.store import invitations, members
from designer.store.api_tokens import create_token, revoke_token
from designer.store.audit import record
from designer.store.cache import schema_of
from designer.store.deleting import delete_design
from designer.store.models import Action, AuditEntry, Comment, Design, Membership, Role, SharePart, Team, Webhook
from designer.store.models.audit import KINDS
from designer.store.shares import create_share, revoke_share
from designer.store.threads import About, Visitor
from designer.store.versions import make_version
from designer.store.visitors import Saying, begin
from tests.web.conftest import ClientOf

pytestmark = pytest.mark.django_db


def table(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode(), newline="")))


def test_every_kind_of_action_lands_in_the_record_and_in_its_file(
    alice: User, edgar: User, rita: User, charlie: User, team: Team, design: Design, client_of: ClientOf
) -> None:
    owner = client_of(alice)
    made = members.create_team(alice, "Another")
    own, there = str(team.pk), str(made.pk)
    members.rename_team(alice, team.pk, "Shops")
    owner.post(reverse("team_reviews", args=[own]), {"required_approvals": "2", "blocking_severity": "error"})
    owner.post(reverse("team_rules", args=[own]), {"on": ["IX002"]})
    owner.post(reverse("member_role", args=[own, edgar.pk]), {"role": "viewer"})
    owner.post(reverse("member_remove", args=[own, edgar.pk]))
    client_of(rita).post(reverse("team_leave", args=[own]))
    _, first = invitations.invite(alice, team.pk, Role.EDITOR, uses=2)
    invitations.decline(rita, first)
    _, second = invitations.invite(alice, team.pk, Role.EDITOR)
    invitations.accept(charlie, second, ())
    third, _ = invitations.invite(alice, team.pk, Role.VIEWER)
    invitations.revoke_invitation(alice, team.pk, third.id)
    link, token = create_share(alice, design, parts=SharePart.values, password="open sesame")
    Client().post(reverse("shared_unlock", args=[token]), {"password": "wrong"})
    visitor = Client()
    visitor.post(reverse("shared_unlock", args=[token]), {"password": "open sesame"})
    visitor.get(reverse("shared", args=[token]))
    talking = Visitor("Jo", create_share(alice, design, parts=["comments"])[0])
    begun = begin(Saying(talking, "Why?", "203.0.113.9"), design, None, About("review", "", "the whole"))
    owner.post(reverse("comment_delete", args=[design.pk, begun.id, Comment.objects.get(thread=begun.id).id]))
    revoke_share(alice, design, link.id)
    secrets = webhook_made_changed_and_deleted(owner, team)
    owner.get(reverse("download", args=[design.pk, "postgres"]))
    key, _ = create_token(alice, name="CI", scopes=(), days=1, team=team)
    revoke_token(alice, key.id)
    pattern = schema_of(design).access_patterns[0].id
    owner.post(reverse("delete_object", args=[design.pk, pattern]), {"reason": "Nobody opens that page."})
    design.refresh_from_db()
    delete_design(design, alice)
    members.transfer_ownership(alice, team.pk, charlie.pk)
    Membership.objects.filter(team=team, user=alice).update(role=Role.OWNER)

    found = set(AuditEntry.objects.filter(team_id__in=(own, there)).values_list("action", flat=True))
    assert set(Action) - found == set()
    assert {one.partition(".")[0] for one in Action} == set(KINDS)
    whole = table(owner.get(reverse("audit_csv", args=[own])))
    assert {row[2] for row in whole[1:]} == {one.label for one in Action} - {Action.TEAM_CREATED.label}
    only = table(owner.get(reverse("audit_csv", args=[own]), {"kind": "token"}))
    assert {row[2] for row in only[1:]} == {"made a token", "took a token back"}
    assert not [one for one in secrets for row in whole if one in " ".join(row)]
    assert [row[2:4] for row in whole if "webhook" in row[2]][-1] == ["added a webhook", "hooks.example"]
    page = owner.get(reverse("audit", args=[own]), {"kind": "share"}).content.decode()
    assert "gave a wrong password" in page
    assert "took a token back" not in page


def webhook_made_changed_and_deleted(owner: Client, team: Team) -> list[str]:
    """What must not be in the record: the secrets that were shown, and the path of the address."""
    given = {"url": "https://hooks.example/T0/a-secret-path", "kinds": ["comment.created"], "format": "json"}
    made = owner.post(reverse("webhooks", args=[team.pk]), given)
    place = [team.pk, Webhook.objects.get(team=team).id]
    owner.post(reverse("webhook", args=place), {**given, "kinds": ["review.opened"]})
    other = owner.post(reverse("webhook_secret", args=place))
    owner.post(reverse("webhook_switch", args=place), {"to": "off"})
    owner.post(reverse("webhook_delete", args=place))
    shown = [found for answer in (made, other) for found in re.findall(r"whsec_[\w+/=]+", answer.content.decode())]
    assert len(set(shown)) == 2
    return [*shown, "a-secret-path"]


def test_files_of_versions_and_migrations_and_the_record_itself_are_downloads(
    alice: User, team: Team, design: Design, client_of: ClientOf
) -> None:
    client = client_of(alice)
    make_version(design, alice, message="As it was")
    client.get(reverse("version_file", args=[design.pk, 1]))
    client.get(f"{reverse('plan_files', args=[design.pk])}?from=1&to=now")
    b"".join(client.get(reverse("audit_csv", args=[team.pk])).streaming_content)  # type: ignore[attr-defined]
    client.head(reverse("version_file", args=[design.pk, 1]))
    found = [one.details["as"] for one in AuditEntry.objects.filter(action=Action.EXPORTED).order_by("id")]
    assert found == ["Design file", "Migration files for sql", "The record of the team"]


def test_no_cell_of_the_file_is_a_formula_and_it_is_streamed(alice: User, team: Team, client_of: ClientOf) -> None:
    hostile = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("//evil.example")', 'two\nlines, "quoted"')
    for text in hostile:
        record(team.pk, alice, Action.TEAM_RENAMED, text, details={text: text})
    answer = client_of(alice).get(reverse("audit_csv", args=[team.pk]))
    assert answer.streaming
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    rows = table(answer)
    assert len(rows) == 1 + len(hostile) + 1  # the head, and that this file was made
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    assert any('two\nlines, "quoted"' in row for row in rows)
