"""Queries in another form: who may not first, then from the button to both forms and what was seen of them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from designer.jobs.models import Job
from designer.schema import model
from designer.schema.build import entity, pattern, schema_of
from designer.store.editing import create_design
from designer.store.models import Design, Team
from designer.web.models import Verdict
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs


@pytest.fixture
def asked(alice: User, team: Team) -> Design:
    """A table with a query that has another form, and one that would say something else in it."""
    schema = schema_of(
        entity("orders", "id bigint", "placed_at timestamptz not null", "note text", pk="id", rows=90),
        pattern("a <b>day</b>", "SELECT id FROM orders WHERE placed_at::date = $1", per_minute=9),
        pattern("by number", "SELECT id FROM orders WHERE id::text = $1", per_minute=9),
        dialect=model.Dialect(name="postgres", version="18"),
    )
    return create_design(team.id, alice, schema, label="Made")


def test_strangers_compare_nothing(asked: Design, charlie: User, client_of: ClientOf) -> None:
    assert client_of(charlie).post(f"/d/{asked.id}/rewrites/start/").status_code == 404
    assert not Job.objects.exists()


def test_viewers_may_compare_and_see_both_forms(asked: Design, victor: User, client_of: ClientOf) -> None:
    browser, url = client_of(victor), f"/d/{asked.id}/rewrites/"
    page = browser.get(url).content.decode()
    assert "Not run yet" in page
    assert "Not rewritten: A text such as" in page
    assert browser.post(f"{url}start/").status_code == 303
    assert "Comparing the rewrites" in browser.get(url).content.decode()
    do_jobs()
    page = browser.get(url).content.decode()
    assert "Proved equal on 90 made rows" in page, Job.objects.get().error
    assert "with the indexes that serve it best" in page
    assert "<b>day</b>" not in page
    known = Verdict.objects.get(target="rewrites").result["offers"][0]["pattern"]
    about = browser.get(f"/d/{asked.id}/pattern/{known}").content.decode()
    assert "Proved equal on 90 made rows" in about
    assert "by number" not in about


def test_a_design_without_such_queries_has_nothing_to_compare(alice: User, team: Team, client_of: ClientOf) -> None:
    bare = schema_of(entity("orders", "id bigint", pk="id"), pattern("one", "SELECT id FROM orders WHERE id = $1"))
    design = create_design(team.id, alice, bare, label="Made")
    browser = client_of(alice)
    assert "Nothing to rewrite" in browser.get(f"/d/{design.id}/rewrites/").content.decode()
    assert browser.post(f"/d/{design.id}/rewrites/start/").status_code == 303
    assert not Job.objects.exists()


def test_a_design_for_sqlite_is_compared_by_sqlite_and_shows_its_plans(
    alice: User, team: Team, client_of: ClientOf
) -> None:
    schema = schema_of(
        entity("orders", "id INTEGER", "placed_at DATETIME not null", pk="id", index="placed_at", rows=90_000),
        pattern("a day", "SELECT id FROM orders WHERE date(placed_at) = @day", per_minute=9),
        dialect=model.Dialect(name="sqlite", version="3.45"),
    )
    design = create_design(team.id, alice, schema, label="Made")
    browser, url = client_of(alice), f"/d/{design.id}/rewrites/"
    assert browser.post(f"{url}start/").status_code == 303
    do_jobs()
    page = browser.get(url).content.decode()
    assert "Proved equal on" in page, Job.objects.get().error
    assert "SEARCH orders USING" in page
    assert "SQLite tells no costs" in page
    assert "@day" in page
