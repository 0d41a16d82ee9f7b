import pytest

from designer.schema.build import entity
from designer.schema.model import Attribute
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize("default", ["gen_random_uuid()", "NULL", "nextval('s')"])
def test_a_computed_default_is_left_alone(default: str) -> None:
    assert columns("CO034", f"code text default {default}", unique="code") == []


def test_a_column_that_is_unique_with_others_only_is_left_alone() -> None:
    assert columns("CO034", "code text default ''", "n int", unique="code, n") == []


def test_a_constant_on_a_unique_column_is_found() -> None:
    assert columns("CO034", "code text default ''", unique="code") == ["code"]


def test_a_default_that_the_comment_explains_is_left_alone() -> None:
    column = Attribute(name="code", type="text", default="''", comment="Empty: the whole cluster")
    assert columns("CO034", column, unique="code") == []


def test_a_table_of_that_column_alone_or_with_a_flag_for_its_key_may_be_meant_for_one_row() -> None:
    tables = (
        entity("tracker", "last_id bigint default 0", pk="last_id"),
        entity("summary", "id boolean default true", "total int", pk="id"),
        entity("app_settings", "id text default 'default'", "theme text", pk="id"),
        entity("users", "id bigint", "email text default ''", pk="id", unique="email"),
    )
    assert {one.title.split()[0]: str(one.confidence) for one in found("CO034", *tables)} == {
        "users.email": "likely",
        "tracker.last_id": "hint",
        "summary.id": "hint",
        "app_settings.id": "hint",
    }
