"""Long texts and databases, read by a worker: what is refused first, and that no password stays anywhere."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import conninfo_to_dict

from designer.importers import import_source, import_sql
from designer.importers.progress import reporting
from designer.jobs.models import Job, PersonalJob
from designer.jobs.progress import Cancelled
from designer.lab.proof import proof_database
from designer.store.cache import schema_of
from designer.store.editing import create_design
from designer.store.models import Design, Team
from designer.web.models import ImportDraft
from designer.web.packing import pack, unpack
from designer.web.sealing import SealBroken, seal, unseal
from tests.web.conftest import ClientOf
from tests.web.working import do_jobs

SECRET = "hunter2-never-seen"
SQL = "".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY);\n" for n in range(200)) + "CREATE TABLE oops (a,, b);\n"


@pytest.fixture
def browser(alice: User, client_of: ClientOf, settings: Any) -> Client:
    settings.IMPORT_JOB_BYTES = 5000
    return client_of(alice)


@pytest.fixture
def draft(browser: Client) -> ImportDraft:
    """A long text that waits for its worker."""
    browser.post("/import/", {"text": SQL, "name": "Long"})
    return ImportDraft.objects.get()


def everything() -> str:
    """All that the application's tables hold, in which a password might be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": f"ftp://ann:{SECRET}@h/x"}, "begins with one of"),
        ({"url": f"postgresql://ann:{SECRET}@h:port/x"}, "no address of a database"),
        ({"url": f"postgresql://ann:{SECRET}@db.example.org/x", "text": "SELECT 1"}, "read alone"),
        ({"url": f"mysql://ann:{SECRET}@db.example.org/x", "password": SECRET, "text": "x"}, "read alone"),
    ],
)
def test_a_refused_address_comes_back_without_its_password(given: dict[str, str], words: str, browser: Client) -> None:
    answer = browser.post("/import/", given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert SECRET not in everything()


@pytest.mark.parametrize(
    "url",
    ["postgresql://ann@127.0.0.1/shop", "mysql://ann@10.0.0.7/shop", "postgresql://ann@169.254.169.254/shop",
     "sqlite:////etc/passwd", "postgresql:///shop?host=/var/run/postgresql", "mariadb://ann@[::1]/shop"],
)  # fmt: skip
@pytest.mark.parametrize("allowed", [False, True])
def test_addresses_of_this_side_are_not_read(url: str, allowed: bool, browser: Client, settings: Any) -> None:
    settings.IMPORT_PRIVATE, settings.IMPORT_LOCAL_FILES = allowed, False
    if allowed and ("127." in url or "10." in url or "[::1]" in url):
        return  # what the installation has allowed
    browser.post("/import/", {"url": url, "password": SECRET})
    assert do_jobs() == 1
    job = PersonalJob.objects.get()
    assert job.state == Job.FAILED
    assert "is kept nowhere" in job.error
    page = browser.get(f"/import/{job.subject}/").content.decode()
    assert "There is no answer" in page
    assert "Give the address again" in page


def test_a_password_is_sealed_while_it_waits_and_gone_afterwards(browser: Client) -> None:
    browser.post("/import/", {"url": f"postgresql://ann:{SECRET}@127.0.0.1:1/shop?password={SECRET}"})
    job = PersonalJob.objects.get()
    assert job.arguments["sealed"]
    assert SECRET not in everything() + json.dumps(ProcrastinateJob.objects.get().args)
    do_jobs()
    job.refresh_from_db()
    assert (job.state, job.arguments) == (Job.FAILED, {})
    page = browser.get(f"/import/?again={job.subject}").content.decode()
    assert "postgresql://ann@127.0.0.1:1/shop" in page
    assert SECRET not in page + everything()


def test_the_database_refuses_an_ended_job_that_remembers(draft: ImportDraft) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalJob.objects.update(state=Job.DONE, arguments={"sealed": "x"})


def test_a_seal_opens_for_its_purpose_and_time_alone() -> None:
    token = seal("word", "one draft")
    assert unseal(token, "one draft", 60) == "word"
    for purpose, seconds in (("another draft", 60), ("one draft", -1)):
        with pytest.raises(SealBroken):
            unseal(token, purpose, seconds)


def test_the_reading_of_somebody_else_is_not_there(draft: ImportDraft, charlie: User, client_of: ClientOf) -> None:
    stranger = client_of(charlie)
    assert stranger.get(f"/import/{draft.pk}/").status_code == 404
    assert stranger.post(f"/import/{draft.pk}/cancel/").status_code == 404
    assert stranger.post(f"/import/{draft.pk}/read/").status_code == 404
    assert client_of(None).post(f"/import/{draft.pk}/cancel/").status_code == 302
    assert PersonalJob.objects.get().state == Job.WAITING


def test_nothing_is_made_of_what_was_not_read_yet(draft: ImportDraft, browser: Client, design: Design) -> None:
    for url in (f"/import/{draft.pk}/create/", f"/import/{draft.pk}/into/{design.id}/"):
        answer = browser.post(url, {"name": "x"})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/import/{draft.pk}/")
    assert Design.objects.count() == 1


def test_a_long_text_is_read_by_a_worker_and_becomes_a_design(
    draft: ImportDraft, browser: Client, fragment: dict[str, str]
) -> None:
    page = browser.get(f"/import/{draft.pk}/").content.decode()
    assert "Reading the source" in page
    assert "Cancel" in page
    part = browser.get(f"/import/{draft.pk}/", headers=fragment)
    assert b"<html" not in part.content
    assert do_jobs() == 1
    assert browser.get(f"/import/{draft.pk}/", headers=fragment).headers["HX-Redirect"] == f"/import/{draft.pk}/"
    page = browser.get(f"/import/{draft.pk}/").content.decode()
    assert "201 statements" in page
    assert "line 201, column" in page
    browser.post(f"/import/{draft.pk}/create/", {"name": "Long"})
    assert len(schema_of(Design.objects.get()).entities) == 200


def test_a_reading_that_was_called_off_keeps_the_text_and_can_be_done_after_all(
    draft: ImportDraft, browser: Client
) -> None:
    browser.post(f"/import/{draft.pk}/cancel/")
    assert do_jobs() == 0
    page = browser.get(f"/import/{draft.pk}/").content.decode()
    assert "It was cancelled." in page
    assert "CREATE TABLE t0 " in browser.get(f"/import/?again={draft.pk}").content.decode()
    browser.post(f"/import/{draft.pk}/read/")
    assert do_jobs() == 1
    assert "What came in" in browser.get(f"/import/{draft.pk}/").content.decode()


def test_readers_say_how_far_they_are_and_stop_when_they_are_told_to() -> None:
    told: list[tuple[int, int, str]] = []
    with reporting(lambda *step: told.append(step)):
        import_source(SQL, "long.sql", "postgres")
    assert (0, 201, "Statement 1 of 201 of long.sql") in told
    assert told[-1][:2] == (201, 201)

    def stop(*_: Any) -> None:
        raise Cancelled

    for kind in ("postgres", "mysql", "sqlite", "tsql", "oracle"):
        with pytest.raises(Cancelled), reporting(stop):
            import_source(SQL, None, kind)


def test_what_was_read_is_the_same_after_packing() -> None:
    text = SQL + "CREATE VIEW v AS SELECT 1;\nGRANT ALL ON t1 TO x;\nINSERT INTO t1 VALUES (1);\n"
    found = import_source(text, "a.sql")
    assert unpack(pack(found)) == found
    rows = import_source("id;name\n1;a\n2;b\n", "people.csv")
    assert rows.remarks
    assert unpack(pack(rows)) == rows


def test_a_live_database_becomes_a_design(browser: Client, settings: Any, alice: User, team: Team) -> None:
    settings.IMPORT_PRIVATE = settings.IMPORT_LOCAL_FILES = True
    with proof_database() as database:
        with database.connect() as session:
            session.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text, state text); CREATE VIEW v AS SELECT 1;"
                "INSERT INTO orders SELECT n, 'a secret', 'open' FROM generate_series(1, 50) n; ANALYZE orders"
            )
        parts = conninfo_to_dict(database.dsn)
        host = quote(str(parts["host"]), safe="")
        url = f"postgresql://{parts['user']}@/{parts['dbname']}?host={host}&port={parts.get('port', 5432)}"
        given = {"url": url, "password": str(parts["password"]), "name": "Live", "without": "orders.note"}
        browser.post("/import/", given)
        assert str(parts["password"]) not in everything()
        do_jobs()
    draft = ImportDraft.objects.get()
    page = browser.get(f"/import/{draft.pk}/").content.decode()
    assert "What came in" in page, PersonalJob.objects.get().error
    assert "about 50 rows" in page
    ours = import_sql("CREATE TABLE orders (id bigint PRIMARY KEY, state char(9))").schema
    other = create_design(team.id, alice, ours, label="Ours")
    into = f"/import/{draft.pk}/into/{other.id}/"
    assert "Add attribute" in browser.get(into).content.decode()
    page = browser.get(f"{into}?only=volumes").content.decode()
    assert "Add attribute" not in page
    chosen = {"revision": str(other.revision), "only": "volumes", "change": [str(one) for one in range(3)]}
    assert browser.post(into, chosen).status_code == 303
    entity = schema_of(Design.objects.get(pk=other.pk)).entity("orders")
    assert (entity.rows, entity.attributes[1].type, entity.attributes[1].values[0].value) == (50, "char(9)", "open")
    browser.post(f"/import/{draft.pk}/create/", {"name": "Live"})
    design = Design.objects.exclude(pk=other.pk).get()
    id_, note, state = schema_of(design).entity("orders").attributes
    assert (id_.max, note.distinct, note.values, state.values[0].value) == (50, 1, (), "open")
    assert "a secret" not in everything()
    assert str(parts["password"]) not in everything()
    assert parts["dbname"] in browser.get(f"/d/{design.id}/history/").content.decode()


def test_several_csv_files_are_recognised_by_themselves_and_what_was_decided_is_shown(browser: Client) -> None:
    files = [
        SimpleUploadedFile("customers.csv", b"id;name\n1;Ann\n2;Bob\n"),
        SimpleUploadedFile("orders.csv", b"id;customer_id\n1;2\n2;2\n"),
    ]
    page = browser.post("/import/", {"uploads": files}, follow=True).content.decode()
    assert "2 entities" in page
    assert "Decided in reading" in page
    assert "orders.csv" in page
