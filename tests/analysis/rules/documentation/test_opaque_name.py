import pytest

from designer.schema.build import attribute, entity, link
from tests.analysis.rules.running import titles


@pytest.mark.parametrize(
    "columns",
    [
        ("name text",),
        ("ip inet", "tz text", "x int", "y int"),
        ("x1 int", "x2 int"),  # the number counts
        ("field1 text", "field2 text"),
        ("value text", "field text", "custom text"),
        ("sha256 text", "ipv4 text", "md5 text", "op text", "2fa text"),
        ("値 text",),
        ("unit_q1 int",),
    ],
)
def test_names_that_people_read_are_left_alone(columns: tuple[str, ...]) -> None:
    assert titles("DO005", entity("t", *columns)) == []


def test_a_comment_explains_any_name() -> None:
    assert titles("DO005", entity("t", attribute("fld7 text", comment="Device label."))) == []


def test_keys_and_foreign_keys_are_left_alone() -> None:
    parent = entity("p", "qz int", pk="qz")
    assert titles("DO005", parent, entity("c", "id int", "qz int", pk="id"), link("c.qz", "p.qz")) == []


def test_heirs_are_explained_by_their_parent() -> None:
    parent = entity("p", attribute("fld7 text", comment="Device label."))
    assert titles("DO005", parent, entity("c", "fld7 text", inherits=("p",))) == []


@pytest.mark.parametrize("name", ["fld7", "x1", "qv", "q", "col_12", "F3"])
def test_a_name_that_says_nothing_is_reported(name: str) -> None:
    assert titles("DO005", entity("t", f"{name} text", "title text")) == [f"Nothing says what t.{name} holds"]


def test_a_table_is_reported_once_and_many_tables_together() -> None:
    assert titles("DO005", entity("t", "qv int", "fld7 int")) == ["Nothing says what t.qv, fld7 hold"]
    assert len(titles("DO005", *(entity(name, "qv int") for name in "abcdef"))) == 1
