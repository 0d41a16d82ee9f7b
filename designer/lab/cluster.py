"""An embedded PostgreSQL cluster: a directory, a server that runs on it, and nobody else's way in.

The server listens on a socket in a private directory and nowhere else, asks for passwords, runs under an
account without rights, and ends with the process that started it. Two profiles: *durable* keeps what it was
told through a power failure; *disposable* writes as fast as it can and is thrown away.

Layout of a cluster's directory (owned by this process, closed to the server's account but for `data`, `run`):
`lock` held while in use, `password` of the superuser, `log` of the server, `data`, `run` with the socket.
"""

import atexit
import hashlib
import os
import secrets
import shutil
import signal
import sys
import time
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

import psycopg
from psycopg import sql

from designer.lab.accounts import Account, give, server_account
from designer.lab.child import Child, Confinement
from designer.lab.errors import ServerUnavailable
from designer.lab.exclusive import Hold
from designer.lab.initialize import prepare_data, server_environment
from designer.lab.installation import Installation, find_installation
from designer.lab.places import LONGEST_SOCKET_DIRECTORY, own_directory, scratch_directory
from designer.lab.predecessor import end_predecessor
from designer.lab.server import PORT, Server

EMPTY: Mapping[str, str] = MappingProxyType({})
_START_SECONDS = 60.0
_RETRY_SECONDS = 15.0
_LOG_BYTES = 5 * 2**20
_SMALL_SHARED_MEMORY = 100 * 2**20

_COMMON = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "60",
    "unix_socket_permissions": "0700",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Passwords are made here, long and at random: hashing one four thousand times guards nothing and takes every
    # session, which has to do the same, some milliseconds. Go's driver takes a number of less than four digits for
    # a mistake.
    "scram_iterations": "1000",
}
_DISPOSABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
}


