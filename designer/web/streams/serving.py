"""The ASGI application of the streams: `/events/d/<design>/` for members, `/events/s/<ticket>/` for visitors."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from designer.web.streams.gates import Gate, Refused, member_gate, visitor_gate
from designer.web.streams.hub import Hub, Stream

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PREFIX = "/events/"
HEARTBEAT_SECONDS = 15.0
"""Shorter than any proxy's patience."""
LONGEST_SECONDS = 15 * 60.0
"""Then the page comes again, and is looked at anew as every request is."""
AGAIN_MILLISECONDS = 2000
_MEMBERS = re.compile(r"/events/d/(\d{1,18})/")
_VISITORS = re.compile(r"/events/s/([\w.:-]{1,300})/", re.ASCII)
_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy that gathers the answer would keep it for ever
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'"),
)


class Streams:
    """One per process. hub: made on the first request, in the loop that serves it."""

    def __init__(self) -> None:
        self.hub = Hub()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request for a stream."""
        try:
            if scope["method"] != "GET":
                raise Refused(405)
            stream = await self.hub.open(self._door(scope))
        except Refused as refused:
            await _refuse(send, refused.status)
            return
        gone = asyncio.create_task(_gone(receive))
        try:
            await self._serve(stream, gone, send)
        finally:
            gone.cancel()
            await asyncio.shield(self.hub.close(stream))

    def _door(self, scope: Scope) -> Callable[[], Gate]:
        path = scope["path"]
        if found := _MEMBERS.fullmatch(path):
            design = int(found[1])
            return lambda: member_gate(scope, design)
        if found := _VISITORS.fullmatch(path):
            ticket = found[1]
            return lambda: visitor_gate(scope, ticket)
        raise Refused(404)

    async def _serve(self, stream: Stream, gone: asyncio.Task[None], send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        await _send(send, f"retry: {AGAIN_MILLISECONDS}\n\n")
        while not gone.done() and time.monotonic() - stream.since < LONGEST_SECONDS:
            woken = asyncio.create_task(stream.wake.wait())
            await asyncio.wait({woken, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            woken.cancel()
            stream.wake.clear()
            if gone.done():
                return
            if stream.over:
                if not stream.again:
                    await _send(send, "event: over\ndata: {}\n\n")
                break
            said = [stream.waiting.pop(key) for key in list(stream.waiting)]
            await _send(send, "".join(f"data: {json.dumps(one)}\n\n" for one in said) or ": still here\n\n")
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    """Returns when the page is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"private, no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{status}\n".encode()})
