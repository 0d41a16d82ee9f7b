"""The migration page: its steps, its files, and its proof on a real server."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.jobs.models import Job
from designer.planning import FORMATS
from designer.schema.changes import Change
from designer.schema.edits import add, alter, drop
from designer.schema.model import Attribute, Dialect, Index, IndexKey
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.versions import make_version
from designer.web.migrating import TOOLS
from designer.web.migration_proofs import _spans
from designer.web.migration_steps import duration
from designer.web.models import Verdict
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs


def placed_at(schema: Schema) -> str:
    return next(one.id for one in schema.entity("orders").attributes if one.name == "placed_at")


def index(schema: Schema) -> Change:
    made = Index(name="orders_placed_idx", keys=(IndexKey(column=placed_at(schema)),))
    return add(schema, made, to=schema.entity("orders").id)


def channel(schema: Schema) -> Change:
    return add(schema, Attribute(name="channel", type="text"), to=schema.entity("orders").id)


def as_date(schema: Schema) -> Change:
    return alter(schema, placed_at(schema), type="date")


def page_of(browser: Client, design: Design, query: str = "") -> str:
    answer = browser.get(f"/d/{design.id}/plan/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def zipped(browser: Client, design: Design, query: str = "") -> zipfile.ZipFile:
    answer = browser.get(f"/d/{design.id}/plan/files/{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_without_a_version_there_is_nothing_to_plan(browser: Client, design: Design) -> None:
    assert "No version to compare with" in page_of(browser, design)
    for method, url in ((browser.get, "files/"), (browser.get, "proof/"), (browser.post, "proof/")):
        answer = method(f"/d/{design.id}/plan/{url}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/d/{design.id}/plan/")
    assert not Job.objects.exists()


def test_equal_sides_need_nothing_and_prove_nothing(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change()
    assert "Nothing to do" in page_of(browser, design)
    assert browser.post(f"/d/{design.id}/plan/proof/").status_code == 303
    assert not Job.objects.exists()
    assert zipped(browser, design).namelist() == []


@pytest.mark.parametrize(
    "query", ["?strategy=fast", "?target=9", "?target=x", "?as=../../etc", "?first=0", "?first=-1", "?first=1e9"]
)
def test_nonsense_counts_as_not_said(query: str, browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(channel)
    assert "ADD COLUMN channel" in words(page_of(browser, design, query))


def test_every_tool_has_a_name() -> None:
    assert set(TOOLS) == set(FORMATS)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.0, ""), (0.01, "under 0.1 s"), (4.0, "4 s"), (89.0, "89 s"), (90.0, "1.5 min"),
     (420.0, "7 min"), (9000.0, "2.5 h"), (900000.0, "250 h")],
)  # fmt: skip
def test_estimates_read_as_people_say_them(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_large_tables_are_planned_online_unless_said_otherwise(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(index)
    assert "CREATE INDEX CONCURRENTLY" in words(page_of(browser, design))
    direct = words(page_of(browser, design, "?strategy=direct"))
    assert "CREATE INDEX orders_placed_idx" in direct
    assert "MG010" in direct
    assert "Plan it so" in direct


def test_a_step_says_what_it_locks_how_long_and_how_to_go_back(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(as_date)
    page = words(page_of(browser, design, "?strategy=direct"))
    for part in (
        "ACCESS EXCLUSIVE",
        "reads and writes wait",
        "writes public.orders anew",
        "estimate 80 s",
        "The way back",
        "ALTER COLUMN placed_at TYPE timestamptz",
        "Mend",
    ):
        assert part in page, part


def test_what_cannot_come_back_is_said(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(lambda one: drop(one, placed_at(one)))
    page = words(page_of(browser, design, "?strategy=direct"))
    assert "1 step loses data" in page
    assert "save that first" in page


def test_expand_and_contract_shows_its_phases(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(as_date)
    page = words(page_of(browser, design, "?strategy=expand-contract"))
    places = [page.index(part) for part in ("Expand: ", "Backfill: ", "Switch: ", "Contract: ")]
    assert places == sorted(places)


def test_the_target_decides_what_is_written(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(lambda one: alter(one, placed_at(one), not_null=None))
    make = {"from": "now", "to": "1", "strategy": "online"}
    pages = [
        words(page_of(browser, design, "?" + "&".join(f"{k}={v}" for k, v in {**make, "target": major}.items())))
        for major in (15, 18)
    ]
    assert pages[0] != pages[1]
    assert "CHECK (placed_at IS NOT NULL) NOT VALID" in pages[0]


@pytest.mark.parametrize("tool", FORMATS)
def test_the_zip_holds_the_files_of_the_tool_and_is_the_same_every_time(
    tool: str, browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(index, channel)
    query = f"?as={tool}&first=7"
    first, second = (browser.get(f"/d/{design.id}/plan/files/{query}") for _ in range(2))
    assert first.content == second.content
    names = zipped(browser, design, query).namelist()
    assert names == sorted(names)
    assert len(names) >= 2
    text = "".join(zipped(browser, design, query).read(name).decode() for name in names)
    assert "orders_placed_idx" in text
    for name in names:
        assert name in page_of(browser, design, query)


def test_hostile_names_stay_names_in_page_and_zip(browser: Client, design: Design, change: Callable[..., None]) -> None:
    name = "../../<script>alert(1)</script>\" '; DROP TABLE x; --"
    change(lambda one: add(one, Attribute(name=name, type="text"), to=one.entity("orders").id))
    for strategy in ("direct", "online", "expand-contract"):
        assert "<script>alert(1)" not in page_of(browser, design, f"?strategy={strategy}")
    for tool in FORMATS:
        assert not [one for one in zipped(browser, design, f"?as={tool}").namelist() if ".." in one or one[0] == "/"]
    assert "<script>alert(1)" not in browser.get(f"/d/{design.id}/compare/").content.decode()


def proof_query(page: str) -> str:
    (found,) = set(re.findall(r'action="(/d/\d+/plan/proof/[^"]*)"', page))
    return str(found).replace("&amp;", "&")


def test_a_plan_is_proved_there_back_and_there_again(
    browser: Client, design: Design, change: Callable[..., None], fragment: dict[str, str]
) -> None:
    change(as_date, channel)
    url = proof_query(page_of(browser, design, "?strategy=expand-contract"))
    answer = browser.post(url, headers=fragment).content.decode()
    assert "Proving the migration" in answer
    assert browser.post(url).status_code == 303
    assert Job.objects.count() == 1
    assert do_jobs() == 1
    page = words(browser.get(url, headers=fragment).content.decode().join(("<main>", "")))
    for part in ("Proved on PostgreSQL", "Up", "Down", "Up again", "none lost or changed", "orders of a customer"):
        assert part in page, part
    kept = Verdict.objects.get(target="migration").result
    assert kept["verified"]["verdict"] == "proved"
    assert {one["version"] for one in kept["survival"]} == {"old", "new"}
    assert all(words == "ok" for one in kept["survival"] for _, words in one["phases"])


def test_phases_in_which_all_fare_alike_are_one_column() -> None:
    def row(*words: str) -> dict[str, Any]:
        return {"phases": [list(one) for one in zip(("start", "expand", "backfill", "contract"), words, strict=True)]}

    assert _spans([]) == []
    assert _spans([row("ok", "ok", "ok", "ok")]) == [("start to contract", 0)]
    two = [row("ok", "ok", "ok", "gone"), row("not there", "ok", "ok", "ok")]
    assert _spans(two) == [("start", 0), ("expand to backfill", 1), ("contract", 3)]


def test_another_edit_needs_another_proof_and_an_undo_finds_it_again(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(channel)
    browser.post(proof_query(page_of(browser, design)))
    do_jobs()
    assert "Proved on" in page_of(browser, design)
    schema = schema_of(Design.objects.get(pk=design.pk))
    edit(Design.objects.get(pk=design.pk), None, (alter(schema, placed_at(schema), type="date"),), label="Date")
    assert "Proved on" not in page_of(browser, design)
    browser.post(f"/d/{design.id}/history/undo/")
    assert "Proved on" in page_of(browser, design)


def test_what_does_not_hold_is_shown_with_the_servers_words(
    browser: Client, design: Design, change: Callable[..., None]
) -> None:
    change(lambda one: add(one, Attribute(name="place", type="geography"), to=one.entity("orders").id))
    browser.post(proof_query(page_of(browser, design)))
    do_jobs()
    page = words(page_of(browser, design))
    assert "It does not hold" in page or "Proved in part" in page
    assert "geography" in page.partition("Proof")[2]


def test_cancel_comes_back_to_the_same_plan(browser: Client, design: Design, change: Callable[..., None]) -> None:
    change(channel)
    url = proof_query(page_of(browser, design, "?strategy=online&as=flyway"))
    browser.post(url)
    job: Any = Job.objects.get()
    query = url.partition("?")[2]
    answer = browser.post(f"/d/{design.id}/jobs/{job.id}/cancel/?{query}")
    assert answer.headers["Location"].endswith(query)
    assert "It was cancelled." in page_of(browser, design, f"?{query}")


def test_a_viewer_may_prove_and_a_stranger_may_not(
    victor: User, charlie: User, client_of: ClientOf, design: Design, change: Callable[..., None]
) -> None:
    change(channel)
    url = f"/d/{design.id}/plan/proof/?from=1&to=now"
    assert client_of(charlie).post(url).status_code == 404
    assert client_of(None).post(url).status_code == 302
    assert not Job.objects.exists()
    assert client_of(victor).post(url).status_code == 303


def test_a_sqlite_design_is_planned_and_says_what_waits(browser: Client, design: Design, alice: User) -> None:
    as_sqlite = alter(schema_of(design), "design", dialect=Dialect(name="sqlite"))
    edit(design, alice, (as_sqlite,), label="For SQLite")
    make_version(design, alice, message="As it was")
    schema = schema_of(design)
    edit(design, alice, (drop(schema, placed_at(schema)),), label="Change")
    page = page_of(browser, design)
    assert "PRAGMA" in page
    assert "Writes wait at worst" in page
    assert 'name="target"' not in page
    assert 'name="strategy"' not in page
    assert "plan it with the strategy direct" in page_of(browser, design, "?strategy=online")


def test_a_mysql_design_is_planned_with_its_algorithms_and_has_one_strategy(
    browser: Client, design: Design, alice: User
) -> None:
    edit(design, alice, (alter(schema_of(design), "design", dialect=Dialect(name="mysql")),), label="For MySQL")
    make_version(design, alice, message="As it was")
    schema = schema_of(design)
    edit(design, alice, (drop(schema, placed_at(schema)),), label="Change")
    page = page_of(browser, design)
    assert "ALTER TABLE" in page
    assert "METADATA, INPLACE" in page
    assert "A throw-away MariaDB server runs" in page
    assert "online and expand-contract are for PostgreSQL" in page
    assert 'name="target"' not in page
    assert 'name="strategy"' not in page
    assert "plan it with the strategy direct" in page_of(browser, design, "?strategy=online")
