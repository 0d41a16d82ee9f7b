"""The proof server: executes what must be executed to be believed, and is trusted with nothing.

Exports, migrations and race tests are run in a database of their own, as a role of its own that may do
nothing outside it, on a disposable cluster whose operating system account (where the machine allows one)
owns nothing else and has no network. Database and role are dropped afterwards.

A cluster serves one run at a time; runs at the same time get clusters of their own. A cluster that ended a run
in good order is kept for this process's next run, which then starts in some hundredths of a second; nothing
of a run can outlive it there, since its role could create nothing outside its database. A cluster whose run
had to be stopped is thrown away.
"""

import atexit
import contextlib
import secrets
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from designer.lab.accounts import throwaway_account
from designer.lab.child import Confinement
from designer.lab.cluster import EMPTY
from designer.lab.errors import ServerUnavailable
from designer.lab.scratch import ScratchCluster
from designer.lab.watchdog import Limits, Watchdog

DEFAULT_LIMITS = Limits()
EXTENSIONS = frozenset({"vector"})
_IDLE_SECONDS = 300.0
_MOST_CLUSTERS = 4
_SETTINGS = {
    "max_connections": "24",
    "max_locks_per_transaction": "512",  # a schema of a thousand tables in one transaction
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "max_prepared_transactions": "0",
    "log_min_messages": "panic",  # the statements are somebody's; they are not kept
    "log_min_error_statement": "panic",
}
_REVOKED_FROM_ALL = (
    "CONNECT, TEMPORARY ON DATABASE postgres",
    "CONNECT, TEMPORARY ON DATABASE template1",
)


@dataclass(frozen=True, slots=True)
class ProofDatabase:
    """A database to do anything in. `dsn` is for psycopg; `server` is spoken, as `PostgreSQL 18.4`."""

    dsn: str
    name: str
    role: str
    server: str
    watchdog: Watchdog

    @property
    def stopped(self) -> str | None:
        """Why the run was stopped from outside, as a sentence; None when it was not."""
        return self.watchdog.stopped

    def connect(self) -> psycopg.Connection:
        """A session as the database's owner, in autocommit."""
        return psycopg.connect(self.dsn, autocommit=True, connect_timeout=10)


@contextlib.contextmanager
def proof_database(
    settings: Mapping[str, str] = EMPTY, limits: Limits = DEFAULT_LIMITS, *, extensions: Collection[str] = ()
) -> Iterator[ProofDatabase]:
    """A throw-away database, destroyed when the block ends.

    `extensions` are made beforehand, in `public`, as far as they are of those that only a superuser may make and
    that are harmless (EXTENSIONS); its owner makes the others alone, if the server has them. `settings` become the
    database's own (`ALTER DATABASE … SET`). Raises ServerUnavailable. A statement over a limit fails inside with a
    psycopg error; `stopped` tells whether the run was ended from outside.
    """
    cluster = _pool.take(limits)
    healthy = False
    try:
        database = _make_database(cluster, settings, limits)
        with cluster.connect(database.name) as session:  # while nobody else has made anything in it
            for extension in sorted(EXTENSIONS.intersection(extensions)):
                session.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(extension)))
        try:
            yield database
        finally:
            database.watchdog.close()
            healthy = database.stopped is None and _drop_database(cluster, database)
    finally:
        _pool.give_back(cluster, limits, healthy)


def _make_database(cluster: ScratchCluster, settings: Mapping[str, str], limits: Limits) -> ProofDatabase:
    name, role, password = (f"{kind}_{secrets.token_hex(12)}" for kind in ("proof", "owner", "word"))
    with cluster.connect() as session:
        _make_role(session, role, password, limits)
        session.execute(
            # Copying the files costs a sixth of writing them to the log page by page.
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 STRATEGY FILE_COPY").format(
                *map(sql.Identifier, (name, role))
            )
        )
        session.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        for setting, value in settings.items():
            # By way of the session, since ALTER DATABASE takes a list such as search_path's for one name.
            session.execute("SELECT set_config(%s, %s, false)", [setting, value])
            session.execute(
                sql.SQL("ALTER DATABASE {} SET {} FROM CURRENT").format(*map(sql.Identifier, (name, setting)))
            )
    dsn = cluster.dsn(name, role, password)
    return ProofDatabase(dsn, name, role, f"PostgreSQL {cluster.version}", Watchdog(cluster, role, limits))


