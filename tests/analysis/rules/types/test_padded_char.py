import pytest

from tests.analysis.rules.checking import columns


@pytest.mark.parametrize(
    "column", ["country char(2)", "hash char(64)", "name char(3)", "title varchar(40)", "code char(9)"]
)
def test_codes_of_fixed_length_are_left_alone(column: str) -> None:
    assert columns("TY005", column) == []


def test_a_title_in_char_is_found() -> None:
    assert columns("TY005", "title char(4)") == ["title"]


def test_a_name_of_the_keys_own_form_is_a_hash_as_the_key_is() -> None:
    assert columns("TY005", "hash char(40)", "name char(40)", pk="hash") == []
    assert columns("TY005", "hash char(40)", "name char(64)", pk="hash") == ["name"]
