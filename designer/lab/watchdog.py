"""Limits that the watched session cannot lift.

A session may change its own time-outs, and some loops inside the server never look at them. So a thread with
a session of its own watches from outside: statements that run too long, runs that last too long, disks that
fill. It ends the sessions, and when they do not end, the server.
"""

import contextlib
import itertools
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from designer.lab.server import Server

_EVERY_SECONDS = 0.2
_GRACE_SECONDS = 3.0
_DISK_EVERY = 5  # rounds; reading the sizes of a thousand files takes some milliseconds


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Memory is for each session; disk is for the whole cluster, its log included."""

    statement_seconds: float = 15.0
    run_seconds: float = 120.0
    connections: int = 8
    memory_mb: int = 1536
    disk_mb: int = 1024
    temporary_mb: int = 256


class Watchdog:
    """Watches the sessions of one role until `close`. `stopped` is the sentence that says why it ended them;
    `found_it_ended` that it did not, but found the server gone.

    session: a superuser's, lent for nobody else to use until then; its own where none is given.
    """

    def __init__(self, cluster: Server, role: str, limits: Limits, session: psycopg.Connection | None = None) -> None:
        self.stopped: str | None = None
        self.found_it_ended = False
        self._cluster = cluster
        self._role = role
        self._limits = limits
        self._ends = time.monotonic() + limits.run_seconds
        self._is_own = session is None
        self._session = session or cluster.connect()
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="proof-watchdog")
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._finished.set()
        self._thread.join()
        if self._is_own:
            self._session.close()

    def _watch(self) -> None:
        for turn in itertools.count():
            if self._finished.wait(_EVERY_SECONDS):
                return
            try:
                reason = self._too_long() or (self._too_large() if turn % _DISK_EVERY == 0 else None)
                if reason:
                    self.stopped = self.stopped or reason
                    self._end_sessions()
            except psycopg.OperationalError:
                self.found_it_ended = self.stopped is None
                self.stopped = self.stopped or "The server ended while statements ran on it."
                return

    def _too_long(self) -> str | None:
        """Which limit of time is passed, as a sentence. The session's own time-out comes first, if it is
        still what it was; only a session that changed it is met here."""
        limits = self._limits
        if time.monotonic() > self._ends:
            return f"It ran longer than {limits.run_seconds:g} seconds."
        late = self._session.execute(
            "SELECT 1 FROM pg_stat_activity WHERE usename = %s AND state = 'active'"
            " AND clock_timestamp() - query_start > make_interval(secs => %s)",
            [self._role, limits.statement_seconds + 1],
        ).fetchone()
        return f"A statement ran longer than {limits.statement_seconds:g} seconds." if late else None

    def _too_large(self) -> str | None:
        if used_bytes(self._cluster.directory / "data") > self._limits.disk_mb * 2**20:
            return f"It used more than {self._limits.disk_mb} MB of disk."
        return None

    def _end_sessions(self) -> None:
        """End the role's sessions for good: it cannot come back, and one that does not end takes the server
        with it."""
        self._session.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(self._role)))
        deadline = time.monotonic() + _GRACE_SECONDS
        while self._session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [self._role]
        ).fetchone():
            if time.monotonic() > deadline:
                self._cluster.kill()
                return
            time.sleep(0.05)


def used_bytes(directory: Path) -> int:
    """Bytes on disk beneath a directory; holes in files do not count, nor does what vanishes meanwhile."""
    total = 0
    for where, _, names in os.walk(directory):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += os.lstat(os.path.join(where, name)).st_blocks * 512
    return total
