"""Passes on what was heard to the streams that it is about, and keeps them few, known and allowed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import DatabaseError, connections

from designer.store import presence
from designer.web.streams.gates import Gate, Refused, still_open
from designer.web.streams.leaving import when_asked_to_end
from designer.web.streams.listening import Message, listen

T = TypeVar("T")
_log = logging.getLogger(__name__)

MOST_STREAMS, MOST_VISITORS = 2000, 1000
"""In one process; visitors by shared links never take the places of members."""
MOST_OF_ONE, MOST_OF_LINK = 20, 200
"""Streams of one user, and by one shared link."""
MOST_WAITING = 200
"""Readers at the door at once."""
BEAT_SECONDS, RECHECK_EVERY = 6.0, 5
"""How often pages are said to be open still; how many beats between two looks at who may still have a stream."""
THREADS = 3
"""That ask the database at once. None keeps a connection: the pool is as large as ever, however many streams."""


@dataclass(eq=False)
class Stream:
    """An open page. What it is to be told waits here, the same kind once: a slow reader costs no memory."""

    gate: Gate
    id: UUID = field(default_factory=uuid4)
    waiting: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    again: bool = False
    since: float = field(default_factory=time.monotonic)

    @property
    def page(self) -> presence.Page:
        """As presence knows it."""
        return self.gate.team, self.gate.design, self.id

    def tell(self, kind: str, about: int = 0, **ids: Any) -> None:
        """One more thing to say."""
        self.waiting[kind, about] = {"kind": kind, **({"about": about} if about else {}), **ids}
        self.wake.set()

    def end(self, again: bool = False) -> None:
        """Says good-bye, after which the page asks why; or ends without a word, after which it comes again."""
        self.over, self.again = True, again
        self.wake.set()


class Hub:
    """Of one process and its event loop."""

    def __init__(self) -> None:
        self.streams: dict[int, set[Stream]] = defaultdict(set)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="streams")
        self._tasks: list[asyncio.Task[None]] = []
        self._asking = 0
        self._leaving = False

    async def open(self, ask: Callable[[], Gate]) -> Stream:
        """A stream for whom `ask` lets in. Raises Refused, with 503 or 429 where there are too many."""
        if self._leaving or self._asking >= MOST_WAITING or self.count() >= MOST_STREAMS:
            raise Refused(503)
        self._asking += 1
        try:
            gate = await self.in_thread(ask)
        finally:
            self._asking -= 1
        self._make_room(gate)
        self._begin()
        stream = Stream(gate)
        self.streams[gate.design].add(stream)
        if gate.user is not None:
            user = gate.user
            await self._said(lambda: presence.arrive(stream.page, user))
        return stream

    async def close(self, stream: Stream) -> None:
        """The page is gone, or its reader may not look any more."""
        self.streams[stream.gate.design].discard(stream)
        if not self.streams[stream.gate.design]:
            del self.streams[stream.gate.design]
        if stream.gate.user is not None:
            await self._said(lambda: presence.leave(stream.page))

    def stop(self) -> None:
        """Ends every stream, at the end of the process, and begins no other."""
        self._leaving = True
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        for stream in self._all():
            stream.end(again=True)

    def count(self) -> int:
        """How many streams are open."""
        return sum(map(len, self.streams.values()))

    async def in_thread(self, ask: Callable[[], T]) -> T:
        """What `ask` returns, asked in a thread that keeps no connection."""

        def asked() -> T:
            try:
                return ask()
            finally:
                connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self._threads, asked)

    def hear(self, message: Message) -> None:
        """Something that PostgreSQL told."""
        kind = message.get("kind")
        if kind == "access":
            self._spawn(self._recheck(message.get("team")))
        elif kind == "people":
            wanted = set(message.get("people", ()))
            for stream in self._all():
                if stream.gate.user in wanted:
                    stream.tell("people")
        elif kind in ("edit", "event", "presence"):
            for design in message.get("designs", ()):
                for stream in self.streams.get(design, ()):
                    self._tell(stream, kind, message)

    def missed(self) -> None:
        """Something may have gone by unheard: every page looks for itself."""
        for stream in self._all():
            stream.tell("look")

    def _tell(self, stream: Stream, kind: str, message: Message) -> None:
        """Visitors hear of changes of what they look at, and of nothing else."""
        about = int(message.get("about", 0))
        if stream.gate.link is None:
            known = {name: message[name] for name in ("revision", "review", "by") if name in message}
            stream.tell(kind, about, **known)
        elif kind == "edit" and about == stream.gate.design:
            stream.tell("edit")
        elif kind == "event" and stream.gate.comments:
            stream.tell("look")

    def _make_room(self, gate: Gate) -> None:
        if gate.link is None:
            mine = Counter(one.gate.user for one in self._all())
            if mine[gate.user] >= MOST_OF_ONE:
                raise Refused(429)
            return
        visitors = [one.gate.link for one in self._all() if one.gate.link is not None]
        if len(visitors) >= MOST_VISITORS or visitors.count(gate.link) >= MOST_OF_LINK:
            raise Refused(429)

    def _begin(self) -> None:
        if not self._tasks:
            when_asked_to_end(self.stop)
            self._tasks = [asyncio.create_task(listen(self.hear, self.missed)), asyncio.create_task(self._tend())]

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.append(task)
        task.add_done_callback(lambda done: self._tasks.remove(done) if done in self._tasks else None)

    async def _tend(self) -> None:
        """Every few seconds, until cancelled."""
        beats = 0
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            beats += 1
            pages = [one.id for one in self._all() if one.gate.user is not None]
            await self._said(lambda pages=pages: presence.still_here(pages))  # type: ignore[misc]
            await self._said(presence.forget_silent)
            if beats % RECHECK_EVERY == 0:
                await self._recheck(None)

    async def _recheck(self, team: int | None) -> None:
        """Ends the streams of those who may not look any more; team: only its streams."""
        streams = [one for one in self._all() if team in (None, one.gate.team)]
        if not streams:
            return
        try:
            good = await self.in_thread(lambda: still_open(one.gate for one in streams))
        except DatabaseError as error:
            _log.warning("It could not be asked who may have a stream: %s", type(error).__name__)
            return
        for stream in streams:
            if stream.gate not in good:
                stream.end()

    async def _said(self, say: Callable[[], None]) -> None:
        """Presence is a courtesy: a database that does not answer ends no stream."""
        try:
            await self.in_thread(say)
        except DatabaseError as error:
            _log.warning("Presence could not be written: %s", type(error).__name__)

    def _all(self) -> list[Stream]:
        return [one for group in self.streams.values() for one in group]
