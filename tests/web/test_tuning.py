"""Access patterns as a real planner sees them: costs, plans, indexes to add and drop, the matrix, growth."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from designer.analysis import growth as growing
from designer.analysis.index_engine import robustness
from designer.analysis.settings import settings_from_json
from designer.jobs.models import Job
from designer.jobs.progress import Cancelled
from designer.lab.planner import NoServer
from designer.schema.build import attribute, entity, link, pattern, schema_of
from designer.schema.changes import Move, Rename
from designer.schema.edits import alter, drop
from designer.schema.model import Index, IndexKey
from designer.schema.schema import Schema
from designer.store.cache import CACHE
from designer.store.cache import schema_of as stored
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.rule_settings import set_rule_settings
from designer.web.answers_kept import content_of
from designer.web.findings import listed
from designer.web.models import Verdict
from designer.web.reports import findings_of
from designer.web.tuning import keeping, making
from designer.web.tuning.growing import robustness_rows
from designer.web.tuning.keeping import evidence_of, keep, key_of
from tests.web.conftest import ClientOf
from tests.web.queries import MOST
from tests.web.states import fresh
from tests.web.working import do_jobs

DesignOf = Callable[[Schema], Design]
_made: dict[str, Any] = {}


def shop(*more: Any) -> Schema:
    """A pattern that wants an index, one that a key serves, one that the planner refuses; an index nobody reads."""
    idle = Index(name="orders_note_idx", keys=(IndexKey(column="note"),))
    return schema_of(
        entity("customers", "id bigint", "name text", pk="id", rows=400_000),
        entity(
            "orders", "id bigint", attribute("customer_id bigint not null", distinct=300_000), "note text",
            pk="id", rows=3_000_000, indexes=(idle,),
        ),
        link("orders.customer_id", "customers.id"),
        pattern("orders of a customer", "SELECT * FROM orders WHERE customer_id = $1", per_minute=1200, latency_ms=20),
        pattern("one order", "SELECT note FROM orders WHERE id = $1", per_minute=60),
        pattern("broken", "SELECT totl FROM orders", per_minute=5),
        *more,
        name="shop",
    )  # fmt: skip


@pytest.fixture
def planned(design_of: DesignOf, browser: Client, monkeypatch: pytest.MonkeyPatch) -> Design:
    """The shop with its results: made by a real planner the first time, and the same ones in every later test.

    Few sizes are enough here; all of them are planned with in the browser's tests.
    """
    design = design_of(shop())
    if not _made:
        monkeypatch.setattr(growing, "DECADES", (1e3, 1e5))
        monkeypatch.setattr(robustness, "FACTORS", robustness.FACTORS[:1])
        answer = browser.post(f"/d/{design.id}/tuning/?as=patterns")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/d/{design.id}/patterns/")
        assert do_jobs() == 1
        job = Job.objects.get()
        assert (job.state, job.error, job.result) == (Job.DONE, "", {})
        _made.update({row.target: row.result for row in Verdict.objects.all()})
        return design
    put(design, browser, _made)
    return design


def put(design: Design, browser: Client, parts: dict[str, Any]) -> None:
    """Results as if the job had made them."""
    browser.post(f"/d/{design.id}/tuning/")
    job = Job.objects.get(design_id=design.id)
    for name, result in parts.items():
        keep(job, name, result)
    Job.objects.filter(id=job.id).update(state=Job.DONE, result={}, finished_at=timezone.now())


def named(design: Design, name: str) -> str:
    return next(one.id for one in stored(design).access_patterns if one.name == name)


def text_of(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def apply(browser: Client, design: Design, what: str, stamp: str | None = None) -> Any:
    if stamp is None:
        stamp = browser.get(f"/d/{design.id}/indexes/").context["advice"]["stamp"]
    return browser.post(f"/d/{design.id}/indexes/apply/", {"what": what, "stamp": stamp})


def say(design: Design, user: User, comment: str) -> None:
    """An edit that changes what the design means, and no plan."""
    schema = stored(design)
    edit(design, user, (alter(schema, schema.entity("customers").id, comment=comment),), label="Say so")


def pages_of(design: Design, name: str) -> dict[str, str]:
    """Every page about the planner's results; `name`: of the pattern whose page is among them."""
    plain = ("patterns/", "indexes/", "indexes/matrix/", "growth/")
    return {**{page: page for page in plain}, "pattern": f"pattern/{named(design, name)}"}


