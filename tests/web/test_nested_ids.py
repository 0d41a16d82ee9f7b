"""What belongs to one design or team is not there under the number of another, whoever asks; and no role does by
another method what it may not do by the listed one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from designer.jobs import queue
from designer.jobs.models import Job
from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import create_design, edit
from designer.store.invitations import invite
from designer.store.models import Comment, Design, Invitation, Membership, Role, ShareLink, SharePart, Team, Thread
from designer.store.proposals import propose
from designer.store.reviews import open_review
from designer.store.shares import create_share
from designer.store.threads import About, start_thread
from tests.web.conftest import ClientOf, client_signed_in, shop
from tests.web.roles import MEMBERS, ROLES
from tests.web.test_urls import WHO, World, world  # noqa: F401, the fixture

_DENIED = (302, 403, 404, 405)


def of_another(owner: User, team: Team) -> dict[str, Any]:
    """A design with a thread, a suggestion, a link, a job, and a team with an invitation."""
    design = create_design(team.pk, owner, shop(), label="Created for a test")
    thread = start_thread(
        design, owner, About("attribute", schema_of(design).entities[0].attributes[1].id, "x"), "Why?"
    )
    link, _ = create_share(owner, design, parts=SharePart.values)
    job = queue.start("verify", design, content="x", actor=owner)
    invited, _ = invite(owner, team.pk, Role.VIEWER)
    return {
        "design": design, "thread": thread.id, "comment": Comment.objects.get(thread=thread.id).id, "link": link.id,
        "job": job.id, "invitation": invited.id,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("whose", ["another team", "the same team"])
def test_what_is_of_another_design_is_not_there(
    whose: str, alice: User, charlie: User, team: Team, design: Design, client_of: ClientOf
) -> None:
    mine = whose == "the same team"
    owner = alice if mine else charlie
    there = of_another(owner, team if mine else Membership.objects.get(user=charlie).team)
    client, own = client_of(alice), design.pk
    review = propose(there["design"], owner, title="There")
    edit(review.proposal, owner, (alter(schema_of(review.proposal), "design", comment="x"),), label="x")
    open_review(review, owner)
    asked = [
        ("thread_reply", (own, there["thread"]), {"text": "from elsewhere"}),
        ("thread_resolve", (own, there["thread"]), {}),
        ("thread_suggest", (own, there["thread"]), {"text": "x"}),
        ("comment_apply", (own, there["thread"], there["comment"]), {}),
        ("share_revoke", (own, there["link"]), {}),
        ("cancel_job", (own, there["job"]), {}),
        ("review_decide", (own, review.number), {"opinion": "comment", "text": "x"}),
        ("review_merge", (own, review.number), {}),
        ("review_close", (own, review.number), {}),
        ("thread_reply", (review.proposal_id, there["thread"]), {"text": "from elsewhere"}),
        ("version_restore", (own, 1), {}),
    ]
    if not mine:
        asked += [
            ("invitation_revoke", (team.pk, there["invitation"]), {}),
            ("member_role", (team.pk, charlie.pk), {"role": "owner"}),
            ("member_remove", (team.pk, charlie.pk), {}),
            ("team_transfer", (team.pk,), {"user": charlie.pk, "member": charlie.pk}),
        ]
    answers = {name: client.post(reverse(name, args=args), given).status_code for name, args, given in asked}
    refused = {"member_role": (404, 409, 422), "member_remove": (404, 409), "team_transfer": (404, 409, 422)}
    assert {name: status for name, status in answers.items() if status not in refused.get(name, (404,))} == {}
    assert Comment.objects.filter(thread=there["thread"]).count() == 1
    assert Thread.objects.get(id=there["thread"]).resolved_at is None
    assert ShareLink.objects.get(id=there["link"]).revoked_at is None
    assert Job.objects.get(id=there["job"]).state == Job.WAITING
    assert Invitation.objects.filter(id=there["invitation"], revoked_at=None).exists()
    review.refresh_from_db()
    assert review.state == "open"


@pytest.mark.strict_only("every address with every role, once more")
def test_no_role_does_by_another_method_what_it_may_not(world: World) -> None:  # noqa: F811
    """Forms are listed with the method that shows them: who may not see one may not send it either, and who may only
    look changes nothing by any method."""
    clients = {role: client_signed_in(None) for role in ("nobody", *WHO)}
    for role in WHO:
        clients[role].cookies["sessionid"] = world.cookies[role]
    visitor = Client()
    assert visitor.get(reverse("shared", args=[world.places["S"]])).status_code == 200
    clients["visitor"] = visitor
    wrong = []
    for name, (listed, arguments, expected) in ROLES.items():
        url = reverse(name, args=[world.places.get(one, one) for one in arguments])
        of_team = expected["stranger"] == 404 and expected["nobody"] == 302
        for role, client in clients.items():
            answer = expected["nobody" if role == "visitor" else role]
            for method in ("POST", "DELETE"):
                if method == listed:
                    continue
                may_not = answer in (302, 403, 404) and (role not in MEMBERS or answer == 403)
                only_looks = of_team and role == "viewer" and method == "POST" and listed == "GET"
                if not (may_not or only_looks):
                    continue
                status = client.generic(method, url).status_code
                if status not in _DENIED:
                    wrong.append((name, role, method, status))
    assert wrong == []
