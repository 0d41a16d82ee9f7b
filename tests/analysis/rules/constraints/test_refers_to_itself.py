from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


def test_a_tree_is_left_alone_and_a_circle_in_one_row_is_not() -> None:
    table = entity("t", "id int", "parent_id int", pk="id")
    assert found("CO032", table, link("t.parent_id", "t.id")) == ()
    assert len(found("CO032", table, link("t.id", "t.id"))) == 1