def test_before_anybody_asked_each_page_says_so_and_offers_it(browser: Client, design: Design) -> None:
    for page in pages_of(design, "orders of a customer").values():
        text = text_of(browser, f"/d/{design.id}/{page}")
        assert "Not planned yet." in text, page
        assert "Plan the patterns</button>" in text, page


def test_other_distinct_values_were_not_tried_where_none_are_declared() -> None:
    same = {"cost_before": 9.0, "cost_after": 1.0, "bytes": 8192, "fragile": []}
    found = {
        "baseline_cost": 9.0,
        "cost": 1.0,
        "storage_bytes": 8192,
        "robustness": [["rows_x10", same], ["distinct_x0.1", same], ["distinct_x10", same]],
    }
    silent = schema_of(entity("t", "id int", "a int", pk="id", rows=1000))
    assert [one.get("same", False) for one in robustness_rows(silent, found)] == [False, False, True, True]
    assert not any(one.get("same", False) for one in robustness_rows(shop(), found))


def test_a_design_without_patterns_has_nothing_to_plan(browser: Client, design_of: DesignOf) -> None:
    design = design_of(schema_of(entity("t", "id int")))
    for page in ("patterns/", "indexes/", "indexes/matrix/", "growth/"):
        assert "No access patterns yet" in text_of(browser, f"/d/{design.id}/{page}"), page
    browser.post(f"/d/{design.id}/tuning/")
    assert not Job.objects.exists()


def test_an_unknown_pattern_is_not_found(browser: Client, design: Design) -> None:
    for key in ("nothing", "../../x", stored(design).entity("orders").id):
        assert browser.get(f"/d/{design.id}/pattern/{key}").status_code == 404


def test_whoever_may_look_may_have_it_planned_and_a_second_request_joins(
    victor: User, charlie: User, client_of: ClientOf, browser: Client, design: Design, fragment: dict[str, str]
) -> None:
    assert client_of(charlie).post(f"/d/{design.id}/tuning/").status_code == 404
    url = f"/d/{design.id}/tuning/?as=growth&have=0"
    answer = client_of(victor).post(url, headers=fragment)
    assert "Planning the access patterns…" in answer.content.decode()
    assert 'class="tuning-state' not in answer.content.decode()  # an empty box below the progress
    assert browser.post(url)["Location"] == f"/d/{design.id}/growth/"
    assert Job.objects.count() == 1
    waiting = browser.get(url, headers=fragment)
    assert "HX-Refresh" not in waiting
    assert 'http-equiv="refresh"' in text_of(browser, f"/d/{design.id}/growth/")
    keep(Job.objects.get(), "plans", {"server": "", "notes": [], "indexes": [], "patterns": {}})
    assert browser.get(url, headers=fragment)["HX-Refresh"] == "true"
    assert "HX-Refresh" not in browser.get(f"/d/{design.id}/tuning/?as=growth&have=1", headers=fragment)
    Job.objects.update(state=Job.CANCELLED)
    assert browser.get(url, headers=fragment)["HX-Refresh"] == "true"
    assert "It was cancelled." in text_of(browser, f"/d/{design.id}/growth/")


