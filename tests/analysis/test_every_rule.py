"""What holds for every rule, whatever it is about."""

import pytest

from designer.analysis.engine import all_rules, analyze
from designer.analysis.facts import Facts
from designer.analysis.rule import FAMILIES, Rule
from designer.schema.apply import apply
from designer.schema.changes import reverse
from designer.schema.schema import Schema

rules = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


@rules
def test_the_accepted_example_is_not_flagged(rule: Rule) -> None:
    assert [finding.title for finding in rule.check(Facts(rule.accepted))] == []


@rules
def test_an_empty_design_is_not_flagged(rule: Rule) -> None:
    assert list(rule.check(Facts(Schema()))) == []


@rules
def test_the_flagged_example_is_flagged_and_its_place_exists(rule: Rule) -> None:
    findings = list(rule.check(Facts(rule.flagged)))
    assert findings
    for finding in findings:
        ids = {finding.subject.object, *finding.subject.attributes}
        ids |= {finding.subject.entity, finding.subject.access_pattern} - {None}
        # What is about the design as a whole hangs on one of its parts that is no object.
        assert ids - {"design", "requirements"} <= set(rule.flagged.located)


@rules
def test_no_two_findings_of_a_rule_share_a_subject(rule: Rule) -> None:
    keys = [finding.key for finding in rule.check(Facts(rule.flagged))]
    assert len(keys) == len(set(keys))


@rules
def test_a_fix_mends_what_it_was_offered_for_and_can_be_undone(rule: Rule) -> None:
    for finding in rule.check(Facts(rule.flagged)):
        if finding.fix:
            mended = apply(finding.fix, rule.flagged)
            assert finding.key not in {one.key for one in rule.check(Facts(mended))}
            assert apply(reverse(finding.fix), mended) == rule.flagged


@rules
def test_the_manual_page_says_what_and_why_and_names_the_section_or_paper_behind_it(rule: Rule) -> None:
    assert rule.code[:2] in FAMILIES
    assert rule.code[2:].isdigit()
    assert len(rule.title) > 10
    assert len(rule.why) > 80
    assert rule.reference is not None
    assert rule.reference.startswith("https://")


@rules
def test_titles_and_messages_are_sentences_without_shouting(rule: Rule) -> None:
    for finding in rule.check(Facts(rule.flagged)):
        for text in (finding.title, finding.message):
            assert text.strip() == text != ""
            assert "!" not in text.replace("!=", "")


@rules
def test_an_accepted_example_stays_quiet_under_its_whole_family(rule: Rule) -> None:
    report = analyze(rule.accepted, codes={rule.code})
    assert report.findings == ()
    assert report.rules_run == 1


@rules
def test_rows_in_evidence_are_rows_of_its_columns(rule: Rule) -> None:
    for finding in rule.check(Facts(rule.flagged)):
        columns, rows = finding.evidence.get("columns", ()), finding.evidence.get("rows", ())
        assert isinstance(rows, tuple)
        assert all(len(row) == len(columns) for row in rows)
