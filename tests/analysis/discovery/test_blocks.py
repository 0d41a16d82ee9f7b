import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.analysis.discovery import blocks
from designer.analysis.discovery.blocks import Reading
from designer.analysis.discovery.cells import encoded
from designer.analysis.discovery.columns import Table, read_table
from designer.analysis.discovery.separated import separated
from designer.importers.csv.layout import Layout

COMMA = Layout(",", '"')


def quick(text: str, width: int) -> list[list[str]] | None:
    found = separated(encoded(text), COMMA, width)
    if found is None:
        return None
    return [[cells.text(row) for cells in found.cells] for row in range(len(found.begins))]


def read(text: str, width: int) -> tuple[list[list[str]], list[int], list[list[str]]]:
    """(cells, line of each row, the rows once more by their record)."""
    rows, lines, again = list[list[str]](), list[int](), list[list[str]]()
    for block in Reading(COMMA, width, None, header=False).blocks(iter(text.splitlines(keepends=True)), 1):
        rows += [[cells.text(row) for cells in block.cells] for row in range(len(block.lines))]
        lines += block.lines.tolist()
        again += [block.record.row(row) for row in range(len(block.lines))]
        assert again[-1] == block.record.small().row(len(block.lines) - 1)
    return rows, lines, again


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1\n",
        "a,b\n1,2,3\n4\n",
        "a,b\n\n1,2\n",
        'a,b\n"x ""y""",2\n',
        'a,b\nx "y",2\n',
        'a,b\n"x"y,2\n',
        'a,b\n"open,2\n',
        "a,b\n1\r2,3\n",
    ],
)
def test_what_is_unusual_is_left_to_the_careful_ways(text: str) -> None:
    assert quick(text, 2) is None


def test_quotes_around_whole_cells_and_both_ends_of_line_are_usual() -> None:
    assert quick('a,b\r\n"1,5","x\r\ny"\r\n"",2\r\n', 2) == [["a", "b"], ["1,5", "x\r\ny"], ["", "2"]]


CELLS = st.text(st.sampled_from("ab,\"\n é'"), max_size=6)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12)))
@settings(max_examples=200, deadline=None)
def test_every_way_of_reading_gives_what_csv_gives(rows: list[list[str]]) -> None:
    made = StringIO()
    csv.writer(made).writerows(rows)
    text = made.getvalue()
    width = len(rows[0]) if rows else 1
    kept = [row for row in rows if any(row)]
    found, lines, again = read(text, width)
    assert again == found
    if all(any(cell.strip() for cell in row) for row in kept):
        assert found == kept
        seen, before = [], 0
        reader = csv.reader(StringIO(text, newline=""))
        for row in reader:
            seen += [before + 1] if any(row) else []
            before = reader.line_num
        assert lines == seen
    fast = quick(text, width) if text else None
    assert fast is None or [row for row in fast if any(row)] == kept


def test_a_cell_of_two_lines_at_the_end_of_a_block_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_LINES", 2)
    found, lines, _ = read('1,"a\nb"\n2,"c\nd"\n3,e\n', 2)
    assert found == [["1", "a\nb"], ["2", "c\nd"], ["3", "e"]]
    assert lines == [1, 3, 5]


def shown(table: Table) -> list[list[str | None]]:
    return [table.texts(row) for row in range(table.rows)]


def test_rows_are_shown_as_the_file_has_them_however_they_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'id,name\n1,a\n2,"b, c"\n3,"say ""d"""\n4,NULL\n5\n6,  f \n'.splitlines(keepends=True)
    expected = [["1", "a"], ["2", "b, c"], ["3", 'say "d"'], ["4", None], ["5", None], ["6", "f"]]
    assert shown(read_table(text, "t")) == expected
    monkeypatch.setattr(blocks, "_LINES", 1)
    monkeypatch.setattr("designer.analysis.discovery.columns._MOST_PLAIN", 10)
    assert shown(read_table(text, "t")) == expected
