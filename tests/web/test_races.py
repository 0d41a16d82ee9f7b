"""Races for declared rules: who may not first, then from the button to the two sessions."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from designer.jobs.models import Job
from designer.schema import model
from designer.schema.build import entity, schema_of
from designer.store.editing import create_design
from designer.store.models import Design, Team
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs


@pytest.fixture
def ruled(alice: User, team: Team) -> Design:
    """One table with a rule that an index keeps, and one that no race can be written for."""
    schema = schema_of(
        entity("addresses", "id bigint", "customer_id bigint not null", "is_default boolean not null", pk="id"),
        model.Invariant(
            kind="at most one", entity="addresses", scope=("customer_id",), where="is_default",
            text="One <b>default</b> address.",
        ),
        model.Invariant(kind="counter", entity="addresses", text="Counted."),
        dialect=model.Dialect(name="postgres", version="18"),
    )  # fmt: skip
    return create_design(team.id, alice, schema, label="Made")


def test_strangers_start_nothing(ruled: Design, charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).post(f"/d/{ruled.id}/races/start/").status_code == 404
    assert not Job.objects.exists()


def test_a_design_without_rules_has_nothing_to_race_for(design: Design, victor: User, client_of: ClientOf) -> None:
    browser = client_of(victor)
    assert "No rules are declared" in browser.get(f"/d/{design.id}/races/").content.decode()
    assert browser.post(f"/d/{design.id}/races/start/").status_code == 303
    assert not Job.objects.exists()


def test_viewers_may_run_races_and_see_both_sessions(ruled: Design, victor: User, client_of: ClientOf) -> None:
    browser, url = client_of(victor), f"/d/{ruled.id}/races/"
    page = browser.get(url).content.decode()
    assert "Nothing in the design keeps it." in page
    assert browser.post(f"{url}start/").status_code == 303
    assert "Running the races" in browser.get(url).content.decode()
    do_jobs()
    page = browser.get(url).content.decode()
    assert "broken without it, kept with it." in page, Job.objects.get().error
    assert "<b>default</b>" not in page
    assert page.count("ROLLBACK") == 1
    assert "waits, then" in page
    assert "No race: The rule does not name the column that counts." in page
