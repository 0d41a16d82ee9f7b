"""The PDF of diagram and dictionary: its pages as values, and the file."""

import re
from dataclasses import replace

import pytest

from designer.exporters import ExportError, export
from designer.exporters.pdf import document, plates
from designer.exporters.pdf.document import paged
from designer.exporters.pdf.sheets import Anchor, Jump, Page, Picture, Words
from designer.exporters.wording import printable
from designer.schema import model
from designer.schema.build import entity, schema_of
from tests.exporters.drawn_designs import HOSTILE, hostile, shop


def texts(pages: list[Page]) -> list[str]:
    return ["".join(run.text for run in mark.runs) for page in pages for mark in page.marks if isinstance(mark, Words)]


def targets(pages: list[Page]) -> tuple[set[str], list[str]]:
    marks = [mark for page in pages for mark in page.marks]
    return (
        {mark.target for mark in marks if isinstance(mark, Jump)},
        [mark.name for mark in marks if isinstance(mark, Anchor)],
    )


def test_everything_the_dictionary_knows_is_on_the_pages() -> None:
    pages, notices = paged(shop(), {})
    said = "\n".join(texts(pages))
    assert notices == ()
    for wanted in ("shop", "10\u2009000\u2009000", "People who order.", "orders_customer_id_placed_at_idx",
                   "exactly one", "zero or more, on delete cascade", "placed_at < deleted_at", "recent orders",
                   "new, paid", "value ~ '@'", "character varying(20)", "Sales", "Catalogue",
                   "Other tables"):  # fmt: skip
        assert wanted in said, wanted


def test_what_leads_somewhere_leads_to_one_place_and_contents_name_its_page() -> None:
    pages, _ = paged(shop(), {})
    wanted, there = targets(pages)
    assert len(there) == len(set(there))
    assert wanted <= set(there)
    cover = texts(pages[:1])
    place = next(
        number for number, page in enumerate(pages, 1) for mark in page.marks
        if isinstance(mark, Anchor) and mark.title == "products"
    )  # fmt: skip
    assert cover[cover.index("products") + 1] == str(place)


def test_every_hostile_name_is_on_the_pages_as_text() -> None:
    pages, _ = paged(hostile(), {})
    said = "".join(texts(pages)).replace(" ", "")
    for name in HOSTILE:
        shown = printable(name).replace(" ", "")
        if shown.isascii() and len(shown) < 40:
            assert shown in said, name
    wanted, there = targets(pages)
    assert wanted <= set(there)


def test_the_file_embeds_its_faces_and_has_bookmarks_and_no_script() -> None:
    made = export(hostile(), "pdf").content
    assert isinstance(made, bytes)
    assert made.startswith(b"%PDF-1.")
    assert made.rstrip().endswith(b"%%EOF")
    assert set(re.findall(rb"/BaseFont /([A-Za-z+]+)", made)) >= {b"AAAAAA+LiberationSans"}
    assert b"/Helvetica" not in made
    assert made.count(b"/FontFile2") >= 2
    assert b"/Outlines" in made
    for active in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert active not in made
    assert made == export(hostile(), "pdf").content


def test_an_empty_design_is_a_cover() -> None:
    pages, _ = paged(schema_of(), {})
    assert len(pages) == 1
    assert export(schema_of(), "pdf").content


def test_a_text_too_long_for_the_page_is_cut_and_said_to_be() -> None:
    long = schema_of(replace(entity("a", "b int"), comment="word " * 3000))
    pages, notices = paged(long, {})
    assert len(pages) < 12
    assert [(notice.object, "cut with …" in notice.reason) for notice in notices] == [("a", True)]


def test_a_design_past_the_limit_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_ATTRIBUTES", 5)
    with pytest.raises(ExportError, match="at most 5 attributes; HTML and CSV hold all"):
        export(shop(), "pdf")
    with pytest.raises(ExportError, match="no option 'colour'"):
        export(shop(), "pdf", colour="red")


def test_entities_limit_drawing_and_dictionary() -> None:
    schema = shop()
    pages, _ = paged(schema, {"entities": (schema.entity("orders").id,)})
    titles = {mark.title for page in pages for mark in page.marks if isinstance(mark, Anchor)}
    assert "orders" in titles
    assert "products" not in titles


# The pages of a drawing


def _drawing_pages(pages: list[Page]) -> list[tuple[Page, Picture]]:
    return [(page, mark) for page in pages for mark in page.marks if isinstance(mark, Picture)]


def test_a_small_drawing_is_on_one_page_within_its_margins() -> None:
    (page, picture), *_ = _drawing_pages(paged(shop(), {})[0])
    x, y, across, down = picture.box
    assert picture.scale >= plates.LEGIBLE
    assert 0 < x < x + across < page.size[0]
    assert 0 < y < y + down < page.size[1]


def test_a_drawing_too_wide_to_read_is_cut_into_parts_behind_an_overview() -> None:
    pages, notices = paged(hostile(), {})
    (first, overview), *parts = [one for one in _drawing_pages(pages) if one[0].size == plates.A3_WIDE]
    assert all(picture.scale == plates.TILED for _, picture in parts)
    shown = sum(picture.box[2] for _, picture in parts) - plates.LAP * (len(parts) - 1)
    assert shown >= overview.scene.width * plates.TILED - 1
    assert sum(isinstance(mark, Jump) for mark in first.marks) == len(parts)
    assert any("behind an overview" in notice.reason for notice in notices)


def test_a_drawing_of_very_many_parts_is_one_large_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plates, "MOST_TILES", 2)
    pages, notices = paged(hostile(), {})
    page, picture = max(_drawing_pages(pages), key=lambda one: one[0].size[0])
    assert picture.scale == 1.0
    assert page.size[0] > picture.scene.width
    assert any("cm" in notice.reason for notice in notices)


def test_groups_have_drawings_of_their_own_and_tables_lead_to_their_entries() -> None:
    schema = shop()
    pages, _ = paged(schema, {})
    assert len(_drawing_pages(pages)) == 1 + len(schema.layout.groups)
    first = _drawing_pages(pages)[0][0]
    assert sum(isinstance(mark, Jump) for mark in first.marks) == len(schema.entities)


def test_a_decision_is_told_with_its_reason() -> None:
    schema = shop()
    decision = model.Decision(id="d", finding="IX002", subject=schema.entity("orders").id, reason="Rarely deleted.")
    said = texts(paged(replace(schema, decisions=(decision,)), {})[0])
    assert "Rarely deleted." in said
    assert "Decisions" in said