def test_the_list_says_what_each_costs_and_what_serves_it(browser: Client, planned: Design) -> None:
    page = browser.get(f"/d/{planned.id}/patterns/")
    plans = {one["name"]: one["plan"] for one in page.context["patterns"]}
    scan = plans["orders of a customer"]
    assert scan["cost"] > 10_000 > scan["limit"] > scan["after"]
    assert scan["serving"] == []
    assert scan["would_serve"] == ["orders_customer_id_idx"]
    assert scan["percent"] == 100
    assert [one["name"] for one in plans["one order"]["serving"]] == ["orders_pkey"]
    assert plans["one order"]["after"] is None
    assert not plans["one order"]["heavy"]
    assert plans["broken"]["cost"] is None
    assert 'column "totl" does not exist' in plans["broken"]["refused"][0]
    text = page.content.decode()
    assert "Computed for the design as it is" in text
    assert "PostgreSQL 18" in text
    assert "assumed volume" in text
    order = [one["name"] for one in browser.get(f"/d/{planned.id}/patterns/?sort=cost").context["patterns"]]
    assert order == ["orders of a customer", "one order", "broken"]


def test_a_pattern_shows_its_plans_before_and_after(browser: Client, planned: Design) -> None:
    page = browser.get(f"/d/{planned.id}/pattern/{named(planned, 'orders of a customer')}")
    (statement,) = page.context["statements"]
    worst = next(one for one in statement["before"]["steps"] if one["costliest"])
    assert (worst["kind"], worst["relation"]) == ("Seq Scan", "orders")
    assert worst["percent"] > 90
    assert any(one["index"] == "orders_customer_id_idx" for one in statement["after"]["steps"])
    assert "<-- costliest" in statement["before"]["text"]
    assert json.loads(statement["before"]["json"])[0]["Plan"]["Node Type"]
    assert page.context["growing"]["verdict"]["kind"] == "error"
    assert page.context["growing"]["verdict_after"]["kind"] == "good"
    text = page.content.decode()
    assert "style=" not in text.partition("<main")[2]
    assert f"/d/{planned.id}/?pattern=" in text
    refused = browser.get(f"/d/{planned.id}/pattern/{named(planned, 'broken')}").content.decode()
    assert "There is no plan" in refused


def test_an_index_goes_into_the_design_with_its_button_and_out_again(
    browser: Client, rita: User, client_of: ClientOf, planned: Design
) -> None:
    found = browser.get(f"/d/{planned.id}/indexes/").context["advice"]
    assert [one["name"] for one in found["indexes"]] == ["orders_customer_id_idx"]
    (one,) = found["indexes"]
    assert [each["name"] for each in one["served"]][:1] == ["orders of a customer"]
    assert one["bytes"] > 1_000_000
    assert one["why"]
    assert found["totals"]["candidates"] >= 1
    assert apply(client_of(rita), planned, "all").status_code == 403
    assert apply(browser, planned, "index:0").status_code == 303
    page = browser.get(f"/d/{planned.id}/indexes/")
    text = page.content.decode()
    assert "Add index orders_customer_id_idx: done." in text
    assert "Computed for revision 1; 1 change since." in text
    assert page.context["advice"]["indexes"][0]["applied"]
    assert page.context["advice"]["open"] == 0
    assert "orders_customer_id_idx" in [one.name for one in stored(fresh(planned)).entity("orders").indexes]
    assert apply(browser, planned, "all").status_code == 303
    assert "Nothing to do" in text_of(browser, f"/d/{planned.id}/indexes/")
    browser.post(f"/d/{planned.id}/history/2/undo/")
    # The design means what it meant when it was planned.
    after = browser.get(f"/d/{planned.id}/indexes/")
    assert "Computed for the design as it is" in after.content.decode()
    assert after.context["advice"]["open"] == 1


def test_an_index_that_nobody_reads_is_dropped(browser: Client, planned: Design) -> None:
    found = browser.get(f"/d/{planned.id}/indexes/").context["advice"]["existing"]
    assert [one["name"] for one in found] == ["orders_note_idx"]
    assert found[0]["writes"] > 0
    assert apply(browser, planned, "drops").status_code == 303
    assert "Drop 1 index that could go: done." in text_of(browser, f"/d/{planned.id}/indexes/")
    browser.post(f"/d/{planned.id}/history/2/undo/")
    assert apply(browser, planned, "drop:0").status_code == 303
    assert stored(fresh(planned)).entity("orders").indexes == ()
    assert browser.get(f"/d/{planned.id}/indexes/").context["advice"]["existing"][0]["applied"]


