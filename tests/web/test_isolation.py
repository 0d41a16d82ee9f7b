"""Transactions at every isolation level: who may not first, then from the button to two sessions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from designer.jobs.models import Job
from designer.schema.build import entity, pattern, schema_of
from designer.schema.model import Dialect
from designer.store.editing import create_design
from designer.store.models import Design, Team
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs


@pytest.fixture
def paying(alice: User, team: Team) -> Design:
    """A pattern that writes back what it has read."""
    schema = schema_of(
        entity("accounts", "id bigint", "balance numeric(9,2) not null", pk="id", rows=5),
        pattern("pay <i>in</i>", "SELECT balance FROM accounts WHERE id = $1",
                "UPDATE accounts SET balance = $2 WHERE id = $1", per_minute=9),
        dialect=Dialect(name="postgres", version="18"),
    )  # fmt: skip
    return create_design(team.id, alice, schema, label="Made")


def test_strangers_run_nothing(paying: Design, charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).post(f"/d/{paying.id}/isolation/start/").status_code == 404
    assert not Job.objects.exists()


@pytest.mark.strict_only("runs a transaction dozens of times")
def test_viewers_may_run_transactions_and_see_what_each_level_admits(
    paying: Design, victor: User, client_of: ClientOf
) -> None:
    browser, url = client_of(victor), f"/d/{paying.id}/isolation/"
    assert browser.post(f"{url}start/").status_code == 303
    assert "Running the transactions" in browser.get(url).content.decode()
    do_jobs()
    page = browser.get(url).content.decode()
    assert "Lost update at READ COMMITTED." in page, Job.objects.get().error
    assert "Read with FOR UPDATE at READ COMMITTED." in page
    assert "<i>in</i>" not in page
    assert "Read-only anomaly" in page
