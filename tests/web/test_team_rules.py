"""What a team sets of the rules counts for its designs at once, and for no other's."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.urls import reverse

from designer.analysis.engine import Report, all_rules
from designer.analysis.settings import DEFAULT_SETTINGS, RuleSettings, settings_to_json
from designer.analysis.thresholds import Thresholds
from designer.schema.model import Decision, Requirements
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.editing import create_design
from designer.store.models import Action, AuditEntry, Design, Team
from designer.store.rule_settings import set_rule_settings, settings_of
from designer.web.exporting import entity_tag, render_export
from designer.web.findings import stale_decisions
from designer.web.forms.team_rules import TeamRulesForm
from designer.web.models import Mark, Tally
from designer.web.reports import Findings, findings_of
from tests.web.conftest import ClientOf

CODES = [rule.code for rule in all_rules()]


def sent(settings: RuleSettings = DEFAULT_SETTINGS, **typed: object) -> TeamRulesForm:
    """The form as a page sends it on which this was typed."""
    return TeamRulesForm({"on": CODES, "shown": " ".join(CODES), **typed}, settings)


def refused(**typed: object) -> dict[str, list[str]]:
    form = sent(**typed)
    assert not form.is_valid()
    return {name: list(said) for name, said in form.errors.items()}


def test_what_cannot_be_is_said_at_its_field() -> None:
    assert refused(on=[])["on"] == ["Leave at least one rule on: without any, nothing looks at the team's designs."]
    assert "XX999" in refused(on=["XX999"])["on"][0]
    assert "learn" not in str(refused(case="shouting")["case"])
    for typed in ("0", "-1", "1.5", "1,5", "many", "nan", "inf", "1e400", "10000000000000000000"):
        assert refused(many_indexes=typed)["many_indexes"] == ["This must be a whole number from 1 to 1,000."], typed
    assert refused(many_indexes="9" * 50)["many_indexes"]
    for typed in ("1.01", "0,7", "7,00"):
        assert refused(key_exhaustion_share=typed)["key_exhaustion_share"] == ["This must be a number from 0.01 to 1."]


def test_what_is_sent_as_it_stands_changes_nothing() -> None:
    off = {"off": ["NM004"], "thresholds": {"rare_per_minute": 1 / 70, "large_table_rows": 20_000_000}}
    kept = settings_of(Team(rule_settings={**off, "naming": {"case": "snake"}}))
    for settings in (DEFAULT_SETTINGS, kept):
        shown = TeamRulesForm(None, settings)
        form = TeamRulesForm({name: shown[name].value() or "" for name in shown.fields}, settings)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["settings"] == settings


def test_a_rule_that_came_after_the_page_was_opened_stays_as_it_is() -> None:
    first, *others = CODES
    form = TeamRulesForm({"on": others[1:], "shown": " ".join(others)}, DEFAULT_SETTINGS)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["settings"].off == {others[0]}
    form = TeamRulesForm({"on": others, "shown": " ".join(others)}, RuleSettings(frozenset({first})))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["settings"].off == {first}


def test_numbers_are_read_as_people_write_them_and_a_default_is_not_kept() -> None:
    form = sent(large_table_rows="20,000,000", many_indexes=" 8 ", key_exhaustion_share="0.5", number="plural")
    assert form.is_valid(), form.errors
    assert settings_to_json(form.cleaned_data["settings"]) == {
        "naming": {"number": "plural"},
        "thresholds": {"key_exhaustion_share": 0.5, "large_table_rows": 20_000_000},
    }


def test_settings_that_no_rule_answers_to_any_more_are_passed_over() -> None:
    left = Team(rule_settings={"off": ["XX999", "NM004"], "thresholds": {"gone": 3, "many_indexes": -4}, "more": 1})
    assert settings_of(left) == RuleSettings(frozenset({"NM004"}))


def test_decisions_about_a_rule_that_did_not_look_are_not_called_outdated() -> None:
    kept = tuple(Decision(finding=code, subject="t") for code in ("NM004", "IX002", "TY001"))
    found = Findings(Report((), (), 1, stopped=("TY001",)), frozenset({"NM004"}))
    assert [one.finding for one in stale_decisions(found, Schema(name="shop", decisions=kept))] == ["IX002"]


def test_the_operations_sheet_goes_by_the_numbers_of_the_team(design: Design, team: Team, alice: User) -> None:
    schema = replace(schema_of(design), requirements=Requirements(max_connections=100))
    usual, tag = render_export(design, schema, "operations").text, entity_tag(design, schema, "operations")
    set_rule_settings(alice, team.pk, RuleSettings(thresholds=Thresholds(reserved_connections=30)))
    design = Design.objects.select_related("team").get(pk=design.pk)
    assert "95 for the application" in usual
    assert "70 for the application" in render_export(design, schema, "operations").text
    assert entity_tag(design, schema, "operations") != tag


def other_design(team: Team, owner: User) -> int:
    """The number of an empty one."""
    return create_design(team.pk, owner, Schema(name="empty"), label="Started empty").id


def test_settings_are_an_object(team: Team) -> None:
    for value in ([], 3, "off"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Team.objects.filter(pk=team.pk).update(rule_settings=value)


def test_a_rule_switched_off_says_nothing_at_once_and_no_other_team_is_touched(
    design: Design, team: Team, alice: User, charlie: User, client_of: ClientOf
) -> None:
    schema = schema_of(design)
    before = findings_of(design, schema)
    code = before.report.findings[0].code
    url, browser = reverse("team_rules", args=[team.pk]), client_of(alice)
    page = browser.get(url).content.decode()
    assert f'value="{code}" id="on-{code}" checked' in page
    assert "look." in page

    typed = {"on": [one for one in CODES if one != code], "shown": " ".join(CODES), "many_indexes": "12"}
    answer = browser.post(url, {**typed, "many_indexes": "dozen", "case": "snake"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="dozen"' in page
    assert 'value="snake" selected' in page
    assert f'value="{code}" id="on-{code}">' in page
    assert client_of(charlie).get(url).status_code == 404

    home, api = reverse("home"), reverse("findings", args=[design.id])
    assert "since the team's rules changed" not in browser.get(home).content.decode()
    assert reverse("home_counts") not in browser.get(home).content.decode()
    assert browser.post(url, typed).status_code == 303
    page = browser.get(home).content.decode()
    assert "since the team's rules changed" in page
    assert f'hx-get="{reverse("home_counts")}"' in page
    other_design(team, alice)
    page = browser.get(reverse("home_counts")).content.decode()
    assert "not counted" not in page
    assert "hx-get" not in page
    Tally.objects.update(settings="of rules that were set for a while")
    assert "since the team's rules changed" in browser.get(home).content.decode()
    assert "not counted" not in browser.get(reverse("home_counts")).content.decode()
    page = browser.get(api).content.decode()
    assert "1 rule is switched off by the team" in page
    changed = Design.objects.get(pk=design.pk)
    after = findings_of(changed, schema)
    assert code not in {one.code for one in after.report.findings}
    assert (after.rules_off, after.report.rules_run) == (1, before.report.rules_run - 1)
    assert "since the team's rules changed" not in browser.get(home).content.decode()
    tally, mark = Tally.objects.get(design_id=design.id), Mark.objects.get(design_id=design.id)
    assert tally.settings
    assert mark.rules.endswith(tally.settings)
    assert "1 rule is switched off" in browser.get(f"/d/{design.id}/?tab=inspector").content.decode()
    assert findings_of(design, schema).report == before.report  # who still holds the team as it was

    assert "--settings rules.json" in (page := browser.get(url).content.decode())
    assert f"&quot;{code}&quot;" in page
    page = browser.get(reverse("rule", args=[code])).content.decode()
    assert f'href="{url}#on-{code}"' in page
    assert f"--without {code}" in page

    entry = AuditEntry.objects.get(team=team, action=Action.RULES_CHANGED)
    assert entry.details == {"switched off": code, "many indexes": "12 (was default)"}
    assert browser.post(url, {"reset": "1"}).status_code == 303
    team.refresh_from_db()
    assert team.rule_settings == {}
    assert AuditEntry.objects.filter(team=team, action=Action.RULES_CHANGED).count() == 2
    assert browser.post(url, {"reset": "1"}).status_code == 303
    assert AuditEntry.objects.filter(team=team, action=Action.RULES_CHANGED).count() == 2


def test_two_owners_at_once_lose_nothing(team: Team, alice: User, client_of: ClientOf) -> None:
    url, browser = reverse("team_rules", args=[team.pk]), client_of(alice)
    typed = {"shown": " ".join(CODES), "opened": "{}"}
    ours = {**typed, "on": CODES[1:], "many_indexes": "12"}
    assert browser.post(url, {**typed, "on": CODES[:-1], "many_indexes": "20"}).status_code == 303

    answer = browser.post(url, ours)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "was changed by Alice just now while" in page
    assert 'Theirs: <span class="theirs">20</span>' in page
    assert f"What somebody else has set meanwhile stays: {CODES[-1]}." in page
    assert 'value="12"' in page
    for code, on in ((CODES[0], False), (CODES[1], True), (CODES[-1], False)):
        assert (f'id="on-{code}" checked' in page) == on
    team.refresh_from_db()
    assert team.rule_settings == {"off": [CODES[-1]], "thresholds": {"many_indexes": 20}}

    sent_again = {**ours, "on": CODES[1:-1], "opened": json.dumps(team.rule_settings)}
    assert browser.post(url, sent_again).status_code == 303
    team.refresh_from_db()
    assert team.rule_settings == {"off": [CODES[0], CODES[-1]], "thresholds": {"many_indexes": 12}}
    answer = browser.post(url, {**typed, "on": CODES, "case": "snake"}, follow=True)
    team.refresh_from_db()
    assert team.rule_settings["off"] == [CODES[0], CODES[-1]]
    assert (team.rule_settings["thresholds"], team.rule_settings["naming"]) == ({"many_indexes": 12}, {"case": "snake"})
    assert "has set meanwhile stays" in answer.content.decode()
    for nonsense in ("{", "[" * 5000, "3"):
        assert browser.post(url, {**typed, "on": CODES, "opened": nonsense}).status_code in (303, 422)


def test_only_owners_change_it(team: Team, rita: User, edgar: User, client_of: ClientOf) -> None:
    url = reverse("team_rules", args=[team.pk])
    for member in (rita, edgar):
        assert client_of(member).post(url, {"reset": "1"}).status_code == 403
    page = client_of(rita).get(url).content.decode()
    assert page.count("<fieldset disabled>") == page.count("<fieldset") > 2
    assert ">Save<" not in page
    assert "Owners of the team change this." in page


def test_a_change_of_nothing_is_not_recorded(team: Team, alice: User) -> None:
    set_rule_settings(alice, team.pk, DEFAULT_SETTINGS)
    assert not AuditEntry.objects.filter(team=team, action=Action.RULES_CHANGED).exists()
