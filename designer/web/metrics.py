"""Numbers for Prometheus: what the processes of this host did, and what the database holds of the whole installation.

With PROMETHEUS_MULTIPROC_DIR, a directory that the web processes of one host share, each of them tells of all;
without it, of itself only. Labels take the names of addresses, methods, states and kinds of jobs: there are so many
of these, whatever anybody sends.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from designer.store.models import Revision

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("designer_requests", "Requests answered.", ["view", "method", "status"])
LATENCY = Histogram("designer_request_seconds", "Until an answer began.", ["view"], buckets=_SECONDS)
EDITS = Counter("designer_edits", "Revisions of designs written.")
POOL = {
    name: Gauge(f"designer_pool_{name}", text, multiprocess_mode="livesum")
    for name, text in (
        ("size", "Connections to the database that the pool of a process holds."),
        ("available", "Of these, the ones that nobody uses."),
        ("waiting", "Requests that wait for a connection."),
    )
}
_POOL_WORDS = {"size": "pool_size", "available": "pool_available", "waiting": "requests_waiting"}

_JOBS = """
SELECT kind, state, count(*), coalesce(max(age) FILTER (WHERE finished_at IS NULL), 0)
FROM (SELECT kind, state, finished_at, extract(epoch FROM now() - created_at) AS age FROM jobs_job
      UNION ALL SELECT kind, state, finished_at, extract(epoch FROM now() - created_at) FROM jobs_personaljob) AS every
GROUP BY kind, state
"""
_OUTBOX = """
SELECT count(*), coalesce(max(extract(epoch FROM now() - created_at)), 0)
FROM store_event WHERE delivered_at IS NULL
"""
_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '15 seconds'"


class Measured:
    """Counts answers, and the time each took, under the name of its address."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Addresses that there are not, are one to it."""
        began = time.perf_counter()
        response = self.answer(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(view, method, str(response.status_code)).inc()
        LATENCY.labels(view).observe(time.perf_counter() - began)
        _note_pool()
        return response


def _note_pool() -> None:
    pool = getattr(connection, "pool", None)
    if pool is not None:
        stats = pool.get_stats()
        for name, gauge in POOL.items():
            gauge.set(stats.get(_POOL_WORDS[name], 0))


@receiver(post_save, sender=Revision)
def count_edit(sender: type[Revision], created: bool, **kwargs: Any) -> None:
    """Each revision that a web process writes counts, once it is there to stay."""
    if created:
        transaction.on_commit(EDITS.inc)


class Installation(Collector):
    """What the database knows of jobs and of what is still to be told; the same whichever process is asked."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing is asked of the database when the collector is registered."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Three queries."""
        jobs = GaugeMetricFamily("designer_jobs", "Jobs of the last thirty days.", labels=["kind", "state"])
        age = GaugeMetricFamily(
            "designer_job_oldest_seconds", "Age of the oldest job that waits or runs.", labels=["kind", "state"]
        )
        with connection.cursor() as cursor:
            cursor.execute(_JOBS)
            for kind, state, number, seconds in cursor.fetchall():
                jobs.add_metric([kind, state], number)
                if state in ("waiting", "running"):
                    age.add_metric([kind, state], float(seconds))
            cursor.execute(_OUTBOX)
            waiting, lag = cursor.fetchone()
            cursor.execute(_WORKERS)
            (workers,) = cursor.fetchone()
        yield from (jobs, age)
        yield GaugeMetricFamily("designer_outbox_events", "Events that nobody was told of yet.", value=waiting)
        yield GaugeMetricFamily("designer_outbox_lag_seconds", "Age of the oldest of them.", value=float(lag))
        yield GaugeMetricFamily("designer_workers", "Worker processes heard of lately.", value=workers)


def exposition() -> bytes:
    """Everything, in Prometheus' text format. Raises DatabaseError."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    whole = CollectorRegistry()
    whole.register(Installation())
    if not directory:
        return generate_latest(REGISTRY) + generate_latest(whole)
    _forget_the_dead(Path(directory))
    MultiProcessCollector(whole, directory)
    return generate_latest(whole)


def _forget_the_dead(directory: Path) -> None:
    """A process that was killed holds no connections any more; what it counted still counts."""
    for path in directory.glob("gauge_live*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdecimal() and not Path("/proc", number).exists():
            mark_process_dead(int(number), str(directory))
