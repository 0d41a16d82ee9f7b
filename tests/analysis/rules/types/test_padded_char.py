import pytest

from tests.analysis.rules.checking import columns


@pytest.mark.parametrize(
    "column", ["country char(2)", "hash char(64)", "name char(3)", "title varchar(40)", "code char(9)"]
)
def test_codes_of_fixed_length_are_left_alone(column: str) -> None:
    assert columns("TY005", column) == []


def test_a_title_in_char_is_found() -> None:
    assert columns("TY005", "title char(4)") == ["title"]
