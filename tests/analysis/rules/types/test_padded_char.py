import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found


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


def test_a_uuid_is_of_fixed_length_whatever_it_is_called() -> None:
    assert columns("TY005", "subject char(36)") == []
    assert columns("TY005", "subject char(35)") == ["subject"]


@pytest.mark.parametrize(("key", "kind", "expected"), [
    ("identifier", "char(26)", 0), ("sha", "char(64)", 0), ("id", "char(24)", 0),
    ("identifier", "char(30)", 1), ("login", "char(64)", 2),
])  # fmt: skip
def test_what_refers_to_a_key_is_judged_by_that_keys_name(key: str, kind: str, expected: int) -> None:
    length = "char(26)" if kind == "char(30)" else kind  # of another length it is not the key's form
    parent, child = entity("p", f"{key} {length}", pk=key), entity("c", "id int", f"username {kind}", pk="id")
    cards = found("TY005", parent, child, link("c.username", f"p.{key}"))
    assert sum(len(one.told) for one in cards) == expected


def test_mysql_takes_the_blanks_off_again() -> None:
    said = {
        name: found("TY005", entity("people", "last_name char(40)"), dialect=Dialect(name=name))[0].message
        for name in ("postgres", "mysql", "mariadb")
    }
    assert "LIKE" in said["postgres"]
    assert said["mysql"] == said["mariadb"]
    assert "LIKE" not in said["mysql"]
    wide = entity("people", *(f"name_{word} char(40)" for word in ("a", "b", "c", "d", "e", "f", "g")))
    texts = entity("texts", *(f"{word}_title char(40)" for word in ("a", "b", "c", "d", "e", "f")))
    (listed,) = found("TY005", texts, wide, dialect=Dialect(name="mysql"))
    assert listed.message == said["mysql"]
