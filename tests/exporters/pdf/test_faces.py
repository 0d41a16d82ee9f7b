"""Which face writes a character, and in which order."""

import pytest

from designer.exporters.pdf import faces
from designer.exporters.pdf.faces import BOLD, BOX, REGULAR, lent, runs, unwritten, visual, width


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any face of its own."""
    monkeypatch.setattr(faces, "_others", lambda: ())
    faces._face_of.cache_clear()
    runs.cache_clear()
    width.cache_clear()


@pytest.mark.usefixtures("bare")
def test_no_character_is_dropped_for_want_of_a_face() -> None:
    assert [(run.face, run.text) for run in runs("aकखb")] == [(REGULAR, "a"), (BOX, "कख"), (REGULAR, "b")]
    assert width("क", 10) > 5
    assert unwritten("a客क𐎀𠀀") == {"cjk", "devanagari", "ugaritic"}  # the last is of a plane that no code page has


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("text", "faces"),
    [
        ("客户", ["STSong-Light"]),
        ("顧客です", ["HeiseiMin-W3"]),
        ("주문 客", ["HYSMyeongJo-Medium", REGULAR, "HYSMyeongJo-Medium"]),
        ("a客です们", [REGULAR, "HeiseiMin-W3", "STSong-Light"]),
    ],
)
def test_east_asian_text_is_written_in_a_face_that_readers_bring_and_that_is_said(text: str, faces: list[str]) -> None:
    assert [run.face for run in runs(text)] == faces
    assert sum(run.width for run in runs(text)) / 100 == pytest.approx(width(text, 10))
    assert unwritten(text) == frozenset()
    assert lent(text)
    assert lent("Größe") == frozenset()


def test_latin_greek_cyrillic_and_hebrew_are_written_by_the_embedded_face() -> None:
    assert [run.face for run in runs("Größe Адрес Μέγεθος שם")] == [REGULAR]
    assert [run.face for run in runs("Größe", bold=True)] == [BOLD]
    assert unwritten("Größe Адрес Μέγεθος שם – “…” €") == frozenset()


def test_widths_are_those_of_the_face() -> None:
    assert width("iii", 10) < width("mmm", 10)
    assert sum(run.width for run in runs("Адрес 12")) / 100 == pytest.approx(width("Адрес 12", 10))


@pytest.mark.parametrize(
    ("logical", "shown"),
    [
        ("plain (text)", "plain (text)"),
        ("שלום", "םולש"),
        ("a שלום b", "a םולש b"),
        ("שם 12 לקוח", "חוקל 12 םש"),
    ],
)
def test_text_from_the_right_is_turned_round_and_its_numbers_are_not(logical: str, shown: str) -> None:
    assert visual(logical) == shown
