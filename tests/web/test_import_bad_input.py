"""Broken sources in the browser: a sentence with its place, the rest read, and nothing lost that was typed."""

from __future__ import annotations

import html
import resource
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from designer.web.models import ImportDraft
from tests.web.working import do_jobs

GOOD = "CREATE TABLE good (id int);\n"
MYSQL = "CREATE TABLE `a` (`id` int unsigned NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n" * 2


@pytest.mark.parametrize(
    ("text", "kind", "place", "words"),
    [
        (GOOD + "CREATE TABLE b (id int, x te", "postgres", "line 2, column 16", "nothing closes"),
        (GOOD + "CREATE TABLE b (x text DEFAULT 'oops);\n", "postgres", "line 2, column 32", "no quote closes"),
        (GOOD + "CREATE FUNCTION f() RETURNS int AS $$ select 1;\n", "postgres", "line 2, column 36", "dollar-quoted"),
        (GOOD + "CREATE TABLE good (x int);", "postgres", "line 2, column 14", "a second time"),
        (GOOD + "CREATE TABLE b (id int REFERENCES nope);", "postgres", "line 2, column 24", "no such table"),
        (GOOD + MYSQL, "postgres", "line 1, column 1", "this looks like"),
    ],
)  # fmt: skip
def test_what_is_broken_is_said_with_its_place_and_the_rest_is_there(
    text: str, kind: str, place: str, words: str, browser: Client
) -> None:
    page = browser.post("/import/", {"text": text, "kind": kind, "name": "Broken"}, follow=True)
    shown = html.unescape(page.content.decode())
    assert page.status_code == 200
    assert place in shown
    assert words in shown
    draft = ImportDraft.objects.get()
    assert draft.sources == [{"name": "", "text": text}]
    assert GOOD.strip() in html.unescape(browser.get(f"/import/?again={draft.pk}").content.decode())
    answer = browser.post(f"/import/{draft.pk}/create/", {"name": "Rest"})
    assert answer.status_code == 303


def test_two_hundred_parentheses_are_no_trouble(browser: Client) -> None:
    text = f"CREATE TABLE a (id int CHECK ({'(' * 200}id > 0{')' * 200}));"
    page = browser.post("/import/", {"text": text, "kind": "postgres"}, follow=True).content.decode()
    assert "0 not understood" in page


def test_utf_16_is_read_and_binary_is_refused_in_words(browser: Client) -> None:
    wide = SimpleUploadedFile("wide.sql", 'CREATE TABLE "ä" (id int);'.encode("utf-16"))
    page = browser.post("/import/", {"uploads": [wide]}, follow=True).content.decode()
    assert "1 entity" in page
    assert "0 not understood" in page
    answer = browser.post("/import/", {"uploads": [SimpleUploadedFile("x.sql", bytes(range(256)))], "name": "Kept"})
    assert answer.status_code == 422
    assert "is no text" in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()


def test_the_limits_stand_on_the_page(browser: Client, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES, settings.IMPORT_JOB_BYTES = 7 * 2**20, 321_000
    page = browser.get("/import/").content.decode()
    assert "Up to 7 MB, 100,000 statements and 5,000 entities; from 321 KB on" in page


@pytest.mark.strict_only("it sends 50 MB and has the largest text read that is taken")
class TestLarge:
    """What is too much is said at once; what is just taken is read within the worker's limits."""

    def test_fifty_megabytes_are_refused_in_a_sentence(self, browser: Client) -> None:
        data = b"-- fill\n" * (50 * 2**20 // 8)
        answer = browser.post("/import/", {"uploads": [SimpleUploadedFile("big.sql", data)], "queries": "-- typed"})
        assert answer.status_code == 413
        assert "one import takes 20 MB" in answer.content.decode()
        assert "-- typed" in answer.content.decode()
        pasted = browser.post("/import/", {"text": data.decode()})
        assert pasted.status_code == 413

    def test_a_dump_with_its_data_of_just_that_size_is_read(self, browser: Client) -> None:
        row = "(1, 'some text in a row of a dump that nobody wants')"
        rows = f"INSERT INTO good VALUES {', '.join([row] * 10)};\n".encode()
        page, kilobytes = self.preview_of(browser, GOOD.encode() + rows * (19 * 2**20 // len(rows)))
        assert "1 entity" in page
        assert "left out, 0 not understood" in page
        assert kilobytes < 2_000_000  # a job may use 3 GB

    def test_a_dump_of_more_statements_than_are_read_is_refused_with_their_number(self, browser: Client) -> None:
        page, kilobytes = self.preview_of(browser, GOOD.encode() + b"INSERT INTO good VALUES (1);\n" * 100_000)
        assert "more than 100,000 statements, which is the most that is read" in page
        assert "0 entities" in page
        assert kilobytes < 2_000_000

    def preview_of(self, browser: Client, data: bytes) -> tuple[str, int]:
        """The page after a large file was read, and by how much the memory of this process had to grow."""
        browser.post("/import/", {"uploads": [SimpleUploadedFile("big.sql", data)]})
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert do_jobs() == 1
        page = browser.get(f"/import/{ImportDraft.objects.get().pk}/").content.decode()
        return page, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
