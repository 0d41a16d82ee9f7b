"""The addresses that load balancers and Prometheus ask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.test import Client, override_settings
from prometheus_client import REGISTRY

from designer.jobs.models import Job
from designer.schema.edits import alter
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.web.views import health

TOKEN = "a token of the installation"


def refuse(*_: object) -> None:
    raise DatabaseError("gone")


@pytest.mark.django_db
def test_a_process_lives_and_is_not_ready_when_the_database_does_not_answer(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        assert client.get("/health").status_code == 200
        answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {"database": "not reached", "migrations": "not reached", "queue": "not reached"},
    }


@pytest.mark.django_db
def test_a_process_is_not_ready_before_the_tables_are_those_of_its_version(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_newest", lambda: frozenset({("store", "9999_to_come")}))
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["checks"]["migrations"]) == (503, "not applied")


@pytest.mark.django_db
def test_a_process_is_ready_when_database_tables_and_queue_are_there(client: Client) -> None:
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert set(answer.json()["checks"].values()) == {"ok"}
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get("/health").content == b"ok\n"


def test_health_takes_no_posts(client: Client) -> None:
    assert client.post("/health").status_code == 405


def test_every_answer_carries_the_strict_policy(client: Client) -> None:
    policy = client.get("/health").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


@override_settings(METRICS_TOKEN=TOKEN)
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer a token of", f"Basic {TOKEN}", TOKEN, "Bearer é"])
def test_metrics_are_not_there_without_the_token(given: str, client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": given} if given else {}).status_code == 404


@pytest.mark.parametrize("given", ["Bearer ", "Bearer None", ""])
def test_metrics_are_not_there_where_no_token_is_set(given: str, client: Client) -> None:
    with override_settings(METRICS_TOKEN=""):
        assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.django_db
@override_settings(METRICS_TOKEN=TOKEN)
def test_metrics_count_by_the_names_of_addresses_and_never_by_what_was_sent(
    client: Client, design: Design, alice: User, django_capture_on_commit_callbacks: object
) -> None:
    Job.objects.create(team_id=design.team_id, design_id=design.id, kind="plan", content="", revision=1)
    client.get("/rules/?page=secret-words")
    client.get("/no/such/secret-words")
    client.generic("SECRETWORDS", "/rules/")
    before = REGISTRY.get_sample_value("designer_edits_total") or 0
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        edit(design, alice, (alter(schema_of(design), "design", comment="For sale"),), label="Comment")
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert not any(sent in page.lower() for sent in ("secret-words", "secretwords"))
    assert 'designer_requests_total{method="GET",status="200",view="rules"}' in page
    assert 'designer_requests_total{method="GET",status="404",view="none"}' in page
    assert 'method="other"' in page
    assert 'designer_request_seconds_bucket{le="0.1",view="rules"}' in page
    assert 'designer_jobs{kind="plan",state="waiting"} 1.0' in page
    assert 'designer_job_oldest_seconds{kind="plan",state="waiting"}' in page
    assert "designer_outbox_lag_seconds" in page
    assert REGISTRY.get_sample_value("designer_edits_total") == before + 1


@pytest.mark.django_db
@override_settings(METRICS_TOKEN=TOKEN)
def test_metrics_of_a_database_that_is_away_are_a_503(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 503


_TWO_PROCESSES = """
import os, subprocess, sys, django
django.setup()
from designer.web.metrics import POOL, REQUESTS
REQUESTS.labels("home", "GET", "200").inc()
POOL["size"].set(3)
if len(sys.argv) > 1:
    subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
    from prometheus_client import CollectorRegistry, generate_latest
    from pathlib import Path
    from prometheus_client.multiprocess import MultiProcessCollector
    from designer.web import metrics
    metrics._forget_the_dead(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
    whole = CollectorRegistry()
    MultiProcessCollector(whole, os.environ["PROMETHEUS_MULTIPROC_DIR"])
    print(generate_latest(whole).decode())
"""


@pytest.mark.strict_only("two processes to start")
def test_each_process_of_a_host_tells_of_all_and_the_dead_hold_no_connections(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TWO_PROCESSES, _TWO_PROCESSES],
        env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "made"), "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'designer_requests_total{method="GET",status="200",view="home"} 2.0' in done.stdout
    assert "designer_pool_size 3.0" in done.stdout
