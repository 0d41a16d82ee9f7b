import pytest

from designer.schema.build import entity, link
from tests.analysis.rules.running import titles

USERS = entity("users", "id bigint", pk="id")
CODES = entity("codes", "code text", pk="code")


def refers(column: str, parent: str = "users.id") -> list[str]:
    table = entity("orders", "id bigint", f"{column} bigint", pk="id")
    return titles("NM005", USERS, CODES, table, link(f"orders.{column}", parent))


@pytest.mark.parametrize(
    "column", ["user_id", "created_by", "owner", "parent_id", "fk_user", "u_owner_id", "approver2"]
)
def test_a_role_or_a_parents_name_says_enough(column: str) -> None:
    assert refers(column) == []


def test_a_column_called_like_the_key_it_refers_to_says_enough() -> None:
    assert refers("code", "codes.code") == []


def test_a_word_of_the_parents_name_says_enough() -> None:
    assert refers("code_no", "codes.code") == []


def test_a_primary_key_that_is_a_reference_is_left_alone() -> None:
    child = entity("profiles", "id bigint", pk="id")
    assert titles("NM005", USERS, child, link("profiles.id", "users.id")) == []


def test_keys_of_several_columns_are_left_alone() -> None:
    parent = entity("p", "a int", "b int", pk="a, b")
    assert titles("NM005", parent, entity("c", "k int", "r int"), link("c.(k,r)", "p.(a,b)")) == []


@pytest.mark.parametrize("column", ["ref_id", "fk1", "u", "key", "link_no", "rowId"])
def test_a_name_that_says_nothing_is_listed(column: str) -> None:
    assert refers(column) == [f"1 foreign key column does not say what it refers to: orders.{column}"]
