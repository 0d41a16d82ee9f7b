"""Names that mean to break out, through every picture and document."""

import csv
import io
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from designer.exporters import export
from designer.exporters.mermaid import quoted
from designer.exporters.plantuml import coded
from designer.exporters.wording import legible, printable
from tests.exporters.drawn_designs import HOSTILE, hostile

TEXTS = ("csv", "dbml", "dot", "html", "markdown", "mermaid", "plantuml", "svg")


@pytest.mark.parametrize("target", TEXTS)
def test_no_control_character_and_no_turning_mark_reaches_the_text(target: str) -> None:
    text = export(hostile(), target).text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    text.encode()


@pytest.mark.parametrize("target", TEXTS)
def test_every_table_is_there(target: str) -> None:
    text = export(hostile(), target).text
    for known in ("שלום עולם", "emoji", "select", "ünï"):
        shown = coded(known) if target == "plantuml" else known
        assert shown in text


def test_printable_is_one_line_and_legible_keeps_lines() -> None:
    assert printable("a\r\nb\tc\x00\ud800\u202ed") == "a↵b→c\ufffd\ufffdd"
    assert legible("a\r\nb\rc\x00") == "a\nb\nc\ufffd"
    assert printable("👩‍👩‍👧 שלום") == "👩‍👩‍👧 שלום"


class _Page(HTMLParser):
    """Tags, attribute names and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(key, value or "") for key, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_has_no_script_and_refers_to_nothing_outside() -> None:
    page = _Page(export(hostile(), "html").text)
    assert not {"script", "img", "iframe", "link", "base", "object", "form"} & set(page.tags)
    assert page.tags.count("style") == 1
    assert page.tags.count("title") >= 1
    for key, value in page.attributes:
        assert not key.startswith("on")
        assert key != "style"
        if key in ("href", "src", "xlink:href"):
            assert value.startswith("#")
    everything = "".join(page.texts)
    for name in HOSTILE:
        assert printable(name) in everything


def test_html_links_lead_to_what_is_there() -> None:
    page = _Page(export(hostile(), "html").text)
    ids = [value for key, value in page.attributes if key == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for key, value in page.attributes if key == "href"} <= set(ids)


def test_markdown_has_no_markup_but_its_own() -> None:
    text = export(hostile(), "markdown").text
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    page = _Page(rendered)
    assert set(page.tags) <= {"h1", "h2", "h3", "p", "a", "table", "thead", "tbody", "tr", "th", "td", "code", "pre",
                              "br", "ul", "li"}  # fmt: skip
    for key, value in page.attributes:
        assert key in ("href", "id", "class")
        assert key != "href" or value.startswith("#")
    cells = "\n".join(page.texts)
    for name in HOSTILE:
        shown = printable(name)
        assert shown in cells or shown.strip() == ""


def test_markdown_rows_keep_their_number_of_cells() -> None:
    text = export(hostile(), "markdown").text
    widths = {
        len(re.findall(r"(?<!\\)\|", line)) for line in text.split("\n") if line.startswith("| ") and "bigint" in line
    }
    assert widths == {7}


def test_csv_reads_back_and_no_cell_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(export(hostile(), "csv").text)))
    assert {len(row) for row in rows} == {9}
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    written = {row[0] for row in rows[1:]}
    assert all(printable(name) in written or "'" + printable(name) in written for name in HOSTILE)


def test_mermaid_strings_hold_nothing_that_ends_them() -> None:
    for name in HOSTILE:
        assert re.fullmatch(r'"[^"%\\<>&`{}\[\]\n]+"', quoted(name))
    for line in export(hostile(), "mermaid").text.split("\n"):
        assert line.count('"') % 2 == 0
        assert "%%" not in line


def test_mermaid_attributes_are_words_and_tell_their_real_name() -> None:
    export_ = export(hostile(), "mermaid")
    for line in re.findall(r"^ {8}\S.*$", export_.text, re.MULTILINE):
        assert re.match(
            r" {8}[A-Za-z_][\w()\[\]-]* [A-Za-z_][\w-]*( (PK|FK|UK)(, (PK|FK|UK))*)?( \"[^\"]*\")?$", line
        ), line
    assert any(notice.object.endswith("a|b") for notice in export_.notices)


def test_plantuml_names_are_letters_and_codes_only() -> None:
    for name in HOSTILE:
        assert re.fullmatch(r"(\w|<U\+[0-9A-F]{4,6}>)+", coded(name))
    lines = export(hostile(), "plantuml").text.split("\n")
    assert [line for line in lines if line.startswith(("@", "!"))] == ["@startuml", "@enduml"]
    assert sum(line.startswith("entity ") for line in lines) == len(HOSTILE)


def test_dot_labels_are_well_formed_and_nothing_is_a_link() -> None:
    text = export(hostile(), "dot").text
    assert not re.search(r"\b(URL|href|target)\s*=", re.sub(r"<TABLE.*?</TABLE>", "", text, flags=re.IGNORECASE))
    labels = re.findall(r"label=<(<TABLE.*</TABLE>)>", text)
    assert len(labels) == len(HOSTILE)
    names = []
    for label in labels:
        bolds = [one.text or "" for one in ElementTree.fromstring(label.replace("&#8203;", "\u200b")).iter("B")]
        names.append(bolds[0])
    assert {name for name in names if "…" not in name} <= {printable(name).strip() or "\u200b" for name in HOSTILE} | {
        printable(name) for name in HOSTILE
    }


def test_dbml_names_stand_in_quotes_that_nothing_ends() -> None:
    found = export(hostile(), "dbml")
    heads = [line for line in found.text.split("\n") if line.startswith("Table ")]
    assert len(heads) == len(HOSTILE)
    assert all(re.fullmatch(r'Table "[^"\\]+"( \[headercolor: #[0-9a-f]{6}\])? \{', line) for line in heads)
    assert any("cannot hold this name" in notice.reason for notice in found.notices)