def test_what_is_no_recommendation_is_refused(browser: Client, planned: Design) -> None:
    stamp = browser.get(f"/d/{planned.id}/indexes/").context["advice"]["stamp"]
    for what in ("", "index:1", "index:-1", "index:x", "drop:", "table:0", f"index:{'9' * 40}"):
        assert apply(browser, planned, what, stamp).status_code == 422, what
    assert fresh(planned).revision == 1


def test_buttons_of_an_older_result_do_nothing(browser: Client, planned: Design) -> None:
    answer = apply(browser, planned, "all", stamp="2020-01-01T00:00:00+00:00")
    assert answer.status_code == 409
    assert "computed anew" in answer.content.decode()
    assert fresh(planned).revision == 1


def test_an_index_on_what_is_gone_is_refused_in_words(browser: Client, alice: User, planned: Design) -> None:
    schema = stored(planned)
    edit(planned, alice, (drop(schema, schema.relationships[0].id),), label="Drop the link")
    schema = stored(planned)
    edit(planned, alice, (drop(schema, schema.entity("orders").attributes[1].id),), label="Drop the column")
    answer = apply(browser, planned, "all")
    assert answer.status_code in (409, 422)
    assert "It was not done, since the design has moved on" in answer.content.decode()


def test_after_an_edit_the_results_say_for_what_they_were_made(browser: Client, alice: User, planned: Design) -> None:
    say(planned, alice, "People")
    schema = stored(planned)
    change = alter(schema, named(planned, "one order"), statements=("SELECT id FROM orders WHERE id = $1",))
    edit(planned, alice, (change,), label="Change")
    page = browser.get(f"/d/{planned.id}/patterns/")
    assert "Computed for revision 1; 2 changes since." in page.content.decode()
    changed = {one["name"]: one["plan"]["changed"] for one in page.context["patterns"]}
    assert changed == {"orders of a customer": False, "one order": True, "broken": False}
    assert "was changed after the patterns were planned" in text_of(
        browser, f"/d/{planned.id}/pattern/{named(planned, 'one order')}"
    )


def test_figures_of_two_states_stand_on_no_page_together(browser: Client, alice: User, planned: Design) -> None:
    say(planned, alice, "People")
    keep(keeping.ask(planned, stored(planned), alice), "plans", _made["plans"])
    page = browser.get(f"/d/{planned.id}/patterns/")
    plans = {one["name"]: one["plan"] for one in page.context["patterns"]}
    assert plans["orders of a customer"]["cost"] > 10_000
    assert plans["orders of a customer"]["after"] is None  # known of revision 1 only
    assert "Computed for the design as it is" in page.content.decode()
    assert "Computed for revision 1; 1 change since." in text_of(browser, f"/d/{planned.id}/indexes/")
    assert "Computed for revision 1; 1 change since." in text_of(browser, f"/d/{planned.id}/growth/")
    columns = browser.get(f"/d/{planned.id}/indexes/matrix/").context["matrix"]["columns"]
    assert "recommended" not in {one["kind"] for one in columns}


def test_the_matrix_tells_who_reads_what_now_and_then(browser: Client, planned: Design) -> None:
    found = browser.get(f"/d/{planned.id}/indexes/matrix/").context["matrix"]
    columns = {one["name"]: (place, one["kind"]) for place, one in enumerate(found["columns"])}
    assert {name: kind for name, (_, kind) in columns.items()} == {
        "orders_customer_id_idx": "recommended",
        "orders_note_idx": "existing",
        "orders_pkey": "key",
    }
    rows = {one["name"]: [cell["state"] for cell in one["cells"]] for one in found["rows"]}
    assert rows["orders of a customer"][columns["orders_customer_id_idx"][0]] == "new"
    assert rows["one order"][columns["orders_pkey"][0]] == "now"
    assert set(rows["broken"]) == {""}
    assert found["unused"] == ["orders_note_idx"]
    assert all(one["bytes"] > 1_000_000 and one["writes"] > 0 for one in found["columns"] if one["kind"] != "key")
    only = browser.get(f"/d/{planned.id}/indexes/matrix/?table=orders").context["matrix"]
    assert {one["table"] for one in only["columns"]} == {"orders"}
    assert browser.get(f"/d/{planned.id}/indexes/matrix/?table=<x>").context["matrix"]["table"] == ""


