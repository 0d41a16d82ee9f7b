"""The main job from end to end in a real browser: a dump becomes a design that is mended, edited by two people,
proved and taken away as DDL; and the same without JavaScript, as far as saving goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect

from designer.lab.proof import proof_database
from designer.schema.model import Attribute
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.models import Design
from tests.web.conftest import ClientOf
from tests.web.windows import chromium, opened, watched
from tests.web.working import worker

__all__ = ["chromium", "worker"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.requires("chromium"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("worker"),
]
DUMP = (Path(__file__).parents[1] / "data" / "library.sql").read_text()
FINDING = "titles.price is money kept as double precision"
COUNTS = {"Entities": 13, "Relationships": 12, "Indexes": 5, "Uniques": 3, "Checks": 1, "Enums": 1, "Views": 1}


def now() -> tuple[Design, Schema]:
    """The one design, as it is by now."""
    design = Design.objects.get()
    return design, schema_of(design)


def column(path: str) -> Attribute:
    entity, name = path.split(".")
    return next(one for one in now()[1].entity(entity).attributes if one.name == name)


def line_of(statement: str) -> int:
    """Where a statement of the dump begins."""
    return DUMP[: DUMP.index(statement)].count("\n") + 1


def paste(page: Page) -> None:
    page.goto("/")
    page.click("text=Paste SQL")
    page.fill("#id_text", DUMP)
    page.fill("#id_name", "Library")
    page.click("text=Look at it")


def check_preview(page: Page) -> None:
    """Counts, and what is kept as it is: each statement with its line."""
    expect(page.get_by_role("heading", name="What came in")).to_be_visible()
    for name, count in COUNTS.items():
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))
        expect(row.get_by_role("cell")).to_have_text(str(count))
    assert page.inner_text("p.lead").endswith(" 0 not understood.")
    for kind, name, statement in (
        ("View", "public.overdue", "CREATE VIEW"),
        ("Function", "public.touch()", "CREATE FUNCTION"),
        ("Trigger", "titles_touch on public.titles", "CREATE TRIGGER"),
    ):
        fold = page.locator("details.more").filter(has=page.locator("summary", has_text=kind)).first
        fold.locator("summary").click()
        row = fold.locator("tr").filter(has_text=name)
        assert row.locator("td").first.inner_text() == str(line_of(statement))
        assert "not modelled" in row.inner_text()


def create(page: Page) -> str:
    """Makes the design; the address of its workbench."""
    page.click("text=Create design")
    page.wait_for_url(re.compile(r"/d/\d+/\?tab=findings$"))
    return page.url.partition("?")[0]


def finding(page: Page, title: str) -> Locator:
    return page.locator("article.finding:not(.settled)").filter(has=page.get_by_role("heading", name=title))


def open_column(page: Page, entity: str, name: str) -> None:
    """By the tree and the inspector, as somebody who is new would."""
    page.click(f"#tree a.row:has-text('{entity}') >> nth=0")
    page.locator(f"#side .line a.name[title='{name}']").click()
    expect(page.locator("#editor #id_name")).to_have_value(name)


def press_save(page: Page) -> None:
    page.locator("#editor .form-foot button", has_text="Save").click()


def expect_message(page: Page, text: str) -> Locator:
    notice = page.locator("#messages .notice").filter(has_text=text)
    expect(notice).to_be_visible()
    return notice


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


def test_from_a_dump_to_proved_ddl_with_two_people(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, edgar: User, stack: ExitStack
) -> None:
    page = stack.enter_context(watched(opened(chromium, live_server, client_of, alice)))
    other = stack.enter_context(watched(opened(chromium, live_server, client_of, edgar), refusals=(409,)))
    paste(page)
    check_preview(page)
    home = create(page)
    expect(page.locator("g.entity")).to_have_count(12)  # a partition is part of its table

    # A finding is applied as one revision, and undone from its message.
    expect(finding(page, FINDING)).to_have_count(1)
    finding(page, FINDING).get_by_role("button", name="Apply").click()
    message = expect_message(page, f"Applied: {FINDING}.")
    expect(page.locator(".chip.version")).to_contain_text("revision 2")
    expect(finding(page, FINDING)).to_have_count(0)
    assert column("titles.price").type.startswith("numeric")
    message.get_by_role("button", name="Undo").click()
    expect_message(page, "Undo: ")
    expect(finding(page, FINDING)).to_have_count(1)
    assert column("titles.price").type == "double precision"

    # Two forms of one column are open; each changes other fields, and both are kept.
    for window in (page, other):
        window.goto(home)
        open_column(window, "titles", "price")
    page.fill("#id_type", "numeric(10,2)")
    page.fill("#id_comment", "Without tax.")
    press_save(page)
    expect_message(page, "Change column titles.price")
    other.fill("#id_default", "0")
    press_save(other)
    expect_message(other, "Change column titles.price")
    price = column("titles.price")
    assert (price.type, price.comment, price.default) == ("numeric(10,2)", "Without tax.", "0")

    # Both change the same field: the second is told, with both texts, and keeps hers in the form.
    for window in (page, other):
        window.goto(home)
        open_column(window, "titles", "price")
    page.fill("#id_comment", "Net price in euros.")
    press_save(page)
    expect_message(page, "Change column titles.price")
    other.fill("#id_comment", "Gross price in euros.")
    press_save(other)
    conflict = other.locator(".conflict")
    expect(conflict).to_contain_text("Comment was changed by alice")
    expect(conflict).to_contain_text("Theirs: Net price in euros.")
    expect(conflict).to_contain_text("Yours: Gross price in euros.")
    expect(other.locator("#id_comment")).to_have_value("Gross price in euros.")
    assert column("titles.price").comment == "Net price in euros."
    other.fill("#id_comment", "Net price in euros, gross on the shelf.")
    press_save(other)
    expect_message(other, "Change column titles.price")
    assert column("titles.price").comment == "Net price in euros, gross on the shelf."

    # The proof, and the text that a server takes.
    page.goto(home)
    page.click(".nav a:has-text('Export')")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("#verdict strong.ok")).to_contain_text("DDL verified on PostgreSQL", timeout=30_000)
    page.locator(".targets a", has_text="PostgreSQL").first.click()
    with page.expect_download() as download:
        page.click("text=Download .sql")
    assert download.value.suggested_filename == "Library.sql"
    assert tables_made_by(Path(download.value.path()).read_text()) == {one.name for one in now()[1].entities}


def tables_made_by(ddl: str) -> set[str]:
    """Runs DDL on the proof server; the tables that are there afterwards."""
    with proof_database() as database, database.connect() as connection:
        connection.execute(ddl.encode())
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert connection.execute("SELECT count(*) FROM public.overdue").fetchone() == (0,)
        comment = "SELECT col_description('public.titles'::regclass, attnum) FROM pg_attribute"
        where = "WHERE attrelid = 'public.titles'::regclass AND attname = 'price'"
        held = connection.execute(f"{comment} {where}".encode()).fetchone()
        assert held == ("Net price in euros, gross on the shelf.",)
    return {name for (name,) in found}


@pytest.mark.strict_only("the journey once more, without JavaScript")
def test_everything_is_saved_without_javascript(
    chromium: Browser, live_server: Any, client_of: ClientOf, alice: User, stack: ExitStack
) -> None:
    page = stack.enter_context(watched(opened(chromium, live_server, client_of, alice, java_script_enabled=False)))
    paste(page)
    check_preview(page)
    home = create(page)

    open_column(page, "titles", "price")
    page.fill("#id_type", "numeric(10,2)")
    page.fill("#id_comment", "Without tax.")
    press_save(page)
    expect_message(page, "Change column titles.price")
    assert (column("titles.price").type, column("titles.price").comment) == ("numeric(10,2)", "Without tax.")

    # Deleting says first what goes along.
    open_column(page, "copies", "branch_id")
    page.click("#editor >> text=Delete…")
    expect(page.locator("#side .consequences")).to_contain_text("copies_branch_fkey")
    assert column("copies.branch_id")
    page.get_by_role("button", name="Delete column").click()
    expect_message(page, "Delete column copies.branch_id")
    _, schema = now()
    assert "branch_id" not in [one.name for one in schema.entity("copies").attributes]
    assert "copies_branch_fkey" not in [one.name for one in schema.relationships]

    title = "fines.amount is money kept as real"
    page.goto(f"{home}?tab=findings")
    finding(page, title).get_by_role("button", name="Apply").click()
    message = expect_message(page, f"Applied: {title}.")
    assert column("fines.amount").type.startswith("numeric")
    message.get_by_role("button", name="Undo").click()
    expect_message(page, "Undo: ")
    assert column("fines.amount").type == "real"

    # A reason is asked for, and is needed.
    page.goto(f"{home}?tab=findings")
    finding(page, title).get_by_role("link", name="Dismiss").click()
    page.get_by_label("Why it is kept").fill("Fines are estimates here.")
    page.get_by_role("button", name="Dismiss").click()
    expect_message(page, f"Dismissed: {title}.")
    expect(finding(page, title)).to_have_count(0)
    assert [one.reason for one in now()[1].decisions] == ["Fines are estimates here."]

    page.click(".nav a:has-text('Export')")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("#verdict strong.ok")).to_contain_text("DDL verified on PostgreSQL", timeout=30_000)
    page.locator(".targets a", has_text="PostgreSQL").first.click()
    with page.expect_download() as download:
        page.click("text=Download .sql")
    assert "amount real NOT NULL" in Path(download.value.path()).read_text()
