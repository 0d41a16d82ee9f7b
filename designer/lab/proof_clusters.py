"""The clusters that proofs run on: taken by one run at a time, and kept for the next one where that ended well.

Runs at the same time get clusters of their own. A cluster that ended a run in good order is kept, and the next run
starts in some hundredths of a second; nothing of a run can outlive it there, since its role could create nothing
outside its database, and whether that is so is looked at before the cluster is kept. A process has clusters of its
own, or those that another one lends it (`lending`).
"""

import atexit
import threading
from typing import Protocol

import psycopg

from designer.lab.accounts import throwaway_account
from designer.lab.child import Confinement
from designer.lab.errors import ServerUnavailable
from designer.lab.scratch import ScratchCluster
from designer.lab.server import Server
from designer.lab.watchdog import Limits

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
_LEFT = """
    SELECT (SELECT count(*) FROM pg_database) <> 3
        OR EXISTS (SELECT FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND oid <> 10)
        OR (SELECT count(*) FROM pg_tablespace) <> 2
        OR EXISTS (SELECT FROM pg_db_role_setting)
        OR EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND usesysid <> 10)
"""


class Clusters(Protocol):
    """Where runs get their clusters."""

    def take(self, limits: Limits) -> Server:
        """A running cluster, for this run alone. Raises ServerUnavailable."""

    def give_back(self, cluster: Server, healthy: bool) -> None:
        """It is no longer used; healthy: its run ended in good order and left nothing."""


class OwnClusters:
    """Of this process, which they end with. most: at once; idle: how many are kept, for some minutes."""

    def __init__(self, most: int = _MOST_CLUSTERS, idle: int = 1) -> None:
        self._lock = threading.Lock()
        self._most_idle = idle
        self._idle: list[tuple[ScratchCluster, threading.Timer]] = []
        self._limits: dict[Server, Limits] = {}
        self._places = threading.BoundedSemaphore(most)

    def take(self, limits: Limits) -> ScratchCluster:
        """An idle cluster that was started with these limits, or a new one. Raises ServerUnavailable."""
        if not self._places.acquire(timeout=limits.run_seconds):
            raise ServerUnavailable("Every proof server of this process is busy; try again in a minute.")
        try:
            cluster = self._kept(limits) or _new_cluster(limits)
        except BaseException:
            self._places.release()
            raise
        self._limits[cluster] = limits
        return cluster

    def _kept(self, limits: Limits) -> ScratchCluster | None:
        """An idle cluster started with the same limits of memory and disk, if one still runs."""
        with self._lock:
            for entry in list(self._idle):
                cluster, timer = entry
                if not cluster.running or _of_the_cluster(self._limits[cluster]) == _of_the_cluster(limits):
                    self._idle.remove(entry)
                    timer.cancel()
                    if cluster.running:
                        return cluster
                    self._end(cluster)
        return None

    def give_back(self, cluster: Server, healthy: bool) -> None:
        """Keeps it for the next run, if it is as it was before this one."""
        assert isinstance(cluster, ScratchCluster)
        healthy = healthy and cluster.running and is_as_new(cluster)
        with self._lock:
            keep = healthy and len(self._idle) < self._most_idle
            if keep:
                timer = threading.Timer(_IDLE_SECONDS, self._retire, [cluster])
                timer.daemon = True
                timer.start()
                self._idle.append((cluster, timer))
        if not keep:
            self._end(cluster)
        self._places.release()

    def _retire(self, cluster: ScratchCluster) -> None:
        with self._lock:
            found = [entry for entry in self._idle if entry[0] is cluster]
            self._idle = [entry for entry in self._idle if entry[0] is not cluster]
        for _, timer in found:
            timer.cancel()
            self._end(cluster)

    def _end(self, cluster: ScratchCluster) -> None:
        self._limits.pop(cluster, None)
        cluster.stop()

    def close(self) -> None:
        """End every idle cluster."""
        for cluster, _ in list(self._idle):
            self._retire(cluster)


def is_as_new(cluster: Server) -> bool:
    """Whether nobody's database, role, setting or session is left on it; a session of our own may be just ending."""
    try:
        with cluster.connect() as session:
            row = session.execute(_LEFT).fetchone()
    except psycopg.Error:
        return False
    return row is not None and not row[0]


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
            session.execute(f"REVOKE {right} FROM PUBLIC".encode())
    return cluster


_own = OwnClusters()
atexit.register(_own.close)
_in_use: Clusters = _own


def in_use() -> Clusters:
    """Where this process gets its clusters."""
    return _in_use


def use(clusters: Clusters) -> None:
    """Has all later runs of this process get their clusters there."""
    global _in_use
    _in_use = clusters
