"""A source read again into a design: looked at, chosen from, applied as one revision and undone."""

from __future__ import annotations

import html
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from designer.exporters import export
from designer.store.cache import schema_of
from designer.store.models import Design
from designer.web.models import ImportDraft
from tests.web.conftest import ClientOf


@pytest.fixture
def draft(alice: User, design: Design) -> ImportDraft:
    """The design's own DDL, with a table more."""
    text = export(schema_of(design), "postgres").text + "\nCREATE TABLE extra (id bigint PRIMARY KEY, note text);\n"
    return ImportDraft.objects.create(
        user=alice, name="again", kind="postgres", sources=[{"name": "a.sql", "text": text}], queries=""
    )


def places(page: str) -> dict[str, str]:
    """Per line of the page, the value of its box."""
    row = r'name="change" value="(\d+)" checked><span class="sign" aria-hidden="true">.</span><span>([^<]+)<'
    return {text: place for place, text in re.findall(row, page)}


def test_somebody_elses_draft_is_not_there(
    draft: ImportDraft, design: Design, edgar: User, client_of: ClientOf
) -> None:
    assert client_of(edgar).get(f"/import/{draft.pk}/into/{design.id}/").status_code == 404


def test_a_stranger_to_the_design_finds_nothing(
    draft: ImportDraft, design: Design, charlie: User, client_of: ClientOf
) -> None:
    draft.user = charlie
    draft.save()
    assert client_of(charlie).get(f"/import/{draft.pk}/into/{design.id}/").status_code == 404


def test_a_stale_page_applies_nothing(draft: ImportDraft, design: Design, browser: Client) -> None:
    before = schema_of(design)
    answer = browser.post(f"/import/{draft.pk}/into/{design.id}/", {"revision": "0", "change": ["0"]})
    assert answer.status_code == 409
    assert schema_of(Design.objects.get(pk=design.pk)) == before


def test_nothing_chosen_is_said(draft: ImportDraft, design: Design, browser: Client) -> None:
    answer = browser.post(f"/import/{draft.pk}/into/{design.id}/", {"revision": str(design.revision)})
    assert answer.status_code == 422
    assert "Choose at least one change" in answer.content.decode()


def test_changes_are_listed_applied_as_one_revision_and_undone(
    draft: ImportDraft, design: Design, browser: Client
) -> None:
    before = schema_of(design)
    page = browser.get(f"/import/{draft.pk}/into/{design.id}/").content.decode()
    found = places(page)
    wanted = [place for text, place in found.items() if text.startswith("Add entity extra")]
    assert wanted, page
    assert f"{len(found)} change" in page
    assert not any(text.startswith("Drop entity") for text in found)
    url = f"/import/{draft.pk}/into/{design.id}/"
    answer = browser.post(url, {"revision": str(design.revision), "change": wanted})
    assert answer.status_code == 303
    now = Design.objects.get(pk=design.pk)
    assert now.revision == design.revision + 1
    after = schema_of(now)
    assert after.entity("extra").attribute("note") is not None
    assert after.access_patterns == before.access_patterns
    assert after.layout == before.layout
    browser.post(f"/d/{design.id}/history/undo/")
    assert schema_of(Design.objects.get(pk=design.pk)) == before


def test_a_change_that_needs_another_is_shown_with_it_and_nothing_is_applied(
    draft: ImportDraft, design: Design, browser: Client
) -> None:
    parent = schema_of(design).entities[0]
    key = parent.attribute(schema_of(design).names(parent.primary_key.columns)[0]) if parent.primary_key else None
    assert key is not None
    draft.sources[0]["text"] += f"CREATE TABLE more (x {key.type} REFERENCES {parent.name});"
    draft.save()
    url = f"/import/{draft.pk}/into/{design.id}/"
    found = places(browser.get(url).content.decode())
    (link,) = [place for text, place in found.items() if text.startswith("Add relationship more_x_fkey")]
    answer = browser.post(url, {"revision": str(design.revision), "change": [link]})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "“add relationship more_x_fkey” needs “add entity more" in page.lower()
    ticked = places(page)
    assert sorted(text.split()[2] for text in ticked) == ["more", "more_x_fkey"]
    assert Design.objects.get(pk=design.pk).revision == design.revision
    assert browser.post(url, {"revision": str(design.revision), "change": list(ticked.values())}).status_code == 303
