"""CO042: look-up tables whose only text may be NULL."""

import pytest

from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

ALBUMS = entity("albums", "id int", "genre_id int", pk="id")
LINK = link("albums.genre_id", "genres.id")


@pytest.mark.parametrize(
    "columns",
    [
        ("name text not null",),
        ("name text", "parent int"),  # it says more than its name
        ("name text default 'other'",),
        ("sort_order int",),
        ("remark text",),
    ],
)
def test_what_is_required_or_more_than_a_name_is_left_alone(columns: tuple[str, ...]) -> None:
    assert found("CO042", ALBUMS, entity("genres", "id int", *columns, pk="id"), LINK) == ()


def test_a_check_thinks_of_it_and_a_text_for_a_key_says_enough() -> None:
    checked = entity("genres", "id int", "name text", pk="id", checks=("name is not null",))
    assert found("CO042", ALBUMS, checked, LINK) == ()
    albums, kinds = entity("albums", "id int", "genre text"), entity("genres", "code text", "name text", pk="code")
    assert found("CO042", albums, kinds, link("albums.genre", "genres.code")) == ()


def test_a_table_that_nothing_refers_to_is_no_look_up() -> None:
    assert found("CO042", ALBUMS, entity("genres", "id int", "name text", pk="id")) == ()


@pytest.mark.parametrize("column", ["name", "label", "genre", "genre_name"])
def test_a_name_that_may_be_missing_is_found_and_mended(column: str) -> None:
    (finding,) = found("CO042", ALBUMS, entity("genres", "id int", f"{column} varchar(120)", pk="id"), LINK)
    assert finding.title == f"genres.{column} is all that a row says, and may be NULL"
    assert len(finding.fix) == 1
