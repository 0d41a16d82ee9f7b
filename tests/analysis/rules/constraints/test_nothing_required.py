from designer.schema.build import entity
from tests.analysis.rules.checking import found


def test_three_columns_or_one_required_or_one_default_are_left_alone() -> None:
    assert found("CO004", entity("t", "id int", "a text", "b text", "c text", pk="id")) == ()
    assert found("CO004", entity("t", "id int", "a text", "b text", "c text", "d text not null", pk="id")) == ()
    assert found("CO004", entity("t", "id int", "a text", "b text", "c text", "d text default ''", pk="id")) == ()


def test_four_columns_that_may_all_be_null_are_found() -> None:
    assert len(found("CO004", entity("t", "id int", "a text", "b text", "c text", "d text", pk="id"))) == 1
