"""What the load is about, made in the application's own way."""

import os
from typing import Any

PEOPLE = 8
TABLES = 24


def world() -> dict[str, Any]:
    """Made in the application's own way, in this process: a team, its people signed in, a design and a review."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore

    from designer.schema.build import entity, link, schema_of
    from designer.schema.edits import alter
    from designer.store.cache import schema_of as stored
    from designer.store.editing import create_design, edit
    from designer.store.models import Membership, NoticeSettings, Role, Sending, Team, Webhook
    from designer.store.proposals import propose
    from designer.store.reviews import open_review
    from designer.store.threads import About, start_thread
    from designer.web.notices.hooks import new_secret, sealed

    team = Team.objects.create(name="Load")
    people = [User.objects.create(username=f"person{number}") for number in range(PEOPLE)]
    Membership.objects.bulk_create(Membership(team=team, user=one, role=Role.OWNER) for one in people)
    parts: list[Any] = [
        entity(f"t{n}", "id bigint not null", "before_id bigint", "note text", pk="id", rows=1000 * n)
        for n in range(TABLES)
    ]
    links = [link(f"t{n}.before_id", f"t{n - 1}.id") for n in range(1, TABLES)]
    design = create_design(team.pk, people[0], schema_of(*parts, *links, name="load"), label="Created for the load")
    review = propose(design, people[0], title="Something else")
    edit(review.proposal, people[0], (alter(stored(review.proposal), "design", comment="x"),), label="Comment")
    open_review(review, people[0])
    reader = User.objects.create(username="reader", email="reader@example.org")
    Membership.objects.create(team=team, user=reader, role=Role.OWNER)
    thread = start_thread(design, reader, About("review", "", "the whole"), "Begin")
    NoticeSettings.objects.create(user=reader, comment=Sending.NOW, review=Sending.OFF)
    secret, kinds = sealed(new_secret()), ["comment.created", "review.changes_requested"]
    Webhook.objects.create(team=team, url=os.environ["RECEIVER"], secret=secret, kinds=kinds)
    schema = stored(design)
    sessions = []
    for person in people:
        session = SessionStore()
        session["_auth_user_id"] = str(person.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = person.get_session_auth_hash()
        session.create()
        sessions.append(session.session_key)
    return {
        "design": design.pk, "team": team.pk, "review": review.number, "proposal": review.proposal_id,
        "proposed": review.proposal.revision, "thread": thread.id, "sessions": sessions,
        "columns": [one.attributes[2].id for one in schema.entities], "tables": [one.id for one in schema.entities],
    }  # fmt: skip