def test_growth_says_at_how_many_rows_each_plan_turns_bad(browser: Client, planned: Design) -> None:
    page = browser.get(f"/d/{planned.id}/growth/")
    found = page.context["growth"]
    assert [one["rows"] for one in found["sizes"]] == [1e3, 1e5, 3e6]
    assert found["sizes"][found["declared_at"]]["declared"]
    worst = found["patterns"][0]
    assert worst["name"] == "orders of a customer"
    assert worst["verdict"]["text"].startswith("bad from ")
    assert (worst["cells"][0]["bad"], worst["cells"][2]["bad"], worst["cells"][2]["bad_after"]) == (False, True, False)
    text = page.content.decode()
    assert 'type="range"' in text
    assert "with the recommended indexes stays good" in text
    assert "A tenth of the rows" in text
    assert "style=" not in text.partition("<main")[2]


def test_without_a_server_the_reason_stands_where_the_proof_would(
    browser: Client, design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "open_lab", lambda: NoServer("There is no PostgreSQL 18 on this machine."))
    browser.post(f"/d/{design.id}/tuning/")
    do_jobs()
    for page in pages_of(design, "orders of a customer").values():
        text = text_of(browser, f"/d/{design.id}/{page}")
        assert "There is no PostgreSQL 18 on this machine." in text, page
        assert f'href="/d/{design.id}/findings/"' in text, page
        assert "Plan again</button>" in text, page
    assert not Verdict.objects.exists()


def test_a_finding_about_a_pattern_says_what_the_planner_says(
    browser: Client, planned: Design, design_of: DesignOf
) -> None:
    def page_of(design: Design, code: str) -> Any:
        shown = findings_of(design, stored(design))
        found = next(key for key, one in listed(shown).items() if one.finding.code == code)
        return browser.get(f"/d/{design.id}/findings/{found}/")

    pattern_id = named(planned, "orders of a customer")
    about = next(one for one in findings_of(planned, stored(planned)).report.findings
                 if one.subject.access_pattern == pattern_id)  # fmt: skip
    page = page_of(planned, about.code)
    (one,) = page.context["planner"]["patterns"]
    assert one["cost"] > 10_000 > one["after"]
    assert "With the recommended indexes" in page.content.decode()
    unplanned = design_of(replace(shop(), name="another"))
    assert "have not been planned yet" in page_of(unplanned, about.code).content.decode()


def test_names_in_results_are_escaped_wherever_they_stand(
    browser: Client, design_of: DesignOf, planned: Design
) -> None:
    evil = "<script>x</script>"
    schema = shop()
    hostile = replace(
        schema, access_patterns=tuple(replace(one, name=f"{one.name} {evil}") for one in schema.access_patterns)
    )
    design = design_of(hostile)
    text = json.dumps(_made)
    for name in ("orders_customer_id_idx", "orders_pkey", "orders_note_idx", "Seq Scan", "does not exist"):
        assert name in text
        text = text.replace(name, evil)
    ids = dict(zip((named(planned, one.name) for one in shop().access_patterns),
                   (one.id for one in stored(design).access_patterns), strict=True))  # fmt: skip
    for old, new in ids.items():
        text = text.replace(old, new)
    put(design, browser, json.loads(text))
    for page in pages_of(design, f"orders of a customer {evil}").values():
        shown = text_of(browser, f"/d/{design.id}/{page}")
        assert "&lt;script&gt;x" in shown, page
        assert evil not in shown, page


