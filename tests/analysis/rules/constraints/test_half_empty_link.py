from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

PARENT = entity("p", "a int", "b int", pk="a, b")
LINK = link("c.(a, b)", "p.(a, b)")


def test_one_column_that_may_be_null_and_match_full_are_left_alone() -> None:
    assert found("CO031", PARENT, entity("c", "a int not null", "b int"), LINK) == ()
    assert found("CO031", PARENT, entity("c", "a int", "b int"), link("c.(a, b)", "p.(a, b)", match="full")) == ()


def test_a_column_that_another_reference_needs_is_left_alone() -> None:
    q = entity("q", "k int", pk="k")
    assert found("CO031", PARENT, q, entity("c", "a int", "b int"), LINK, link("c.a", "q.k")) == ()


def test_two_columns_that_may_be_null_are_found() -> None:
    assert len(found("CO031", PARENT, entity("c", "a int", "b int"), LINK)) == 1
