"""Exports that take long: asked for, made by a worker, given out; small ones at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from designer.exporters.registry import ExportError
from designer.jobs.models import Job
from designer.schema.edits import rename
from designer.schema.schema import Schema
from designer.store.cache import schema_of as schema_of_design
from designer.store.editing import edit
from designer.store.models import Design, ShareLink, SharePart
from designer.store.shares import create_share
from designer.web import making
from designer.web.models import Drawing
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs

DesignOf = Callable[[Schema], Design]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every export takes too long for a request."""
    monkeypatch.setattr(making, "_PATIENCE", 0)


def place(design: Design, target: str = "pdf") -> str:
    return f"/d/{design.id}/export/making/?target={target}"


def test_strangers_unknown_targets_and_short_exports_start_no_job(
    charlie: User, client_of: ClientOf, browser: Client, design: Design
) -> None:
    assert client_of(charlie).post(place(design)).status_code == 404
    assert client_of(None).post(place(design)).status_code == 302
    assert browser.post(place(design, "cobol")).status_code == 404
    assert browser.post(f"/d/{design.id}/export/making/").status_code == 404
    answer = browser.post(place(design))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/d/{design.id}/export/pdf/")
    assert not Job.objects.exists()
    assert browser.get(f"/d/{design.id}/export/pdf/file/").content.startswith(b"%PDF")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("target", "begin"), [("pdf", b"%PDF"), ("html", b"<!")])
def test_a_long_export_is_made_by_a_worker_and_downloaded_as_it_is(
    target: str, begin: bytes, victor: User, client_of: ClientOf, browser: Client, design: Design
) -> None:
    page = f"/d/{design.id}/export/{target}/"
    assert browser.get(f"{page}file/").headers["Location"] == page
    asked = browser.get(page).content.decode()
    assert "Make the file" in asked
    assert f"{page}file/" not in asked
    assert not Job.objects.exists()  # looking starts nothing
    waiting = browser.post(place(design, target), follow=True).content.decode()
    assert "Writing the export…" in waiting
    assert 'http-equiv="refresh"' in waiting  # without JavaScript it comes again by itself
    browser.post(place(design, target))  # joins the first
    assert do_jobs() == 1
    ready = client_of(victor).get(page).content.decode()
    assert f"{page}file/" in ready
    assert "It expresses everything" in ready
    file = browser.get(f"{page}file/")
    assert file.content.startswith(begin)
    assert file.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.usefixtures("impatient")
def test_a_visitor_has_a_long_file_made_of_what_the_link_shows_and_one_at_a_time(alice: User, design: Design) -> None:
    chosen = schema_of_design(design).entities[0]
    parts = [SharePart.PICTURE, SharePart.DDL]
    _, token = create_share(alice, design, parts=parts, entities=[chosen.id])
    visitor = Client(enforce_csrf_checks=True)
    here = reverse("shared_making", args=[token, "postgres"])
    file = reverse("shared_download", args=[token, "postgres"])
    assert visitor.post(here).status_code == 403
    assert Client().post(reverse("shared_making", args=[token, "pdf"])).status_code == 404  # not let go
    assert visitor.get(file).headers["Location"] == here
    assert "Make the file" in visitor.get(here).content.decode()
    assert not Job.objects.exists()  # looking starts nothing
    for _ in range(2):  # the second joins the first
        assert visitor.post(here, {"csrfmiddlewaretoken": visitor.cookies["csrftoken"].value}).status_code == 303
    assert 'http-equiv="refresh"' in visitor.get(here).content.decode()
    assert Job.objects.get().kind == "shared_file"
    assert do_jobs() == 1
    assert "The file is ready" in visitor.get(here).content.decode()
    content = visitor.get(file).content.decode()
    assert content.count("CREATE TABLE") == 1
    assert chosen.name in content


@pytest.mark.usefixtures("impatient")
def test_a_visitor_s_file_that_fails_is_not_tried_again_for_a_while(alice: User, design: Design) -> None:
    link, token = create_share(alice, design, parts=[SharePart.PICTURE])
    here = reverse("shared_making", args=[token, "svg"])
    Client().post(here)
    ShareLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    do_jobs()
    ShareLink.objects.filter(pk=link.pk).update(revoked_at=None)
    assert "could not be made" in Client().post(here, follow=True).content.decode()
    assert Job.objects.get().error == "The link was taken back."
    Job.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    Client().post(here)
    assert Job.objects.filter(state=Job.WAITING).count() == 1


@pytest.mark.usefixtures("impatient")
def test_a_page_with_javascript_watches_and_is_led_to_the_file(
    browser: Client, design: Design, fragment: dict[str, str]
) -> None:
    assert "Writing the export…" in browser.post(place(design), headers=fragment).content.decode()
    Job.objects.update(state=Job.RUNNING, attempt=1, done=3, total=10, sentence="Describing orders")
    assert 'max="10" value="3"' in browser.get(place(design), headers=fragment).content.decode()
    Job.objects.update(state=Job.WAITING)
    assert do_jobs() == 1
    ready = browser.get(place(design), headers=fragment).content.decode()
    assert f'href="/d/{design.id}/export/pdf/file/" download' in ready
    assert "hx-trigger" not in ready  # it stops asking


@pytest.mark.usefixtures("impatient")
def test_a_file_of_an_earlier_state_is_not_given_out(browser: Client, design: Design) -> None:
    browser.post(place(design))
    assert do_jobs() == 1
    schema = schema_of_design(design)
    edit(design, None, (rename(schema, schema.entities[0].id, "buyers"),), label="Rename")
    assert "Make the file" in browser.get(f"/d/{design.id}/export/pdf/").content.decode()
    assert browser.get(f"/d/{design.id}/export/pdf/file/").status_code == 303


@pytest.mark.usefixtures("impatient")
def test_a_job_called_off_or_refused_says_so_and_may_be_tried_again(
    browser: Client, design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post(place(design))
    job = Job.objects.get()
    answer = browser.post(f"/d/{design.id}/jobs/{job.id}/cancel/?target=pdf", follow=True)
    assert "It was cancelled." in answer.content.decode()
    assert "Try again" in answer.content.decode()

    def refuse(*_: object, **__: object) -> None:
        raise ExportError("it is drawn too large")

    monkeypatch.setattr(making, "export", refuse)
    browser.post(place(design))
    assert do_jobs() == 1
    assert "It is drawn too large." in browser.get(f"/d/{design.id}/export/pdf/").content.decode()
    assert not Drawing.objects.filter(key__startswith="file-").exists()