class Cluster(Server):
    """One cluster in `directory`. `settings` are PostgreSQL's own and win over the profile's.

    `start` raises ServerUnavailable, or AlreadyRunning when another process uses the directory. A disposable
    cluster does not remove its directory; whoever made the directory does (see `scratch.ScratchCluster`).
    """

    def __init__(
        self,
        directory: Path,
        durable: bool = True,
        settings: Mapping[str, str] = EMPTY,
        *,
        confinement: Confinement | None = None,
    ) -> None:
        super().__init__(directory)
        self.durable = durable
        self._settings = {**_COMMON, **({} if durable else _DISPOSABLE), **settings}
        self._confinement = confinement
        self._hold: Hold | None = None
        self._child: Child | None = None
        self._pid = os.getpid()

    @property
    def running(self) -> bool:
        """Whether the server process is there."""
        return self._child is not None and self._child.exit_status is None

    def start(self) -> None:
        """Make the cluster if there is none, start its server and wait until it answers."""
        if self.running:
            return
        installation = find_installation()
        confinement = self._confinement or Confinement(account=server_account())
        own_directory(self.directory)
        self._hold = Hold(self.directory / "lock")
        try:
            self._password = prepare_data(self.directory, installation, confinement.account, self.durable)
            self._socket = self._socket_directory(confinement.account)
            self._launch(installation, confinement)
        except BaseException:
            self._release()
            raise
        _running.add(self)

    def note(self, text: str) -> None:
        """Leave a word for a process that is refused because this one runs (`AlreadyRunning.note`)."""
        assert self._hold is not None
        self._hold.note(text)

    def stop(self) -> None:
        """Stop the server: with everything written when durable, at once when disposable."""
        if self._child is not None and os.getpid() == self._pid:
            if self.durable:
                self._child.stop((signal.SIGINT, 30), (signal.SIGQUIT, 10))
            else:
                self.kill()
        self._release()

    def kill(self) -> None:
        """End the server and every session at once, even one that no longer listens to anybody."""
        if self._child is not None:
            self._child.stop((signal.SIGQUIT, 10))

    def _release(self) -> None:
        if self._socket is not None and os.getpid() == self._pid:
            shutil.rmtree(self._socket, ignore_errors=True)
        if self._hold is not None:
            self._hold.release()
        self._child = self._socket = self._hold = None
        _running.discard(self)

    def provide_database(self, name: str, role: str, *, createdb: bool = False) -> str:
        """Make `role` (no superuser) and its database `name` unless they are there; returns the role's DSN.

        The role's password is new each time, so none is kept in a file.
        """
        password = secrets.token_urlsafe(24)
        with self.connect() as session:
            role_exists = session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            session.execute(
                sql.SQL("{} ROLE {} WITH LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}").format(
                    sql.SQL("ALTER" if role_exists else "CREATE"),
                    sql.Identifier(role),
                    sql.SQL("CREATEDB" if createdb else "NOCREATEDB"),
                    sql.Literal(password),
                )
            )
            if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                session.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(role))
                )
                session.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        return self.dsn(name, role, password)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _socket_directory(self, account: Account | None) -> Path:
        path = self.directory / "run"
        if len(os.fsencode(path)) > LONGEST_SOCKET_DIRECTORY:
            path = scratch_directory() / hashlib.sha256(os.fsencode(path)).hexdigest()[:8]
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(mode=0o700)
        give(path, account)
        return path

    def _launch(self, installation: Installation, confinement: Confinement) -> None:
        """Start the server; for some seconds again, since after kill -9 the old one may still be ending."""
        end_predecessor(self.directory / "data")
        deadline = time.monotonic() + _RETRY_SECONDS
        while True:
            self._child = self._spawn(installation, confinement)
            if self._answers():
                return
            self._child = None
            reason = _last_line(self.directory / "log")
            recoverable = "postmaster.pid" in reason or "shared memory" in reason
            if not recoverable or time.monotonic() > deadline:
                raise ServerUnavailable(f"PostgreSQL did not start: {reason} (log: {self.directory / 'log'})")
            time.sleep(0.2)

    def _spawn(self, installation: Installation, confinement: Confinement) -> Child:
        log = self.directory / "log"
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.replace(log.with_name("log.1"))
        log.touch(mode=0o600)  # statements are quoted in it
        settings = {"dynamic_shared_memory_type": _shared_memory(), **self._settings}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command: list[str | Path] = [
            installation.program("postgres"),
            "-D",
            self.directory / "data",
            "-k",
            str(self._socket),
        ]
        with log.open("ab") as output:
            return Child(
                [*command, *flags],
                environment=server_environment(),
                output=output,
                death_signal=signal.SIGINT if self.durable else signal.SIGQUIT,
                confinement=confinement,
            )

    def _answers(self) -> bool:
        """Wait for the first session; False when the server ended instead."""
        assert self._child is not None
        deadline = time.monotonic() + _START_SECONDS
        status = self.directory / "data" / "postmaster.pid"
        while self._child.exit_status is None:
            if _is_ready(status, self._child.process.pid):
                return self._lets_in()
            if time.monotonic() > deadline:
                self.kill()
                raise ServerUnavailable(f"PostgreSQL was not ready within {_START_SECONDS:.0f} seconds.")
            time.sleep(0.01)
        return False

    def _lets_in(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            self.kill()
            raise ServerUnavailable(f"PostgreSQL started, and refused the first session: {error}") from error
        return True


_running: "weakref.WeakSet[Cluster]" = weakref.WeakSet()


@atexit.register
def _stop_all() -> None:
    for cluster in list(_running):
        cluster.stop()


def _shared_memory() -> str:
    """Containers often come with 64 MB of it, too little for a parallel query: files do then."""
    if sys.platform != "linux":
        return "posix"
    try:
        return "posix" if shutil.disk_usage("/dev/shm").free > _SMALL_SHARED_MEMORY else "mmap"
    except OSError:
        return "mmap"


def _is_ready(status: Path, pid: int) -> bool:
    """Whether the server's own status file, its eighth line, says that sessions are let in."""
    try:
        lines = status.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _last_line(log: Path) -> str:
    """The server's last word of weight; its hints and log notes are left out."""
    lines = log.read_text(errors="replace").splitlines()[-20:]
    weighty = [line for line in lines if "FATAL:" in line or "Error" in line or "error" in line]
    return (weighty or lines or ["no reason given"])[-1].strip()
