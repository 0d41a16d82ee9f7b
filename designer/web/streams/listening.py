"""The one connection per process on which PostgreSQL says what is new."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from procrastinate.contrib.django.utils import connector_params
from psycopg import sql

from designer.store.live import CHANNEL

_log = logging.getLogger(__name__)
_QUIET_SECONDS = 15.0
"""After so long without a word the connection is asked whether it still is one."""
_AGAIN_SECONDS = (0.2, 1.0, 2.0, 5.0)

Message = dict[str, Any]


async def listen(hear: Callable[[Message], None], missed: Callable[[], None]) -> None:
    """Until cancelled. missed: called after each time that something may have gone unheard."""
    tries = 0
    while True:
        try:
            async with await _connect() as connection:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                tries = 0
                missed()
                await _hear(connection, hear)
        except psycopg.Error as error:
            _log.warning("The database is not heard: %s", (str(error).strip().splitlines() or [""])[0])
        await asyncio.sleep(_AGAIN_SECONDS[min(tries, len(_AGAIN_SECONDS) - 1)])
        tries += 1


async def _connect() -> psycopg.AsyncConnection[Any]:
    # A pooler in transaction mode would give the session to somebody else.
    alias = "direct" if "direct" in settings.DATABASES else "default"
    parameters = {**connector_params(alias), "connect_timeout": 5, "application_name": "designer events"}
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)


async def _hear(connection: psycopg.AsyncConnection[Any], hear: Callable[[Message], None]) -> None:
    while True:
        async for notice in connection.notifies(timeout=_QUIET_SECONDS):
            message = _read(notice.payload)
            if message:
                hear(message)
        await asyncio.wait_for(connection.execute("SELECT 1"), _QUIET_SECONDS)


def _read(payload: str) -> Message:
    """What was told; nothing where somebody else uses the channel."""
    try:
        found = json.loads(payload)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
