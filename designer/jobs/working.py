"""A worker's loop: procrastinate's, with a connection of its own and an eye on the other workers."""

import asyncio
import contextlib
from typing import Any

import psycopg
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from designer.jobs.errands import run_errands
from designer.jobs.processes import ForkServers
from designer.jobs.takeover import watch_the_others
from designer.jobs.tasks import PROCESSES
from designer.jobs.timing import HEARTBEAT_SECONDS, LEAVE_SECONDS, STALE_SECONDS

_PATIENCE_SECONDS = 5.0
"""How long a query waits for a connection: a worker whose database is gone still ends when it is asked to."""


class CannotWork(Exception):
    """The worker cannot begin; the message is a sentence for whoever started it."""


async def work_until_stopped(concurrency: int, processes: ForkServers) -> None:
    """Does up to `concurrency` jobs at a time until a signal comes; processes: theirs. Raises CannotWork."""
    # LISTEN needs a session of its own, which a pooler in transaction mode does not give.
    alias = "direct" if "direct" in settings.DATABASES else "default"
    parameters = connector_params(alias)
    _reach_the_server(parameters)
    connector = PsycopgConnector(kwargs=parameters, min_size=1, max_size=4, timeout=_PATIENCE_SECONDS)
    with app.replace_connector(connector):
        try:
            async with app.open_async():
                await _work(concurrency, processes)
        except ConnectorException as error:
            raise CannotWork(f"The queue cannot be used: {error.__cause__ or error}") from error


def _reach_the_server(parameters: dict[str, Any]) -> None:
    """Raises CannotWork with the server's own reason; the pool would only say how long it has waited."""
    try:
        psycopg.connect(**{**parameters, "connect_timeout": 10}).close()
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise CannotWork(f"The queue cannot be used: {reason}") from None


async def _work(concurrency: int, processes: ForkServers) -> None:
    beside = [asyncio.create_task(watch_the_others()), asyncio.create_task(run_errands())]
    try:
        await app.run_worker_async(
            queues=["jobs"],
            concurrency=concurrency,
            shutdown_graceful_timeout=LEAVE_SECONDS,
            delete_jobs="always",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALE_SECONDS,
            additional_context={PROCESSES: processes},
        )
    finally:
        for task in beside:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