def test_what_a_cancelled_job_has_made_is_kept(
    browser: Client, design_of: DesignOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_: Any, **__: Any) -> None:
        raise Cancelled

    monkeypatch.setattr(making, "recommend", cancelled)
    design = design_of(shop())
    browser.post(f"/d/{design.id}/tuning/")
    do_jobs()
    assert Job.objects.get().state == Job.CANCELLED
    page = browser.get(f"/d/{design.id}/patterns/")
    assert "It was cancelled." in page.content.decode()
    assert next(one for one in page.context["patterns"] if one["name"] == "one order")["plan"]["cost"] > 0
    assert "No indexes computed yet" in text_of(browser, f"/d/{design.id}/indexes/")


def test_only_the_last_few_results_are_kept(browser: Client, alice: User, planned: Design) -> None:
    for number in range(keeping._BACK + 2):
        say(planned, alice, f"People {number}")
        job = keeping.ask(planned, stored(planned), alice)
        keep(job, "plans", _made["plans"])
        Job.objects.filter(id=job.id).update(state=Job.DONE)
    keeping.forget_old(planned)
    assert Verdict.objects.count() == keeping._BACK
    assert evidence_of(planned, stored(planned)).behind == 0


def test_results_are_made_and_kept_by_the_numbers_of_the_team(
    browser: Client, alice: User, planned: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: dict[str, Any] = {}

    def taken(*_: Any, **given: Any) -> None:
        used.update(given)
        raise Cancelled

    monkeypatch.setattr(making, "recommend", taken)
    before, answers = key_of(planned, stored(planned)), content_of(planned, stored(planned))
    named_only = settings_from_json({"off": ["NM"], "naming": {"case": "snake"}})
    set_rule_settings(alice, planned.team_id, named_only)
    planned = Design.objects.get(pk=planned.pk)
    assert (key_of(planned, stored(planned)), content_of(planned, stored(planned))) == (before, answers)
    set_rule_settings(alice, planned.team_id, settings_from_json({"thresholds": {"patterns_to_judge": 9}}))
    planned = Design.objects.get(pk=planned.pk)
    assert key_of(planned, stored(planned)) != before
    assert content_of(planned, stored(planned)) != answers
    page = text_of(browser, f"/d/{planned.id}/patterns/")
    assert "Computed before the team's rules were changed." in page
    browser.post(f"/d/{planned.id}/tuning/")
    do_jobs()
    assert used["thresholds"].patterns_to_judge == 9


def test_two_columns_that_swap_their_names_have_results_of_their_own(alice: User, design_of: DesignOf) -> None:
    design = design_of(schema_of(entity("t", "a int", "b int"), pattern("p", "SELECT a FROM t")))
    before = key_of(design, stored(design))
    schema = stored(design)
    a, b = schema.entity("t").attributes
    names = (Rename(kind="attribute", id=a.id, old="a", new="b"), Rename(kind="attribute", id=b.id, old="b", new="a"))
    edit(design, alice, names, label="Swap")
    swapped = stored(design)
    moved = (Move(kind="attribute", id=a.id, old=0, new=1),)
    edit(design, alice, moved, label="Move")
    assert stored(design) != swapped
    assert key_of(design, stored(design)) != before


def test_pages_take_no_more_queries_for_a_large_workload(browser: Client, design_of: DesignOf, planned: Design) -> None:
    known = _made["plans"]["patterns"][named(planned, "one order")]
    counts: dict[str, list[int]] = {}
    for number in (5, 50):
        more = [pattern(f"p{n}", f"SELECT note FROM orders WHERE id = {n}") for n in range(number)]
        design = design_of(shop(*more))
        found = {one.id: known for one in stored(design).access_patterns}
        put(design, browser, {**_made, "plans": {**_made["plans"], "patterns": found}})
        for name, page in pages_of(design, "p1").items():
            CACHE.clear()
            keeping._loaded.__init__(24)  # type: ignore[misc]
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"/d/{design.id}/{page}").status_code == 200
            asked = [one for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            counts.setdefault(name, []).append(len(asked))
    assert all(few == many <= MOST for few, many in counts.values()), counts
