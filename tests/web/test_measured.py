"""Access patterns measured on made rows: who may not first, then from the button to the table."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from designer.importers import import_sql
from designer.jobs import queue
from designer.jobs.models import Job
from designer.lab.measuring import MeasuredPattern, MeasuredStatement, Measurement, TableRows
from designer.schema.content_hash import content_hash
from designer.store.cache import schema_of
from designer.store.editing import create_design
from designer.store.models import Design, Team
from designer.web.importing import add_workload
from designer.web.measuring import KIND, TARGET
from designer.web.models import Verdict
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs

QUERIES = """
-- rows: orders = 4000
-- name: orders at a time
-- frequency: 6000/min
SELECT id FROM orders WHERE placed_at = $1;
"""


@pytest.fixture
def bare(alice: User, team: Team) -> Design:
    """One table, and nothing that runs."""
    schema = import_sql("CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL)").schema
    return create_design(team.id, alice, schema, label="Made")


@pytest.fixture
def measured(alice: User, team: Team) -> Design:
    """The same with a pattern that wants an index."""
    schema = import_sql("CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL)").schema
    return create_design(team.id, alice, add_workload(schema, QUERIES).schema, label="Made")


def test_strangers_start_nothing(design: Design, charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).post(f"/d/{design.id}/measured/start/").status_code == 404
    assert not Job.objects.exists()


def test_a_design_without_patterns_has_nothing_to_measure(bare: Design, victor: User, client_of: ClientOf) -> None:
    browser = client_of(victor)
    assert "No access patterns yet" in browser.get(f"/d/{bare.id}/measured/").content.decode()
    assert browser.post(f"/d/{bare.id}/measured/start/", {"rows": "10000"}).status_code == 303
    assert not Job.objects.exists()


def test_viewers_may_measure_and_see_times_with_their_scale(
    measured: Design, victor: User, client_of: ClientOf
) -> None:
    browser, url = client_of(victor), f"/d/{measured.id}/measured/"
    assert "Not measured yet" in browser.get(url).content.decode()
    assert browser.post(f"{url}start/", {"rows": "nonsense"}).status_code == 303
    job = Job.objects.get(kind=KIND)
    assert job.arguments == {"rows": 100_000}
    assert "Measuring the access patterns" in browser.get(url).content.decode()
    do_jobs()
    page = browser.get(url).content.decode()
    assert "at the declared size: 4,000 rows of orders" in page, Job.objects.get().error
    assert "CREATE INDEX" in page.replace("</span>", "").replace('<span class="tok-k">', "")
    assert page.count(" ms</td>") == 2


def test_a_job_that_was_cancelled_says_so_and_may_be_asked_for_again(
    measured: Design, victor: User, client_of: ClientOf
) -> None:
    browser, url = client_of(victor), f"/d/{measured.id}/measured/"
    browser.post(f"{url}start/", {"rows": "10000"})
    queue.cancel(Job.objects.get())
    page = browser.get(url).content.decode()
    assert "It was cancelled." in page
    assert ">Measure</button>" in page


def test_what_did_not_run_and_what_was_stopped_is_said(measured: Design, victor: User, client_of: ClientOf) -> None:
    statement = MeasuredStatement("SELECT <b>", refused="It took longer than 20 seconds, and was ended.")
    pattern = MeasuredPattern(schema_of(measured).access_patterns[0].id, "<i>slow", 1.0, (statement,))
    result = Measurement(
        "PostgreSQL 18", 0.001, (TableRows("orders", 4, 4000),), (pattern,), (), ("orders lacks <u>",), stopped="Disk."
    )
    Verdict.keep(measured.team_id, content_hash(schema_of(measured)), TARGET, result.as_json())
    page = client_of(victor).get(f"/d/{measured.id}/measured/").content.decode()
    for part in ("It took longer than 20 seconds", "&lt;i&gt;slow", "orders lacks &lt;u&gt;", "Disk.", "0.1 % of the"):
        assert part in page
