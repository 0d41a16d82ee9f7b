"""Findings where something went wrong on the way to them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from designer.analysis.engine import Report
from designer.store.models import Design
from designer.web import reports
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
