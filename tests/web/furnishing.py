"""A design with one of everything that an address can name, for tests that open every address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User

from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import create_design, edit
from designer.store.invitations import invite
from designer.store.models import Comment, Delivery, Design, Role, SharePart, Team, Webhook
from designer.store.proposals import propose
from designer.store.reviews import open_review
from designer.store.shares import create_share
from designer.store.threads import About, start_thread
from designer.store.versions import make_version
from designer.web.findings import listed
from designer.web.notices.hooks import new_secret, sealed
from designer.web.notices.mails import token_for
from designer.web.reports import findings_of
from tests.web.conftest import client_signed_in, member, shop

WHO = {"owner": "alice", "editor": "edgar", "reviewer": "rita", "viewer": "victor", "stranger": "charlie"}


@dataclass(frozen=True)
class World:
    """places: what stands in addresses, by the letters of `roles.py`; cookies: of each who is signed in, by role."""

    places: dict[str, Any]
    cookies: dict[str, str]


def furnished() -> World:
    """Makes it."""
    team = Team.objects.create(name="Shop")
    users = {role: member(team, WHO[role], Role(role)) for role in WHO if role != "stranger"}
    users["stranger"] = member(Team.objects.create(name="Elsewhere"), WHO["stranger"], Role.OWNER)
    alice = users["owner"]
    design = create_design(team.id, alice, shop(), label="Created for a test")
    edit(design, None, (alter(schema_of(design), "design", comment="For sale"),), label="Comment")
    make_version(design, None, message="As it was")
    schema = schema_of(design)
    table = schema.entities[0]
    places = {"D": design.id, "E": table.id, "A": table.attributes[1].id, "R": design.revision}
    places |= {"T": design.team_id, "I": invite(alice, design.team_id, Role.VIEWER, uses=9)[1]}
    places["S"] = create_share(alice, design, parts=SharePart.values, origins=["https://wiki.example.org"])[1]
    places["V"] = start_thread(design, alice, About("review", "", "the whole"), "Why?").id
    places["F"] = next(iter(listed(findings_of(design, schema))))
    places |= review_of(design, users["editor"])
    hook = Webhook.objects.create(team=team, url="https://hooks.example/", secret=sealed(new_secret()), kinds=[])
    places |= {"W": hook.id, "U": token_for(alice.pk, "mention")}
    places["M"] = Delivery.objects.create(team=team, webhook=hook.id, kind="test", payload={"title": "Test"}).id
    return World(places, {role: client_signed_in(user).cookies["sessionid"].value for role, user in users.items()})


def review_of(design: Design, editor: User) -> dict[str, Any]:
    """A proposal under review, with a thread about a column."""
    review = propose(design, editor, title="For sale soon")
    schema = schema_of(review.proposal)
    edit(review.proposal, editor, (alter(schema, "design", comment="Soon"),), label="Comment")
    open_review(review, editor)
    column = schema.entities[0].attributes[1]
    thread = start_thread(design, editor, About("attribute", column.id, column.name), "Why?", review=review)
    said = Comment.objects.get(thread=thread.id)
    return {"N": review.number, "P": review.proposal_id, "H": thread.id, "C": said.id}
