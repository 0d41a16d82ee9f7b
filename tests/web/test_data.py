"""Files of data: read in the background and not kept, their findings taken into the design by a person."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from psycopg.conninfo import conninfo_to_dict

from designer.jobs.models import Job
from designer.lab.proof import proof_database
from designer.store.cache import schema_of as stored
from designer.store.models import Design
from designer.web.data_models import DataChunk, DataRun
from tests.web.browsing import form_of
from tests.web.conftest import ClientOf
from tests.web.states import now
from tests.web.working import do_jobs

ORDERS = "order_id,customer_id,customer_name,total\r\n" + "".join(
    f"{n},{n % 7},name {n % 7},{n * 13 % 101}\r\n" for n in range(1, 200)
)
BROKEN = ORDERS + "200,3,other name,5\r\n"
CUSTOMERS = "id,email,phone\r\n" + "".join(f"{n},mail{n}@example.org,{n}\r\n" for n in range(7))


def give(browser: Client, design: Design, *files: tuple[str, str | bytes], **more: Any) -> Any:
    uploads = [
        SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), "text/csv") for name, text in files
    ]
    return browser.post(f"/d/{design.id}/data/", {"uploads": uploads, **more})


def looked_at(browser: Client, design: Design, *files: tuple[str, str | bytes], **more: Any) -> str:
    """The address of the look, when its job is done."""
    answer = give(browser, design, *files, **more)
    assert answer.status_code == 303, answer.content.decode()[:300]
    do_jobs()
    return str(answer.headers["Location"])


def card_of(page: str, text: str) -> str:
    """The value of the box of the card that says `text`."""
    plain = page.replace("<b>", "").replace("</b>", "")
    before = plain.partition(f"<code>{text}")[0]
    return before.rpartition('name="card" value="')[2].partition('"')[0]


def test_viewers_give_no_files_and_other_designs_see_no_run(
    victor: User, charlie: User, client_of: ClientOf, browser: Client, design: Design
) -> None:
    assert give(client_of(victor), design, ("a.csv", ORDERS)).status_code == 403
    url = looked_at(browser, design, ("a.csv", ORDERS))
    page = client_of(victor).get(url).content.decode()
    assert "customer_id" in page
    assert "Accept chosen" not in page
    assert client_of(charlie).get(url).status_code == 404
    assert browser.get(f"/d/{design.id}/data/?as=nonsense").status_code == 404
    assert browser.get(f"/d/{design.id}/data/?as=8d0cbd5e-0b5c-4e6b-8b8f-5d0f3b2d0001").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK\x03\x04rest", "is no CSV file"),
        ("a.csv", b"", "empty"),
    ],
)
def test_what_is_no_csv_file_is_refused_at_once(
    name: str, content: bytes, said: str, browser: Client, design: Design
) -> None:
    answer = give(browser, design, (name, content))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert give(browser, design).status_code == 422


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\n\n  \n", "the file is empty"),
        (b"a,b\x00\x00\x00\x01\n1,2\n", "is no text"),
        (",".join(f"c{n}" for n in range(300)).encode() + b"\n", "300 columns"),
    ],
)
def test_what_cannot_be_looked_at_is_said_where_the_answer_would_stand(
    content: bytes, said: str, browser: Client, design: Design
) -> None:
    page = browser.get(looked_at(browser, design, ("odd.csv", content))).content.decode()
    assert "There is no answer" in page
    assert said in page


def test_too_much_is_refused_in_words(browser: Client, design: Design, settings: Any) -> None:
    settings.DATA_MAX_BYTES = 1000
    answer = give(browser, design, ("a.csv", ORDERS))
    assert answer.status_code == 413
    assert "A sample of the rows says as much" in answer.content.decode()


def test_rows_are_gone_when_they_were_read_unless_asked_to_stay(browser: Client, design: Design) -> None:
    give(browser, design, ("a.csv", ORDERS))
    assert DataChunk.objects.count() == 1
    do_jobs()
    assert DataChunk.objects.count() == 0
    url = looked_at(browser, design, ("a.csv", ORDERS), keep="on")
    assert DataChunk.objects.count() == 1
    run = url.rpartition("=")[2]
    assert browser.post(f"/d/{design.id}/data/again/", {"run": run}).status_code == 303
    assert do_jobs() == 1
    assert DataRun.objects.get(id=run).result is not None
    browser.post(f"/d/{design.id}/data/delete/", {"run": run})
    assert DataChunk.objects.count() == 0
    assert browser.get(url).status_code == 404


def test_a_look_is_called_off_while_it_waits(browser: Client, design: Design) -> None:
    url = give(browser, design, ("a.csv", ORDERS)).headers["Location"]
    page = browser.get(url).content.decode()
    assert "Looking at the data" in page
    job = Job.objects.get()
    answer = browser.post(f"/d/{design.id}/jobs/{job.id}/cancel/?as={url.rpartition('=')[2]}")
    assert answer.headers["Location"] == url
    assert do_jobs() == 0
    assert "It was cancelled." in browser.get(url).content.decode()


def test_evidence_is_said_in_words_with_the_rows_against_it(browser: Client, design: Design) -> None:
    page = browser.get(looked_at(browser, design, ("a.csv", BROKEN))).content.decode()
    assert "held in 192 repeats, broken by 1 row" in page
    assert "other name" in page
    assert "line 201" in page


def test_hostile_cells_and_columns_stay_text(browser: Client, design: Design) -> None:
    evil = 'id,"<script>alert(1)</script>","=cmd|\' /C calc\'!A0"\r\n' + "".join(
        f'{n},"<img src=x onerror=alert({n % 3})>","a, ""b"" {n % 3}\u202e"\r\n' for n in range(60)
    )
    url = looked_at(browser, design, ('"><script>.csv', evil + "1,2,3,4\r\n" + '1,"open\r\n'))
    page = browser.get(url).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page.partition("<main")[2]
    assert "this row has 4 cells and not 3" in page
    assert "hold the delimiter" in page
    assert browser.post(f"/d/{design.id}/data/take/", {"run": url.rpartition("=")[2], "state": "accepted",
                        "target-0": "new", "card": ["0.0", "0.99", "x.y", "7.1"]}).status_code == 303  # fmt: skip
    assert len(now(design).entities) == 3


def test_other_encodings_are_read_and_named(browser: Client, design: Design) -> None:
    text = "id;straße\r\n" + "".join(f"{n};köln {n % 4}\r\n" for n in range(50))
    page = browser.get(looked_at(browser, design, ("win.csv", text.encode("cp1252")))).content.decode()
    assert "read as Windows-1252" in page
    assert "straße" in page
    assert "straße" in browser.get(looked_at(browser, design, ("u.csv", text.encode("utf-16")))).content.decode()


def test_files_become_tables_with_keys_dependencies_and_references(browser: Client, design: Design) -> None:
    url = looked_at(browser, design, ("sales.csv", ORDERS), ("customer.csv", CUSTOMERS))
    answer = browser.get(url)
    page = answer.content.decode()
    _, fields = form_of(answer, "take")  # type: ignore[arg-type]
    assert "sales.customer_id → customer.id" in page
    chosen = {**fields, "card": [card_of(page, "customer_id → customer_name")], "reference": ["0"], "state": "accepted"}
    assert browser.post(f"/d/{design.id}/data/take/", chosen).status_code == 303
    schema = now(design)
    sales, customer = schema.entity("sales"), schema.entity("customer")
    assert schema.names(sales.primary_key.columns) == ("order_id",)
    (fact,) = sales.functional_dependencies
    assert (schema.names(fact.determinant), schema.names(fact.dependent)) == (("customer_id",), ("customer_name",))
    assert (fact.source, fact.state) == ("data", "accepted")
    assert fact.evidence["repeats"] == 192
    assert any(one.child == sales.id and one.parent == customer.id for one in schema.relationships)
    assert design.revision == 2
    again = browser.get(url).content.decode()
    assert "from what the table says already" in again
    assert "<b>customer_id</b> → customer_name" not in again


def test_findings_are_taken_onto_a_table_that_is_there(browser: Client, design: Design) -> None:
    text = "customer_id,placed_at,city\r\n" + "".join(f"{n % 9},2026-01-0{1 + n % 9},c\r\n" for n in range(90))
    url = looked_at(browser, design, ("more orders.csv", text))
    page = browser.get(url).content.decode()
    orders = stored(design).entity("orders")
    data = {
        "run": url.rpartition("=")[2], "target-0": orders.id, "state": "undecided",
        "card": [card_of(page, "customer_id → placed_at"), card_of(page, "∅ → city")],
    }  # fmt: skip
    answer = browser.post(f"/d/{design.id}/data/take/", data, follow=True)
    assert "city is no column of the table" in answer.content.decode()
    (fact,) = now(design).entity("orders").functional_dependencies
    assert (fact.state, fact.source) == ("undecided", "data")


def test_a_new_design_begins_with_pasted_cells(browser: Client) -> None:
    assert browser.post("/new/data/", {"text": ""}).status_code == 422
    answer = browser.post("/new/data/", {"text": ORDERS.replace(",", "\t")})
    assert answer.status_code == 303
    do_jobs()
    assert "held in 192 repeats" in browser.get(answer.headers["Location"]).content.decode()


def database(*statements: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection.serialize()


def test_a_sqlite_file_is_sampled_table_by_table_and_not_kept(browser: Client, design: Design) -> None:
    several = "CREATE TABLE visits (visit INTEGER PRIMARY KEY, room TEXT, floor INT)"
    rows = (
        "INSERT INTO visits WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
        " SELECT i, 'room ' || i % 9, i % 9 % 3 FROM n"
    )
    shop = database(several, rows, "CREATE TABLE empty (id INTEGER PRIMARY KEY)")
    refused = give(browser, design, ("shop.db", shop), ("a.csv", ORDERS))
    assert refused.status_code == 422
    assert "shop.db is a database, which is looked at alone" in refused.content.decode()
    page = browser.get(looked_at(browser, design, ("shop.db", shop), keep="on", tables="visits")).content.decode()
    assert "visits" in page
    assert "All 200 rows of the table" in page
    assert card_of(page, "room")
    assert not DataChunk.objects.exists()
    give(browser, design, ("torn.db", shop[:5000]))
    do_jobs()
    failed = Job.objects.get(state="failed")
    assert "torn.db cannot be read as a SQLite database" in failed.error


SECRET = "hunter2-never-seen"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"url": f"ftp://ann:{SECRET}@h/x"}, "begins with one of"),
        ({"url": "sqlite:///shop.db"}, "Files of the server are not read from here"),
        ({"url": f"postgresql://ann:{SECRET}@db.example.org/x", "text": "a,b"}, "looked at alone"),
        ({"tables": "orders"}, "Give the address of the database"),
    ],
)
def test_an_address_that_cannot_be_looked_at_is_refused_without_its_password(
    given: dict[str, str], said: str, browser: Client, design: Design
) -> None:
    for url in (f"/d/{design.id}/data/", "/new/data/"):
        answer = browser.post(url, given)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert SECRET not in answer.content.decode()


def test_a_database_at_a_private_address_is_refused_by_the_job_and_no_password_stays(
    browser: Client, design: Design, settings: Any
) -> None:
    settings.IMPORT_PRIVATE = False
    answer = browser.post(
        f"/d/{design.id}/data/", {"url": f"postgresql://ann:{SECRET}@127.0.0.1/shop", "password": SECRET}
    )
    assert answer.status_code == 303
    assert SECRET not in str([*DataRun.objects.values_list(), *Job.objects.values_list()])
    job = Job.objects.get()
    assert set(job.arguments) == {"run", "sealed"}
    do_jobs()
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "at a private address" in page
    assert "has to be typed again" in page
    job.refresh_from_db()
    assert set(job.arguments) == {"run"}


def test_a_look_that_is_called_off_forgets_its_password(browser: Client, design: Design) -> None:
    url = browser.post(f"/d/{design.id}/data/", {"url": "postgresql://ann@h/x", "password": SECRET})["Location"]
    browser.post(f"/d/{design.id}/jobs/{Job.objects.get().id}/cancel/?as={url.rpartition('=')[2]}")
    assert set(Job.objects.get().arguments) == {"run"}


def test_tables_of_a_database_are_sampled_and_the_page_says_what_that_means(
    browser: Client, design: Design, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_PRIVATE = settings.IMPORT_LOCAL_FILES = True
    monkeypatch.setattr("designer.web.sampling.ROWS", 500)
    with proof_database() as database:
        with database.connect() as session:
            session.execute(
                "CREATE TABLE sales (id int PRIMARY KEY, shop_no int, shop_city text, n numeric(8,2));"
                "INSERT INTO sales SELECT n, n % 40, 'City ' || n % 40 % 9, n % 17 FROM generate_series(1, 5000) n;"
                "CREATE TABLE shop (id int); ANALYZE"
            )
        parts = {name: quote(str(value), safe="") for name, value in conninfo_to_dict(database.dsn).items()}
        address = f"postgresql://{parts['user']}@/{parts['dbname']}?host={parts['host']}&port={parts.get('port', 5432)}"
        given = {"url": address, "password": unquote(parts["password"]), "tables": "public.sales", "keep": "on"}
        url = browser.post(f"/d/{design.id}/data/", given).headers["Location"]
        do_jobs()
    page = browser.get(url).content.decode()
    assert "A sample: 500 rows of about 5,000. What fails in it fails in the table." in page
    assert "picked at random; none was kept" in page
    assert "Look again" not in page
    run = url.rpartition("=")[2]
    chosen = {"run": run, "target-0": "new", "card": [card_of(page, "shop_no → shop_city")], "state": "accepted"}
    assert browser.post(f"/d/{design.id}/data/take/", chosen).status_code == 303
    sales = now(design).entity("sales")
    assert (sales.rows, [one.type for one in sales.attributes]) == (
        5000,
        ["integer", "integer", "text", "numeric(8,2)"],
    )
    (fact,) = sales.functional_dependencies
    assert fact.evidence["file"].startswith("sales in ")
