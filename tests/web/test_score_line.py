"""The score on a design's home page: dismissing without a reason does not move it, mending does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from designer.schema.apply import apply
from designer.schema.edits import add, alter, drop
from designer.schema.model import RETIRED, Decision, Invariant
from designer.store.cache import schema_of
from designer.store.conflicts import EditConflict
from designer.store.editing import edit
from designer.store.models import Action, AuditEntry, Design
from designer.store.retiring import retiring
from designer.store.undoing import undo_last
from designer.web import score_history
from designer.web.deciding import dismissal
from designer.web.models import Mark
from designer.web.reports import findings_of
from designer.web.score_history import looks_of, to_retire
from tests.web.conftest import ClientOf


def _marks(design: Design) -> list[float]:
    return list(Mark.objects.filter(design_id=design.id).order_by("revision").values_list("score", flat=True))


def test_the_line_follows_the_revisions(design: Design, alice: User, client_of: ClientOf) -> None:
    browser, url = client_of(alice), f"/d/{design.id}/?tab=inspector"
    page = browser.get(url).content.decode()
    assert "of 100" in page
    assert "score-line" not in page
    schema = schema_of(design)
    found = findings_of(design, schema).report.findings
    edit(design, alice, dismissal(schema, found, "", None), label="Dismiss all")
    design.refresh_from_db()
    page = browser.get(url).content.decode()
    assert "score-line" in page
    before, after = _marks(design)
    assert after <= before
    assert "dismissed without one" in page


def test_taking_away_access_patterns_does_not_raise_it(design: Design, alice: User, client_of: ClientOf) -> None:
    schema = schema_of(design)
    judged = findings_of(design, schema)
    assert any(one.subject.access_pattern for one in judged.report.findings)
    edit(design, alice, [drop(schema, one.id) for one in schema.access_patterns], label="Say nothing of use")
    edit(design, alice, [alter(schema_of(design), schema.entities[0].id, comment="Another.")], label="Describe")
    design.refresh_from_db()
    page = client_of(alice).get(f"/d/{design.id}/?tab=inspector").content.decode()
    before, after = _marks(design)
    assert after <= before
    assert f"The design no longer says the access pattern “{schema.access_patterns[0].name}”" in page
    assert "saying less mends nothing" in page
    assert "It stands on 0 access patterns" in page
    assert not any(one.subject.access_pattern for one in findings_of(design, schema_of(design)).report.findings)
    undo_last(design, alice)
    undo_last(design, alice)
    design.refresh_from_db()
    page = client_of(alice).get(f"/d/{design.id}/?tab=inspector").content.decode()
    assert "no longer says" not in page
    assert _marks(design)[-1] == before


def test_what_is_gone_for_good_is_said_once_with_a_reason(design: Design, alice: User, client_of: ClientOf) -> None:
    findings_of(design, schema_of(design))
    browser, (pattern, *_) = client_of(alice), schema_of(design).access_patterns
    delete, page = f"/d/{design.id}/delete/{pattern.id}", f"/d/{design.id}/score/"
    assert "counts on in the score" in browser.get(delete).content.decode()
    assert browser.post(delete, {"reason": "unused", "revision": design.revision}).status_code == 422
    assert browser.post(delete, {"reason": "", "revision": design.revision}).status_code == 303
    shown = browser.get(page).content.decode()
    before, held = _marks(design)
    assert held <= before
    assert "No longer said" in shown
    retire = f"/d/{design.id}/score/retire/{pattern.id}/"
    refused = browser.post(retire, {"reason": "x x x"})
    assert (
        refused.status_code,
        "three" in refused.content.decode() or "different words" in refused.content.decode(),
    ) == (422, True)
    reason = "The <b>nightly</b> report was switched off in March."
    assert browser.post(retire, {"reason": reason}).status_code == 303
    shown = browser.get(page).content.decode()
    assert "Gone for good" in shown
    assert "The &lt;b&gt;nightly&lt;/b&gt; report" in shown
    assert "No longer said" not in shown
    *_, risen = _marks(design)
    assert risen > held
    (cause,) = Mark.objects.order_by("-revision").filter(design_id=design.id)[0].causes
    assert (cause["why"], cause["points"]) == ("retired", round(risen - held, 1))
    assert f"+{cause['points']}" in shown
    (entry,) = AuditEntry.objects.filter(team_id=design.team_id, action=Action.USE_RETIRED)
    assert (entry.actor_id, entry.details["reason"]) == (alice.pk, reason)
    (decision,) = schema_of(Design.objects.get(pk=design.pk)).decisions
    assert browser.post(f"/d/{design.id}/score/unretire/{decision.id}/").status_code == 303
    browser.get(page)
    assert _marks(design)[-1] == held


def test_numbers_said_otherwise_are_named_where_the_score_rises_by_them(
    design: Design, alice: User, client_of: ClientOf
) -> None:
    schema = schema_of(design)
    findings_of(design, schema)
    sized = [one for one in schema.entities if one.rows]
    edit(design, alice, [alter(schema, one.id, rows=1) for one in sized], label="Fewer")
    design.refresh_from_db()
    shown = client_of(alice).get(f"/d/{design.id}/score/").content.decode()
    before, after = _marks(design)
    assert after > before
    assert "nothing was mended for it" in shown
    assert any(f"{one.name}: {one.rows:,} to 1 rows" in shown for one in sized)


def test_a_reason_that_is_written_and_worded_anew_in_one_edit_is_on_record_as_it_ends(
    design: Design, alice: User
) -> None:
    schema = schema_of(design)
    (pattern, *_) = schema.access_patterns
    gone, told = retiring(schema, pattern.id, "The nightly report went.")
    after = apply((gone, told), schema)
    (decision,) = (one for one in after.decisions if one.finding == RETIRED)
    edit(design, alice, [gone, told, alter(after, decision.id, reason="The report went in May.")], label="Retire")
    (entry,) = AuditEntry.objects.filter(team_id=design.team_id, action=Action.USE_RETIRED)
    assert (entry.subject, entry.details["reason"]) == (pattern.name, "The report went in May.")


def test_thousands_of_reasons_are_put_on_record_in_one_step(design: Design, alice: User) -> None:
    def queries(*numbers: int) -> int:
        told = [
            Decision(finding=RETIRED, subject=f"gone {one}", decision="accepted", reason="It went.") for one in numbers
        ]
        with CaptureQueriesContext(connection) as captured:
            edit(design, alice, [add(schema_of(design), one) for one in told], label="Import")
        return len(captured)

    assert queries(*range(1, 61)) <= queries(0) + 3
    assert AuditEntry.objects.filter(team_id=design.team_id, action=Action.USE_RETIRED).count() == 61


def test_looks_that_are_not_listed_are_counted(
    design: Design, alice: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = schema_of(design)
    for number in range(3):
        findings_of(design, schema_of(design))
        edit(design, alice, [alter(schema_of(design), schema.entities[0].id, comment=f"{number}")], label="Describe")
        design.refresh_from_db()
    findings_of(design, schema_of(design))
    assert [(len(looks), earlier) for looks, earlier in [looks_of(design)]] == [(4, 0)]
    monkeypatch.setattr(score_history, "_MOST", 2)
    looks, earlier = looks_of(design)
    assert ([one.revision for one in looks], earlier) == ([design.revision, design.revision - 1], 2)
    assert looks[-1].change is not None
    assert "and 2 earlier looks" in client_of(alice).get(f"/d/{design.id}/score/").content.decode()


def test_the_second_of_two_who_write_a_reason_at_once_is_told(design: Design, alice: User) -> None:
    schema = schema_of(design)
    (pattern, *_) = schema.access_patterns
    findings_of(design, schema)
    edit(design, alice, [drop(schema, pattern.id)], label="Say nothing of it")
    seen, number = schema_of(design), design.revision
    edit(design, alice, retiring(seen, pattern.id, "The first reason of both."), opened_on=number, label="Retire")
    with pytest.raises(EditConflict):
        edit(design, alice, retiring(seen, pattern.id, "The second one of both."), opened_on=number, label="Retire")
    assert [one.reason for one in schema_of(design).decisions] == ["The first reason of both."]


def test_no_name_is_none_of_a_rule_without_a_text(design: Design, alice: User) -> None:
    schema = schema_of(design)
    rule = Invariant(kind="non-negative", entity=schema.entities[0].id)
    edit(design, alice, [add(schema, rule)], label="Declare")
    schema = schema_of(design)
    (told,) = to_retire(design, schema, schema.invariants[-1].id).values()
    assert told == "the rule “non-negative”"
    assert to_retire(design, schema, "  ") == {}


def test_of_many_things_that_are_retired_at_once_the_first_are_told(design: Design, alice: User) -> None:
    schema = schema_of(design)
    (pattern, *_) = schema.access_patterns
    copies = [add(schema, replace(pattern, id="", name=f"copy {number}")) for number in range(14)]
    edit(design, alice, copies, label="Ask more")
    findings_of(design, schema_of(design))
    reasons = ("alpha", "beta", "gamma", "delta")
    for number, one in enumerate(copies):
        schema = schema_of(design)
        edit(design, alice, retiring(schema, one.id, f"{reasons[number % 4]} went for good"), label="Retire")
    findings_of(design, schema_of(design))
    (cause,) = Mark.objects.filter(design_id=design.id).order_by("-revision")[0].causes
    assert (len(cause["what"]), cause["what"][-1]) == (13, "and 2 more")
