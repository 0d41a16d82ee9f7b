"""What workers do beside the jobs of the queue, again and again: short, and registered by the areas they belong to.

A job has a process of its own, and waits behind others that take minutes; a mail and a message to a webhook cannot.
Errands run in threads of the worker. What they work on is rows with an appointment, which a worker moves into the
future as it takes one: that of a killed worker comes up again by itself, and any number of workers may look.

An errand is run when a word comes that it waits for, and all the same after a while: an appointment comes round
without a word, and a word may be lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, connections
from django.utils.module_loading import autodiscover_modules

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 15.0
"""After an errand that failed, before the next try."""


@dataclass(frozen=True, slots=True)
class Errand:
    """run: does a part, and says whether there may be more at once; every: seconds between two looks otherwise.

    on: the words at which it looks sooner; pause: seconds that it leaves even then between two looks, so that many
    words cost no more than one.
    """

    name: str
    run: Callable[[], bool]
    every: float
    on: frozenset[str] = frozenset()
    pause: float = 0.0


Wake = Callable[[str], None]
"""Told of a word that came; of "" where some may have gone unheard."""

_errands: dict[str, Errand] = {}
_ears: list[Callable[[Wake], Awaitable[None]]] = []


def errand(
    name: str, run: Callable[[], bool], *, every: float, on: frozenset[str] = frozenset(), pause: float = 0.0
) -> None:
    """Registers an errand, as `Errand` describes it. A name used twice is a bug, and raises."""
    if name in _errands:
        raise RuntimeError(f"there are two errands named {name!r}")
    _errands[name] = Errand(name, run, every, on, pause)


def heard_by(listen: Callable[[Wake], Awaitable[None]]) -> None:
    """Registers what brings the words to a worker: it runs in the worker's loop until it is cancelled."""
    _ears.append(listen)


def give_connection_back() -> None:
    """Before an errand waits for somebody else's answer: the pool is small, and that may take seconds."""
    if not connection.in_atomic_block:
        connection.close()


async def run_errands() -> None:
    """Until cancelled."""
    autodiscover_modules("errands")
    words = {name: asyncio.Event() for name in _errands}

    def wake(word: str) -> None:
        for one in _errands.values():
            if word in one.on or not word:
                words[one.name].set()

    rounds = (_again_and_again(one, words[one.name]) for one in _errands.values())
    await asyncio.gather(*rounds, *(listen(wake) for listen in _ears))


async def _again_and_again(one: Errand, word: asyncio.Event) -> None:
    while True:
        word.clear()  # whatever it was about is there by now
        done = asyncio.ensure_future(_apart(one.run))
        await asyncio.wait({done})
        failed = done.exception()
        if failed is not None:  # one errand that goes wrong stops neither the others nor the jobs
            _log.error("The errand %r failed", one.name, exc_info=failed)
            await asyncio.sleep(_PATIENCE_SECONDS)
        elif not done.result():
            await asyncio.sleep(min(one.pause, one.every))
            with suppress(TimeoutError):
                await asyncio.wait_for(word.wait(), one.every - one.pause)


async def _apart(run: Callable[[], bool]) -> bool:
    def ran() -> bool:
        close_old_connections()
        try:
            return run()
        finally:
            connections.close_all()

    return await sync_to_async(ran, thread_sensitive=False)()
