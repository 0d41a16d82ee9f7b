"""The server: a data directory of its own, no TCP, an account that owns nothing else, gone when it is stopped.

It executes statements from outside, so it is trusted with nothing: where the machine allows it runs under a
throw-away account without a network, with bounds on processor time, memory, files and statements; it loads no
plug-in and reads no file. Statements run as an SQL account without the rights that reach outside the databases.
"""

import contextlib
import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pymysql
from pymysql.connections import Connection

from designer.lab.accounts import give, throwaway_account
from designer.lab.child import Child, Confinement
from designer.lab.errors import ServerUnavailable
from designer.lab.exclusive import Hold
from designer.lab.places import own_directory, scratch_directory

Session = Connection  # a session of the client library, in autocommit

_START_SECONDS = 30.0
_LIMITS = {"AS": 2 << 30, "CPU": 300, "FSIZE": 1 << 30, "NPROC": 256, "CORE": 0}
_SETTINGS = (
    "--no-defaults", "--skip-networking", "--skip-log-bin", "--local-infile=0", "--performance-schema=OFF",
    "--event-scheduler=OFF", "--symbolic-links=0", "--max-connections=8", "--max-statement-time=30",
    "--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0", "--innodb-flush-method=nosync", "--innodb-fast-shutdown=2", "--key-buffer-size=1M",
    "--aria-pagecache-buffer-size=1M", "--thread-stack=512K", "--max-allowed-packet=64M", "--tmp-table-size=16M",
    "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci",
)  # fmt: skip
_RIGHTS = (
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE TEMPORARY TABLES, LOCK TABLES,"
    " EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EVENT, TRIGGER, SHOW DATABASES, SET USER,"
    " DELETE HISTORY"
)
_ACCOUNT = "proof"


@dataclass(frozen=True, slots=True)
class Programs:
    """The server and what makes its data directory."""

    server: Path
    install: Path


def find_programs() -> Programs:
    """MariaDB's programs, on PATH or where only root's PATH looks. Raises ServerUnavailable."""
    server, install = _first("mariadbd"), _first("mariadb-install-db", "mysql_install_db")
    if server is None or install is None:
        raise ServerUnavailable("there is no MariaDB server on this machine (mariadbd and mariadb-install-db)")
    return Programs(server, install)


def _first(*names: str) -> Path | None:
    found = (shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin") for name in names)
    return next((Path(path) for path in found if path), None)


class MariaServer:
    """A running server. `version` is spoken, as `MariaDB 10.11.19`."""

    def __init__(self) -> None:
        programs = find_programs()
        self._directory = own_directory(scratch_directory() / f"m{secrets.token_hex(3)}")
        # What is held is in use; what a killed process left behind is swept by the next one that makes a cluster.
        self._alive = Hold(self._directory / "alive")
        self._password = secrets.token_urlsafe(18)
        self._child: Child | None = None
        try:
            self._start(programs)
        except BaseException:
            self.stop()
            raise

    def connect(self, database: str | None = None) -> Session:
        """A session in autocommit. Raises pymysql.Error."""
        return self._session(_ACCOUNT, self._password, database)

    @property
    def login(self) -> tuple[Path, str, str]:
        """The socket, the account and its password, for programs that connect by themselves."""
        return self._socket, _ACCOUNT, self._password

    def stop(self) -> None:
        """End the server and remove everything it had."""
        if self._child is not None:
            self._child.stop((signal.SIGTERM, 2.0))
        shutil.rmtree(self._directory, ignore_errors=True)
        self._alive.release()

    # Starting

    def _start(self, programs: Programs) -> None:
        account = throwaway_account()
        confinement = Confinement(account, _LIMITS, no_network=True)
        for made in ("data", "files", "run"):
            (self._directory / made).mkdir(mode=0o700)
        for made in ("data", "files", "run"):
            give(self._directory / made, account)
        self._install(programs, confinement)
        command: list[str | Path] = [
            programs.server, *_SETTINGS, f"--datadir={self._directory / 'data'}", f"--socket={self._socket}",
            f"--pid-file={self._directory / 'run' / 'pid'}", f"--tmpdir={self._directory / 'files'}",
            f"--secure-file-priv={self._directory / 'files'}", f"--plugin-dir={self._directory / 'files'}",
        ]  # fmt: skip
        with (self._directory / "log").open("wb") as log:
            self._child = Child(command, environment={"LC_ALL": "C"}, output=log, confinement=confinement)
        self._wait()
        self._secure()

    def _install(self, programs: Programs, confinement: Confinement) -> None:
        command: list[str | Path] = [
            programs.install, "--no-defaults", f"--datadir={self._directory / 'data'}", "--skip-test-db",
            "--auth-root-authentication-method=normal", "--skip-name-resolve", "--innodb-log-file-size=8M",
            "--innodb-flush-method=nosync", f"--tmpdir={self._directory / 'files'}",
        ]  # fmt: skip
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TMPDIR": str(self._directory / "files")}
        with (self._directory / "install.log").open("wb") as log:
            child = Child(command, environment=environment, output=log, confinement=confinement)
            code = child.process.wait()
        if code != 0:
            last = (self._directory / "install.log").read_text(errors="replace").strip().splitlines()[-1:]
            raise ServerUnavailable(f"MariaDB's data directory was not made: {' '.join(last)}")

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert self._child is not None
            try:
                self._session("root", "", None).close()
                return
            except pymysql.Error:
                if self._child.exit_status is not None or time.monotonic() > deadline:
                    words = (self._directory / "log").read_text(errors="replace").strip().splitlines()[-3:]
                    raise ServerUnavailable(f"MariaDB did not start: {' '.join(words)}") from None
            time.sleep(0.03)

    def _secure(self) -> None:
        with contextlib.closing(self._session("root", "", None)) as session, session.cursor() as cursor:
            cursor.execute(f"CREATE USER {_ACCOUNT}@localhost IDENTIFIED BY '{self._password}'")
            cursor.execute(f"GRANT {_RIGHTS} ON *.* TO {_ACCOUNT}@localhost")
            cursor.execute("SELECT version()")
            row = cursor.fetchone()
            self.version = f"MariaDB {str(row[0]).partition('-')[0]}" if row else "MariaDB"
            cursor.execute(f"ALTER USER root@localhost IDENTIFIED BY '{secrets.token_urlsafe(18)}'")

    @property
    def _socket(self) -> Path:
        return self._directory / "run" / "s"

    def _session(self, user: str, password: str, database: str | None) -> Session:
        return pymysql.connect(
            unix_socket=str(self._socket), user=user, password=password, database=database, charset="utf8mb4",
            autocommit=True, connect_timeout=5, read_timeout=60, ssl_disabled=True,
        )  # fmt: skip


@contextlib.contextmanager
def mariadb_server() -> Iterator[MariaServer]:
    """A server for the length of a block. Raises ServerUnavailable."""
    server = MariaServer()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def given_or_started(given: MariaServer | None) -> Iterator[MariaServer]:
    """The server that the caller has, which goes on, or one for the length of a block. Raises ServerUnavailable."""
    if given is not None:
        yield given
    else:
        with mariadb_server() as made:
            yield made
