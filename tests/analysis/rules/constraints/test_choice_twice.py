import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect, Index, IndexKey
from tests.analysis.rules.checking import found

_ALBUMS = entity("albums", "id bigint", "genre_id bigint", pk="id")


def _found(*columns, name="genres", dialect="postgres", **known):
    table = entity(name, "id bigint", *(columns or ("name text not null",)), **{"pk": "id", **known})
    return found("CO052", _ALBUMS, table, link("albums.genre_id", f"{name}.id"), dialect=Dialect(name=dialect))


@pytest.mark.parametrize("name", ["artists", "playlists", "customers"])
def test_names_of_things_and_people_may_repeat(name: str) -> None:
    assert _found(name=name) == ()


@pytest.mark.parametrize(
    "columns", [("name text", "price int"), ("note text",), ("name integer",), ("name text", "code text")]
)
def test_tables_that_say_more_or_have_no_one_name_are_left_alone(columns: tuple[str, ...]) -> None:
    assert _found(*columns) == ()


def test_any_unique_key_over_the_name_settles_it() -> None:
    assert _found(unique="name") == ()
    folded = Index(name="i", keys=(IndexKey(expression="lower(name)"),), unique=True)
    assert _found(indexes=(folded,)) == ()
    assert _found("name text", pk="name", name="types") == ()


def test_a_table_that_nothing_refers_to_is_no_list_of_choices() -> None:
    assert found("CO052", entity("genres", "id bigint", "name text", pk="id")) == ()


@pytest.mark.parametrize("name", ["genres", "album_types", "STATUS"])
def test_lists_of_choices_are_found(name: str) -> None:
    (finding,) = _found("name text", "description text", "position int", "is_active boolean", name=name)
    assert len(finding.fix) == 1


def test_elsewhere_a_text_without_a_length_takes_no_key() -> None:
    assert [bool(one.fix) for one in _found("name text", dialect="mysql")] == [False]
    assert [bool(one.fix) for one in _found("name varchar(40)", dialect="mysql")] == [True]
