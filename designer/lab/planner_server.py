"""The planner's server: one warm cluster for each process, on which nothing is executed but our own statements.

Each design gets a role of its own without any right elsewhere, and databases with random names. In them everything
is revoked that could act at planning time or outlive a limit: languages (EXPLAIN runs immutable functions), large
objects, sleep, notifications, settings, advisory locks. Copying a database is most of the time that a design takes,
so the one that a design was built in is emptied (all in it belongs to the design's role) and kept for the next.

A process that is forked makes a cluster of its own. What a killed process leaves is removed by the next.
"""

import atexit
import os
import secrets
import threading
import time
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from designer.lab.accounts import throwaway_account
from designer.lab.child import Confinement
from designer.lab.errors import ServerUnavailable
from designer.lab.scratch import ScratchCluster
from designer.lab.watchdog import Limits

PLANNER_LIMITS = Limits(
    statement_seconds=5.0, run_seconds=900.0, connections=4, memory_mb=1536, disk_mb=1024, temporary_mb=64
)
_IDLE_SECONDS = 300.0
_MOST_DESIGNS = 8
_RECOVERY_SECONDS = 10.0
_MOST_SPARES = 2
_SETTINGS = {
    "max_connections": "40",
    "max_locks_per_transaction": "1024",
    "max_prepared_transactions": "0",
    "log_min_messages": "panic",
    "log_min_error_statement": "panic",
    "checkpoint_timeout": "1d",
    "effective_cache_size": "4GB",
    "shared_buffers": "16MB",
}
_REVOKED_DATABASES = ("postgres", "template1")
_REVOKED_FUNCTIONS = (
    r"^(lo_|lowrite$|loread$|pg_sleep|pg_notify|pg_advisory|pg_try_advisory|pg_(cancel|terminate)_backend|pg_logical_|"
    r"pg_export_snapshot|pg_stat_reset|pg_stat_get_|set_config$|setval$|nextval$|currval$|lastval$|query_to_xml|"
    r"table_to_xml|schema_to_xml|database_to_xml|cursor_to_xml|pg_ls_|pg_read_|pg_stat_file|pg_log_|ts_stat$|"
    r"pg_get_wal|pg_listening|pg_backend_memory|pg_create_|pg_database_size$|pg_tablespace_size$)"
)


@dataclass(slots=True)
class _Use:
    """A running cluster, how many designs are open on it, and its empty databases by name."""

    cluster: ScratchCluster
    pid: int
    open: int = 0
    spares: list[str] = field(default_factory=list)


