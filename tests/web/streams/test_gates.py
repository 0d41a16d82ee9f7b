"""Who gets a stream: exactly who gets the pages, and for no longer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from designer.store.members import leave_team, remove_member
from designer.store.models import Design, SharePart
from designer.store.shares import create_share, revoke_share
from designer.web.streams.gates import Gate, Refused, member_gate, still_open, ticket_of, visitor_gate
from tests.web.conftest import ClientOf

pytestmark = pytest.mark.django_db


def scope(session: str = "", **headers: str) -> dict[str, Any]:
    """A request as an ASGI server describes it."""
    given = {"host": "localhost", **headers, **({"cookie": f"sessionid={session}"} if session else {})}
    return {
        "type": "http", "method": "GET", "path": "/events/", "query_string": b"", "client": ("10.0.0.9", 5000),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip


def refused(given: dict[str, Any], design: int) -> int:
    with pytest.raises(Refused) as error:
        member_gate(given, design)
    return error.value.status


def test_strangers_and_nobody_get_no_stream_and_a_forged_host_or_another_site_gets_none_either(
    design: Design, alice: User, charlie: User, client_of: ClientOf
) -> None:
    mine, theirs = (client_of(one).cookies["sessionid"].value for one in (alice, charlie))
    assert refused(scope(), design.id) == 403
    assert refused(scope("made up"), design.id) == 403
    assert refused(scope(theirs), design.id) == 404
    assert refused(scope(mine), 10**17) == 404
    assert refused(scope(mine, host="evil.example"), design.id) == 400
    assert refused(scope(mine, sec_fetch_site="cross-site"), design.id) == 403


def test_every_member_gets_one_until_they_go_or_sign_out(
    design: Design, alice: User, edgar: User, rita: User, victor: User, client_of: ClientOf
) -> None:
    clients = {user: client_of(user) for user in (alice, edgar, rita, victor)}
    gates = {user: member_gate(scope(one.cookies["sessionid"].value), design.id) for user, one in clients.items()}
    assert still_open(gates.values()) == set(gates.values())
    remove_member(alice, design.team_id, edgar.pk)
    leave_team(rita, design.team_id)
    clients[victor].logout()
    assert still_open(gates.values()) == {gates[alice]}
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert still_open(gates.values()) == set()


def test_the_demo_lets_its_own_machine_in_and_no_other(design: Design) -> None:
    with override_settings(DEMO=True):
        assert refused(scope(), design.id) == 403
        assert refused({**scope(), "client": ("127.0.0.1", 1)}, design.id) == 404  # not a design of the demo's user


def test_a_ticket_of_a_shared_link_is_good_as_long_as_the_link_follows_its_design(design: Design, alice: User) -> None:
    link, _ = create_share(alice, design, parts=SharePart.values)
    pinned, _ = create_share(alice, design, revision=1)
    gate = visitor_gate(scope(), ticket_of(link))
    assert gate == Gate(design.team_id, design.id, link=link.id, comments=True)
    forged = ticket_of(link).replace(str(link.id), str(UUID(int=5)))
    for ticket in (ticket_of(pinned), ticket_of(link)[:-1], forged, "", "1", "1.2", "1.2.x:y", "9" * 300, "²." * 9):
        with pytest.raises(Refused):
            visitor_gate(scope(), ticket)
    assert still_open([gate]) == {gate}
    revoke_share(alice, design, link.id)
    assert still_open([gate]) == set()
    with pytest.raises(Refused):
        visitor_gate(scope(), ticket_of(link))


def test_another_password_takes_the_streams_of_the_old_one_away(design: Design, alice: User) -> None:
    link, _ = create_share(alice, design, password="correct horse")
    ticket = ticket_of(link)
    assert visitor_gate(scope(), ticket).link == link.id
    link.password = "another"
    link.save(update_fields=["password"])
    with pytest.raises(Refused):
        visitor_gate(scope(), ticket)
