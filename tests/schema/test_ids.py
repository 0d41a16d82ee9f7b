"""Ids made from text are those that anybody makes by the rules for them."""

from uuid import UUID, uuid5

import pytest

from designer.schema.naming import make_id

_SPACE = UUID("8b5f3b0e-6a0c-5b1d-9c55-0d8f3c1f8a11")


@pytest.mark.parametrize("path", ["", "public.orders.id", "läden.straße", "日本"])
def test_an_id_is_a_uuid_of_the_kind_and_the_path(path: str) -> None:
    assert make_id("index", path) == str(uuid5(uuid5(_SPACE, "index"), path))


def test_where_an_id_is_taken_the_path_is_numbered() -> None:
    taken = {make_id("index", "a"), make_id("index", "a#2")}
    assert make_id("index", "a", taken.__contains__) == make_id("index", "a#3")
    assert make_id("check", "a", taken.__contains__) == make_id("check", "a")
