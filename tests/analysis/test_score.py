"""The score: what must not raise it first."""

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.engine import Report
from designer.analysis.finding import Confidence, Finding, Severity, Subject
from designer.analysis.score import BASELINE, FORMULA, score
from designer.schema.model import Decision

_KINDS = tuple(product(Severity, Confidence))
_WHY = "We keep both for the audit of {}."


def _named(number: int) -> str:
    """A word of its own for each number."""
    return chr(ord("a") + number % 26) * (1 + number // 26)


def _finding(number: int, kind: int) -> Finding:
    severity, confidence = _KINDS[kind % len(_KINDS)]
    return Finding(code="CO001", severity=severity, confidence=confidence, subject=Subject(object=str(number)),
                   title="t", message="m")  # fmt: skip


def _report(kinds: list[int], reasons: dict[int, str]) -> Report:
    """Findings of these kinds, those at the given places dismissed."""
    findings = [_finding(number, kind) for number, kind in enumerate(kinds)]
    return Report(
        tuple(one for number, one in enumerate(findings) if number not in reasons),
        tuple(
            (findings[number], Decision(finding="CO001", subject=str(number), reason=reason))
            for number, reason in reasons.items()
        ),
        1,
    )


_DESIGNS = st.lists(st.integers(0, len(_KINDS) - 1), min_size=1, max_size=30)


@settings(max_examples=50)
@given(_DESIGNS, st.sampled_from(["", " ", "ok", "won't fix", "1 2 3", BASELINE, BASELINE.upper()]))
def test_dismissing_without_a_reason_and_a_baseline_raise_nothing(kinds: list[int], reason: str) -> None:
    open_all = score(_report(kinds, {}))
    dismissed = score(_report(kinds, dict.fromkeys(range(len(kinds)), reason)))
    assert dismissed.value == open_all.value
    assert dismissed.explained == 0


def test_a_reason_that_only_counts_on_is_one_for_many() -> None:
    kinds = [0] * 6
    open_all = score(_report(kinds, {})).value
    assert score(_report(kinds, {one: f"fine as it is, no. {one}" for one in range(6)})).value == open_all
    assert score(_report(kinds, dict.fromkeys(range(2), "ok ok ok"))).value == open_all


def test_one_reason_for_many_is_a_baseline_too() -> None:
    kinds = [0] * 6
    assert score(_report(kinds, dict.fromkeys(range(6), "It was like that."))).value == score(_report(kinds, {})).value
    assert score(_report(kinds, dict.fromkeys(range(5), "It was like that."))).value > score(_report(kinds, {})).value


@settings(max_examples=50)
@given(_DESIGNS, st.data())
def test_mending_never_lowers_it_and_counts_for_more_than_a_reason(kinds: list[int], data: st.DataObject) -> None:
    reasons = {
        number: _WHY.format(_named(number))
        for number in data.draw(st.sets(st.integers(0, len(kinds) - 1), max_size=len(kinds)))
    }
    before = score(_report(kinds, reasons)).value
    number = data.draw(st.integers(0, len(kinds) - 1))
    report = _report(kinds, reasons)
    mended = replace(
        report,
        findings=tuple(one for one in report.findings if one.subject.object != str(number)),
        dismissed=tuple(pair for pair in report.dismissed if pair[0].subject.object != str(number)),
    )
    explained = score(_report(kinds, {**reasons, number: _WHY.format(_named(number))})).value
    assert before <= explained <= score(mended).value


def test_nothing_against_a_design_is_a_hundred_and_an_error_is_worse_than_a_note() -> None:
    assert score(_report([], {})).value == 100
    error, note = (
        score(_report([_KINDS.index((one, Confidence.CERTAIN))], {})) for one in (Severity.ERROR, Severity.INFO)
    )
    assert (error.value, note.value) == (90.9, 99.0)
    assert all(figure in FORMULA for figure in ("10,000", "100", "10", "3", "1", "0.7", "0.3", "a quarter"))


def test_dismissed_and_mended_are_told_apart() -> None:
    kinds = [_KINDS.index((Severity.WARNING, Confidence.CERTAIN))] * 2
    found = score(_report(kinds, {0: _WHY.format(0)})).as_json()
    assert found == {"value": 96.4, "open": 3.0, "explained": 3.0, "unexplained": 0}
