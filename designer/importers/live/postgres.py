"""A PostgreSQL database: its dump for what it is, its statistics for how much there is."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from designer.importers.importing import import_sql
from designer.importers.live.errors import Unreachable
from designer.importers.live.guard import address_of
from designer.importers.live.postgres_statistics import read_statistics
from designer.importers.live.relay import relay
from designer.importers.live.statistics import with_statistics
from designer.importers.live.target import Target
from designer.importers.live.wanted import EVERYTHING, Wanted
from designer.importers.progress import step
from designer.importers.result import Imported, Source

_SESSION = (
    "-c default_transaction_read_only=on -c statement_timeout=30s -c lock_timeout=5s"
    " -c datestyle=ISO,YMD -c intervalstyle=postgres -c extra_float_digits=1 -c search_path=pg_catalog"
)
_OLDEST = 90_200
_LOOK_SECONDS = 0.5
_MOST_BYTES = 200 * 2**20


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the client programs connect to: a directory with a socket, or a relay's."""

    host: str
    port: int


def read_postgres(
    target: Target, *, pg_dump: Path, allow_private: bool, seconds: float, wanted: Wanted = EVERYTHING
) -> Imported:
    """The design of a database with its volumes. Raises Unreachable."""
    with _way(target, allow_private, seconds) as way:
        with _session(target, way) as session:
            if session.info.server_version < _OLDEST:
                raise Unreachable(f"PostgreSQL {session.info.server_version // 10000} is too old to be read")
            statistics = read_statistics(session, wanted)
        text = _dump(target, way, pg_dump, seconds)
    found = import_sql([Source(text)], "postgres", target.database)
    return with_statistics(found, statistics)


@contextlib.contextmanager
def postgres_session(target: Target, *, allow_private: bool, seconds: float) -> Iterator[psycopg.Connection[Any]]:
    """A session that cannot write. Raises Unreachable, for what goes wrong inside as well."""
    with _way(target, allow_private, seconds) as way, _session(target, way) as session:
        yield session


@contextlib.contextmanager
def _way(target: Target, allow_private: bool, seconds: float) -> Iterator[_Way]:
    if target.host.startswith("/"):
        yield _Way(target.host, target.port)
        return
    address = address_of(target.host, target.port, allow_private=allow_private)
    with relay(target.host, address, target.port, target.tls, seconds) as (host, port):
        yield _Way(host, port)


@contextlib.contextmanager
def _session(target: Target, way: _Way) -> Iterator[psycopg.Connection[Any]]:
    """A session that cannot write; it goes the same way as the dump, which has spoken TLS already."""
    conninfo = make_conninfo(
        host=way.host, port=way.port, user=target.user or None, password=target.password or None,
        dbname=target.database, sslmode="disable", gssencmode="disable", channel_binding="disable",
        connect_timeout=15, application_name="schema designer", options=_SESSION,
    )  # fmt: skip
    try:
        with psycopg.connect(conninfo, autocommit=True) as session:
            session.read_only = True
            yield session
    except psycopg.Error as error:
        raise Unreachable(f"{target.shown}: {target.scrubbed(_said(error))}") from None


def _said(error: psycopg.Error) -> str:
    text = error.diag.message_primary or str(error)
    if "server closed the connection" in text:
        return "the server does not answer, or closed the connection"
    head, separator, tail = text.partition("FATAL:")
    return tail if separator else head


def _dump(target: Target, way: _Way, pg_dump: Path, seconds: float) -> str:
    environment = {
        "PGHOST": way.host, "PGPORT": str(way.port), "PGDATABASE": target.database, "PGSSLMODE": "disable",
        "PGGSSENCMODE": "disable", "PGOPTIONS": "-c default_transaction_read_only=on", "PGCONNECT_TIMEOUT": "15",
        "PGAPPNAME": "schema designer", "PGCLIENTENCODING": "UTF8", "HOME": "/nonexistent", "LC_ALL": "C",
    }  # fmt: skip
    environment |= {"PGUSER": target.user} if target.user else {}
    environment |= {"PGPASSWORD": target.password} if target.password else {}
    command = [str(pg_dump), "--schema-only", "--no-password", "--lock-wait-timeout=10s"]
    done = _run(command, environment, target, seconds)
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        first = next((line for line in lines if "error:" in line), lines[0] if lines else "pg_dump failed")
        raise Unreachable(f"{target.shown}: {target.scrubbed(first.partition('error:')[2] or first)}")
    if len(done.stdout) > _MOST_BYTES:
        raise Unreachable(f"{target.shown}: its schema is larger than {_MOST_BYTES >> 20} MB")
    return done.stdout.decode("utf-8", "replace")


def _run(
    command: list[str], environment: dict[str, str], target: Target, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """The program to its end, or to the end of the time or of somebody's patience. Raises Unreachable."""
    started = time.monotonic()
    try:
        program = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise Unreachable(f"pg_dump does not run: {error.strerror}") from None
    try:
        while True:
            try:
                told, complaints = program.communicate(timeout=_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                gone = time.monotonic() - started
                if gone > seconds:
                    raise Unreachable(f"{target.shown}: reading took longer than {seconds:.0f} seconds") from None
                step(0, 0, f"Reading the catalogue of {target.shown}")
            else:
                return subprocess.CompletedProcess(command, program.returncode, told, complaints)
    finally:
        if program.poll() is None:
            program.kill()
            program.communicate()