class PlannerServer:
    """Hands out the process's cluster. Use `take` and `give_back` in pairs; both may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(_MOST_DESIGNS)
        self._use: _Use | None = None
        self._timer: threading.Timer | None = None

    def take(self) -> ScratchCluster:
        """The running cluster, started where there is none. Raises ServerUnavailable."""
        self._forget_parents()
        if not self._places.acquire(timeout=60):
            raise ServerUnavailable("The planner plans for as many designs as it can; try again in a minute.")
        try:
            with self._lock:
                self._cancel_timer()
                if self._use is None or not self._use.cluster.running:
                    if self._use is not None:
                        self._use.cluster.stop()
                        self._use = None
                    self._use = _Use(_start(), os.getpid())
                self._use.open += 1
                return self._use.cluster
        except BaseException:
            self._places.release()
            raise

    def again(self, ended: ScratchCluster) -> ScratchCluster:
        """A running cluster for one that uses `ended`, and has to give back what this returns in its place.

        Where `ended` still runs, since only its sessions were thrown out, it is that one, and ready again.
        Raises ServerUnavailable.
        """
        with self._lock:
            if self._use is None or not self._use.cluster.running:
                if self._use is not None:
                    self._use.cluster.stop()
                    self._use = None
                self._use = _Use(_start(), os.getpid())
            if self._use.cluster is not ended:
                self._use.open += 1
            cluster = self._use.cluster
        _wait_until_ready(cluster)
        return cluster

    def give_back(self, cluster: ScratchCluster) -> None:
        """End one use; a cluster that nobody uses for some minutes is stopped."""
        with self._lock:
            if self._use is not None and self._use.cluster is cluster:
                self._use.open -= 1
                if self._use.open == 0:
                    self._cancel_timer()
                    self._timer = threading.Timer(_IDLE_SECONDS, self._retire)
                    self._timer.daemon = True
                    self._timer.start()
        self._places.release()

    def spare(self, cluster: ScratchCluster) -> str:
        """The name of an empty database in which nothing is allowed that no plan needs."""
        with self._lock:
            if self._use is not None and self._use.cluster is cluster and self._use.spares:
                return self._use.spares.pop()
        return _make_spare(cluster)

    def keep(self, cluster: ScratchCluster, name: str) -> bool:
        """Take back a spare that is empty again; False where there are enough."""
        with self._lock:
            wanted = self._use is not None and self._use.cluster is cluster and len(self._use.spares) < _MOST_SPARES
            if wanted and self._use is not None:
                self._use.spares.append(name)
            return wanted

    def close(self) -> None:
        """Stop the cluster of this process, if it has one."""
        with self._lock:
            self._cancel_timer()
            if self._use is not None and self._use.pid == os.getpid():
                self._use.cluster.stop()
            self._use = None

    def _retire(self) -> None:
        with self._lock:
            if self._use is not None and self._use.open == 0:
                self._use.cluster.stop()
                self._use = None

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _forget_parents(self) -> None:
        """After a fork: the cluster, its locks and its watchers are the parent's."""
        if self._use is not None and self._use.pid != os.getpid():
            self._lock = threading.Lock()
            self._places = threading.BoundedSemaphore(_MOST_DESIGNS)
            self._use = self._timer = None


def _wait_until_ready(cluster: ScratchCluster) -> None:
    """After one backend died the server throws everybody out and starts over, which takes a moment."""
    deadline = time.monotonic() + _RECOVERY_SECONDS
    while True:
        try:
            with cluster.connect():
                return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise ServerUnavailable("The planner's server did not come back after it ended.") from error
            time.sleep(0.05)


def _start() -> ScratchCluster:
    limits = PLANNER_LIMITS
    confinement = Confinement(
        account=throwaway_account(),
        limits={"AS": limits.memory_mb * 2**20, "FSIZE": limits.disk_mb * 2**20, "CORE": 0},
        no_network=True,
    )
    cluster = ScratchCluster(_SETTINGS, confinement=confinement, in_memory=True)
    cluster.start()
    try:
        _prepare(cluster)
    except BaseException:
        cluster.stop()
        raise
    return cluster


def _prepare(cluster: ScratchCluster) -> None:
    try:
        with cluster.connect() as session:
            for database in _REVOKED_DATABASES:
                session.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    except psycopg.Error as error:
        raise ServerUnavailable(
            f"The planner's server could not be prepared: {' '.join(str(error).split())}"
        ) from error


def _make_spare(cluster: ScratchCluster) -> str:
    """A database in which everything is revoked that no plan needs."""
    name = f"design_{secrets.token_hex(10)}"
    made = sql.Identifier(name)
    with cluster.connect() as session:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY FILE_COPY").format(made))
        session.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(made))
    with cluster.connect(name) as session:
        session.execute("REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC")
        session.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        functions = session.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p"
            " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.proname ~ %s ORDER BY 1",
            [_REVOKED_FUNCTIONS],
        ).fetchall()
        names = ", ".join(name for (name,) in functions)  # as the catalogue itself spells them
        session.execute(f"REVOKE EXECUTE ON FUNCTION {names} FROM PUBLIC".encode())
    return name


PLANNER = PlannerServer()
atexit.register(PLANNER.close)
