"""Findings where something went wrong on the way to them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from designer.analysis.engine import Report
from designer.analysis.finding import Confidence, Finding, Severity, Subject
from designer.store.models import Design
from designer.web import reports
from designer.web.reports import Findings
from tests.web.conftest import ClientOf


def test_a_rule_that_was_stopped_is_named_where_its_findings_would_stand(
    alice: User, client_of: ClientOf, design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = lambda *_, **__: Report((), (), 1, stopped=("IX002",))  # noqa: E731
    monkeypatch.setattr(reports, "report_of", stopped)
    for address in (f"/d/{design.id}/findings/", f"/d/{design.id}/?tab=findings"):
        page = client_of(alice).get(address).content.decode()
        assert "took longer than a page can wait and was stopped" in page
        assert ">IX002</a>" in page


def _told(code: str, severity: Severity, entity: str, *attributes: str, reasons: tuple[Finding, ...] = ()) -> Finding:
    about = Subject(object=f"{code} {entity}", entity=entity, attributes=attributes)
    return Finding(code=code, severity=severity, confidence=Confidence.LIKELY, subject=about, title="t", message="m",
                   reasons=reasons)  # fmt: skip


def test_a_card_counts_once_for_each_table_it_speaks_of() -> None:
    twice = _told("B", Severity.ERROR, "orders", "total"), _told("C", Severity.INFO, "lines", "total")
    card = _told("A", Severity.WARNING, "orders", "total", "at", reasons=twice)
    found = Findings(Report((card, _told("D", Severity.INFO, "lines")), (), 4))
    assert found.counts == {"warning": 1, "info": 1}
    assert {place: [one.code for one in told] for place, told in found.by_entity.items()} == {
        "orders": ["B"], "lines": ["C", "D"],
    }  # fmt: skip
    assert found.marks == {
        "orders": {Severity.ERROR: 1}, "lines": {Severity.INFO: 2},
        "total": {Severity.ERROR: 1}, "at": {Severity.WARNING: 1},
    }  # fmt: skip
    assert [one.code for one in found.told_of["orders"]] == ["A", "B"]
