"""What streams are told, and how many there may be; no server and no database take part."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest

from designer.web.streams import hub as module
from designer.web.streams.gates import Gate, Refused
from designer.web.streams.hub import Hub, Stream
from designer.web.streams.listening import _read
from designer.web.streams.serving import Streams


class Quiet(Hub):
    """A hub that hears nothing and writes nothing."""

    def _begin(self) -> None:
        pass

    async def _said(self, say: Any) -> None:
        pass


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def member(user: int, design: int = 7, team: int = 1) -> Gate:
    return Gate(team, design, user)


def visitor(link: int, design: int = 7, comments: bool = False) -> Gate:
    return Gate(1, design, link=UUID(int=link), comments=comments)


def told(stream: Stream) -> list[dict[str, Any]]:
    said = list(stream.waiting.values())
    stream.waiting.clear()
    return said


def test_members_hear_what_is_about_their_design_and_visitors_only_that_it_was_edited() -> None:
    async def work() -> None:
        hub = Quiet()
        mine, other, guest, reader = [
            await hub.open(lambda gate=gate: gate)  # type: ignore[misc]
            for gate in (member(1), member(2, design=8), visitor(1), visitor(2, comments=True))
        ]
        hub.hear({"kind": "edit", "designs": [7], "about": 7, "revision": 4, "by": 9})
        assert told(mine) == [{"kind": "edit", "about": 7, "revision": 4, "by": 9}]
        assert told(guest) == [{"kind": "edit"}]
        hub.hear({"kind": "event", "designs": [7], "about": 7, "by": 9, "review": 1})
        hub.hear({"kind": "presence", "designs": [7], "about": 7})
        hub.hear({"kind": "edit", "designs": [9, 7], "about": 9, "revision": 2})  # a proposal for it
        assert [one["kind"] for one in told(mine)] == ["event", "presence", "edit"]
        assert told(guest) == []
        assert [one["kind"] for one in told(reader)] == ["edit", "look"]  # something may be said: it asks
        hub.hear({"kind": "people", "people": [2]})
        assert (told(mine), told(other)) == ([], [{"kind": "people"}])
        hub.missed()
        assert told(guest) == [{"kind": "look"}]

    run(work())


@pytest.mark.parametrize("payload", ["", "[]", "null", "{", '"edit"', "\x00"])
def test_what_is_no_message_of_ours_is_none(payload: str) -> None:
    assert _read(payload) == {}


def test_what_waits_for_a_slow_reader_does_not_grow() -> None:
    async def work() -> None:
        hub = Quiet()
        slow = await hub.open(lambda: member(1))
        for revision in range(1000):
            hub.hear({"kind": "edit", "designs": [7], "about": 7, "revision": revision})
        assert told(slow) == [{"kind": "edit", "about": 7, "revision": 999}]

    run(work())


def test_one_user_one_link_and_visitors_together_have_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in {"MOST_OF_ONE": 2, "MOST_OF_LINK": 2, "MOST_VISITORS": 3, "MOST_STREAMS": 6}.items():
        monkeypatch.setattr(module, name, most)

    async def status(hub: Hub, gate: Gate) -> int:
        try:
            await hub.open(lambda: gate)
        except Refused as refused:
            return refused.status
        return 200

    async def work() -> None:
        hub = Quiet()
        asked = [member(1), member(1), member(1), visitor(1), visitor(1), visitor(1), visitor(2), visitor(3)]
        assert [await status(hub, gate) for gate in asked] == [200, 200, 429, 200, 200, 429, 200, 429]
        assert [await status(hub, gate) for gate in (member(2), member(3))] == [200, 503]
        held = next(iter(hub.streams[7]))
        await hub.close(held)
        assert await status(hub, member(3)) == 200
        hub.stop()
        assert await status(hub, member(4)) == 503

    run(work())


def test_a_stream_says_what_it_hears_beats_in_between_and_ends_when_its_reader_may_not_look_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("designer.web.streams.serving.HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr("designer.web.streams.serving.member_gate", lambda scope, design: member(1, design))
    sent: list[dict[str, Any]] = []

    async def work() -> None:
        streams = Streams()
        streams.hub = Quiet()
        never = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await never.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        task = asyncio.create_task(streams({"method": "GET", "path": "/events/d/7/"}, receive, send))
        while sum(b"still here" in one.get("body", b"") for one in sent) < 2:
            await asyncio.sleep(0.01)
        streams.hub.hear({"kind": "edit", "designs": [7], "about": 7, "revision": 5})
        while b'"revision": 5' not in sent[-1].get("body", b""):
            await asyncio.sleep(0)
        next(iter(streams.hub.streams[7])).end()
        await task
        assert streams.hub.count() == 0

    run(work())
    headers = dict(sent[0]["headers"])
    assert headers[b"x-accel-buffering"] == b"no"
    assert headers[b"cache-control"] == b"private, no-store"
    assert b"event: over" in b"".join(one.get("body", b"") for one in sent)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/events/d/7/", 405),
        ("GET", "/events/", 404),
        ("GET", "/events/d/" + "9" * 19 + "/", 404),
        ("GET", "/events/d/²/", 404),
        ("GET", "/events/s/" + "x" * 301 + "/", 404),
        ("GET", "/events/d/8d6f0a52-1111-4222-8333-444455556666/", 404),
    ],
)
def test_what_is_no_stream_is_refused_before_the_database_is_asked(method: str, path: str, status: int) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        raise AssertionError("nothing is read")

    run(Streams()({"method": method, "path": path}, receive, send))
    assert sent[0]["status"] == status
