"""The score on a design's home page: dismissing without a reason does not move it, mending does."""

from __future__ import annotations

from django.contrib.auth.models import User

from designer.schema.edits import alter, drop
from designer.store.cache import schema_of
from designer.store.editing import edit
from designer.store.models import Design
from designer.store.undoing import undo_last
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
