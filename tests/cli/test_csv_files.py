"""CSV files on the command line: what cannot be read first, then that streaming changes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from designer.cli.csv_files import stream_csv
from designer.cli.errors import BadInput
from designer.cli.waiting import shown_progress
from designer.importers import Source, import_sql
from designer.importers.csv import distinct
from designer.importers.csv.distinct import Distinct
from designer.importers.progress import step

ROWS = "id;name\n" + "".join(f"{n};ä{n % 7}\n" for n in range(30_000))


@pytest.mark.parametrize("name", ["gone.csv", "", "nul\0.csv"])
def test_a_file_that_cannot_be_opened_is_bad_input(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        stream_csv([str(tmp_path / name)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_streamed_file_gives_what_its_text_gives(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(ROWS.encode(encoding))
    found = stream_csv([str(path)])
    assert found.problems == ()
    assert found.schema == import_sql([Source(ROWS, str(path))], "csv", "people").schema
    assert found.schema.entities[0].rows == 30_000


def test_what_is_no_utf_8_is_read_as_latin_1_and_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("id;name\n1;Ann\n2;Jörg\n".encode("latin-1"))
    found = stream_csv([str(path)])
    assert [(one.line, "no UTF-8" in one.message) for one in found.problems] == [(3, True)]
    assert [one.name for one in found.schema.entities[0].attributes] == ["id", "name"]


def test_standard_input_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ROWS.encode())))
    assert stream_csv(["-"]).schema.entities[0].rows == 30_000


def test_distinct_values_are_counted_exactly_until_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "_FEW", 10)
    monkeypatch.setattr(distinct, "MOST", 500)
    for number, wanted in ((5, 5), (10, 10), (11, 11), (499, 499), (500, 500), (501, None), (5000, None)):
        seen = Distinct()
        for value in range(number):
            for _ in range(3):
                seen.add(str(value))
        assert seen.count == wanted


def test_progress_is_silent_where_nobody_looks_and_in_the_first_second(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress():
        step(1, 2, "Line 1")
    assert capsys.readouterr().err == ""


def test_progress_shows_and_goes_away_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("designer.cli.waiting._PATIENCE", 0.0)
    monkeypatch.setattr("designer.cli.waiting._EVERY", 0.0)
    with shown_progress():
        step(1, 2, "Line 1 of x.csv")
    assert " 50 %  Line 1 of x.csv" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")
