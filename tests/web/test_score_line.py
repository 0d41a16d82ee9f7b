"""The score on a design's home page: dismissing without a reason does not move it, mending does."""

from __future__ import annotations

from django.contrib.auth.models import User

from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.web.deciding import dismissal
from designer.web.models import Mark
from designer.web.reports import findings_of
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
