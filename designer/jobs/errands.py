"""What workers do beside the jobs of the queue, again and again: short, and registered by the areas they belong to.

A job has a process of its own, and waits behind others that take minutes; a mail and a message to a webhook cannot.
Errands run in threads of the worker. What they work on is rows with an appointment, which a worker moves into the
future as it takes one: that of a killed worker comes up again by itself, and any number of workers may look.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection, connections
from django.utils.module_loading import autodiscover_modules

_log = logging.getLogger(__name__)
_PATIENCE_SECONDS = 15.0
"""After an errand that failed, before the next try."""


@dataclass(frozen=True, slots=True)
class Errand:
    """run: does a part, and says whether there may be more at once; every: seconds between two looks otherwise."""

    name: str
    run: Callable[[], bool]
    every: float


_errands: dict[str, Errand] = {}


def errand(name: str, run: Callable[[], bool], *, every: float) -> None:
    """Registers an errand. A name used twice is a bug, and raises."""
    if name in _errands:
        raise RuntimeError(f"there are two errands named {name!r}")
    _errands[name] = Errand(name, run, every)


def give_connection_back() -> None:
    """Before an errand waits for somebody else's answer: the pool is small, and that may take seconds."""
    if not connection.in_atomic_block:
        connection.close()


async def run_errands() -> None:
    """Until cancelled."""
    autodiscover_modules("errands")
    await asyncio.gather(*(_again_and_again(one) for one in _errands.values()))


async def _again_and_again(one: Errand) -> None:
    while True:
        done = asyncio.ensure_future(_apart(one.run))
        await asyncio.wait({done})
        failed = done.exception()
        if failed is not None:  # one errand that goes wrong stops neither the others nor the jobs
            _log.error("The errand %r failed", one.name, exc_info=failed)
        await asyncio.sleep(_PATIENCE_SECONDS if failed else 0 if done.result() else one.every)


async def _apart(run: Callable[[], bool]) -> bool:
    def ran() -> bool:
        close_old_connections()
        try:
            return run()
        finally:
            connections.close_all()

    return await sync_to_async(ran, thread_sensitive=False)()
