from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

PARENT = entity("p", "a int", "b int", pk="a, b")
LINK = link("c.(a, b)", "p.(a, b)")


def test_one_column_that_may_be_null_and_match_full_are_left_alone() -> None:
    assert found("CO031", PARENT, entity("c", "a int not null", "b int"), LINK) == ()
    assert found("CO031", PARENT, entity("c", "a int", "b int"), link("c.(a, b)", "p.(a, b)", match="full")) == ()


def test_columns_that_a_check_of_their_own_keeps_from_being_null_are_left_alone() -> None:
    child = entity("c", "a int", "b int", checks=("a IS NOT NULL", "((b) is not null)"))
    assert found("CO031", PARENT, child, LINK) == ()
    assert len(found("CO031", PARENT, entity("c", "a int", "b int", checks=("a IS NOT NULL OR true",)), LINK)) == 1


def test_a_column_that_another_reference_needs_is_left_alone() -> None:
    q = entity("q", "k int", pk="k")
    assert found("CO031", PARENT, q, entity("c", "a int", "b int"), LINK, link("c.a", "q.k")) == ()


def test_two_columns_that_may_be_null_are_found() -> None:
    assert len(found("CO031", PARENT, entity("c", "a int", "b int"), LINK)) == 1


def test_a_parent_without_a_name_is_not_made_unreachable() -> None:
    child, parent = entity("c", "a int", "b int"), entity("p", "a int", "b int", unique="a, b")
    (required,), (nullable,) = found("CO031", PARENT, child, LINK), found("CO031", parent, child, LINK)
    assert required.fix
    assert not nullable.fix


def test_a_check_that_asks_all_of_them_for_null_settles_it() -> None:
    rooms = entity("rooms", "building text", "number integer", pk="building, number")
    columns = ("id bigint", "building text", "number integer")
    to_room = link("desks.(building, number)", "rooms.(building, number)")
    both = "(building IS NULL AND number IS NULL) OR (building IS NOT NULL AND number IS NOT NULL)"
    assert found("CO031", rooms, entity("desks", *columns, pk="id", checks=(both,)), to_room) == ()
    one = "building IS NOT NULL OR id > 5"
    assert len(found("CO031", rooms, entity("desks", *columns, pk="id", checks=(one,)), to_room)) == 1