def _drop_database(cluster: ScratchCluster, database: ProofDatabase) -> bool:
    """Whether nothing of the run is left. Its owner may have made the database undroppable, for instance."""
    try:
        with cluster.connect() as session:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name)))
            session.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(database.role)))
    except psycopg.Error:
        return False
    return True


def _make_role(session: psycopg.Connection, role: str, password: str, limits: Limits) -> None:
    """A role without any right. Its time-outs are defaults that it may change; the watchdog's are not."""
    who = sql.Identifier(role)
    session.execute(
        sql.SQL(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
            " CONNECTION LIMIT {} PASSWORD {}"
        ).format(who, sql.Literal(limits.connections), sql.Literal(password))
    )
    defaults = {
        "statement_timeout": f"{limits.statement_seconds:g}s",
        "idle_in_transaction_session_timeout": f"{limits.run_seconds:g}s",
        "temp_file_limit": f"{limits.temporary_mb}MB",  # only a superuser may change this one
    }
    for name, value in defaults.items():
        session.execute(sql.SQL("ALTER ROLE {} SET {} = {}").format(who, sql.Identifier(name), sql.Literal(value)))


class _Pool:
    """The proof clusters of this process: taken by one run at a time, ended when idle for some minutes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[ScratchCluster, Limits, threading.Timer]] = []
        self._places = threading.BoundedSemaphore(_MOST_CLUSTERS)

    def take(self, limits: Limits) -> ScratchCluster:
        if not self._places.acquire(timeout=limits.run_seconds):
            raise ServerUnavailable("Every proof server of this process is busy; try again in a minute.")
        try:
            return self._kept(limits) or _new_cluster(limits)
        except BaseException:
            self._places.release()
            raise

    def _kept(self, limits: Limits) -> ScratchCluster | None:
        """An idle cluster started with the same limits of memory and disk, if one still runs."""
        with self._lock:
            for entry in list(self._idle):
                cluster, started_with, timer = entry
                if not cluster.running or _of_the_cluster(started_with) == _of_the_cluster(limits):
                    self._idle.remove(entry)
                    timer.cancel()
                    if cluster.running:
                        return cluster
                    cluster.stop()
        return None

    def give_back(self, cluster: ScratchCluster, limits: Limits, healthy: bool) -> None:
        with self._lock:
            keep = healthy and cluster.running and not self._idle
            if keep:
                timer = threading.Timer(_IDLE_SECONDS, self._retire, [cluster])
                timer.daemon = True
                timer.start()
                self._idle.append((cluster, limits, timer))
        if not keep:
            cluster.stop()
        self._places.release()

    def _retire(self, cluster: ScratchCluster) -> None:
        with self._lock:
            found = [entry for entry in self._idle if entry[0] is cluster]
            self._idle = [entry for entry in self._idle if entry[0] is not cluster]
        for _ in found:
            cluster.stop()

    def close(self) -> None:
        """End every idle cluster."""
        for cluster in [entry[0] for entry in self._idle]:
            self._retire(cluster)


def _of_the_cluster(limits: Limits) -> tuple[int, int]:
    return limits.memory_mb, limits.disk_mb


def _new_cluster(limits: Limits) -> ScratchCluster:
    """A started cluster, confined by the operating system as far as this process has the right to."""
    confinement = Confinement(
        account=throwaway_account(),
        limits={"AS": limits.memory_mb * 2**20, "FSIZE": limits.disk_mb * 2**20, "CORE": 0},
        nice=5,
        no_network=True,
    )
    cluster = ScratchCluster(_SETTINGS, confinement=confinement, in_memory=True)
    cluster.start()
    with cluster.connect() as session:
        for right in _REVOKED_FROM_ALL:
            session.execute(f"REVOKE {right} FROM PUBLIC")
    return cluster


_pool = _Pool()
atexit.register(_pool.close)
