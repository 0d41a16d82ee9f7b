"""The rule pages: one for each rule, for everybody, with what the rule really says of its example."""

from __future__ import annotations

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import strip_tags

from designer.analysis.engine import all_rules
from designer.analysis.facts import Facts
from designer.analysis.rule import Rule
from designer.analysis.settings_read import thresholds_read
from designer.web.papers import CITATIONS
from designer.web.rulebook import manual
from tests.web.conftest import ClientOf

rules = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def test_a_rule_that_there_is_not_is_not_found() -> None:
    assert Client().get("/rules/XX999/").status_code == 404
    assert Client().get("/rules/ix002/").status_code == 404


@rules
def test_every_rule_has_a_page_with_its_own_words(rule: Rule) -> None:
    page = Client().get(f"/rules/{rule.code}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert f"--rules {rule.code}" in text
    assert text.count('class="finding"') == len(list(rule.check(Facts(rule.flagged)))) > 0
    assert (rule.reference or "Flagged") in html.unescape(text)
    assert "It speaks of designs for " in text
    assert all(f"thresholds.{name}" in text for name in thresholds_read(type(rule)) if name != "naming")


@rules
def test_both_examples_are_shown_as_sql(rule: Rule) -> None:
    page = manual(rule.code)
    for example in (page.flagged, page.accepted):
        assert "CREATE" in example.ddl or "tok-" in example.queries or example.declared
    assert page.flagged != page.accepted
    assert len(page.why) >= 1


def test_the_page_says_for_which_servers_the_rule_speaks() -> None:
    assert manual("CO001").dialects == "It speaks of designs for every dialect."
    assert manual("CO060").dialects == "It speaks of designs for MySQL and MariaDB alone."
    assert manual("IX002").dialects == "It speaks of designs for every dialect but MySQL and MariaDB."


def test_the_page_names_each_setting_with_what_it_is_unless_set() -> None:
    (many, writes) = manual("IX013").settings
    assert (many.name, many.usual) == ("thresholds.many_indexes", "8")
    assert (writes.name, writes.usual) == ("thresholds.indexed_writes_per_day", "100,000")
    assert [one.name for one in manual("NM002").settings] == ["naming.case", "naming.number"]


def test_a_paper_is_called_by_its_name_and_a_manual_by_its_place() -> None:
    assert manual("NF003").reference_name.startswith("P. A. Bernstein: ")
    assert manual("IX002").reference_name == "Read on at postgresql.org"
    papers = {rule.reference for rule in all_rules() if (rule.reference or "").startswith("https://doi.org/")}
    assert papers == set(CITATIONS)


def test_an_example_for_another_server_is_in_its_own_words() -> None:
    page = manual("CO057")
    assert "ON UPDATE current_timestamp" in strip_tags(page.flagged.ddl)
    assert "sql_mode" not in page.flagged.ddl
    assert "GO" not in strip_tags(manual("CO062").flagged.ddl).split()
    assert ("dialect", "SQL Server") in manual("CO062").flagged.declared


def test_the_list_holds_every_rule_and_narrows() -> None:
    whole = Client().get("/rules/").content.decode()
    assert all(f'href="/rules/{rule.code}/"' in whole for rule in all_rules())
    family = Client().get("/rules/?family=NF").content.decode()
    assert "/rules/NF003/" in family
    assert "/rules/IX002/" not in family
    assert "No rule fits" in Client().get("/rules/?q=<script>nothing").content.decode()
    assert "<script>nothing" not in Client().get("/rules/?q=<script>nothing").content.decode()


def test_strangers_may_keep_a_page_and_members_may_not(alice: User, client_of: ClientOf) -> None:
    open_page = Client().get("/rules/IX002/")
    assert "public" in open_page.headers["Cache-Control"]
    assert "ETag" not in open_page.headers
    own = client_of(alice).get("/rules/IX002/")
    assert "private" in own.headers["Cache-Control"]
    assert "Cookie" in own.headers["Vary"]
