"""A fix brings nothing new: what is offered for one finding gives no rule anything else to say but hints."""

import pytest

from designer.analysis.engine import all_rules, examine
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import Rule
from designer.schema.apply import apply


def _told(findings: tuple[Finding, ...], mended: Finding) -> set[tuple[str, str]]:
    """What more than a hint tells. What is left of the same matter after a first step is told by the same rule."""
    return {
        (one.code, one.title)
        for one in findings
        if one.confidence is not Confidence.HINT
        and (one.code, one.subject.entity) != (mended.code, mended.subject.entity)
    }


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_fix_brings_no_finding_that_was_not_there(rule: Rule) -> None:
    before = examine(rule.flagged)
    for finding in before.found:
        if finding.code == rule.code and finding.fix:
            after = examine(apply(finding.fix, rule.flagged), earlier=before)
            assert _told(after.found, finding) - _told(before.found, finding) == set()
