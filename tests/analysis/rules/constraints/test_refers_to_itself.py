import pytest

from designer.schema.build import entity, link, schema_of
from designer.schema.changes import Drop
from tests.analysis.rules.checking import found, found_in


def test_a_tree_is_left_alone_and_a_circle_in_one_row_is_not() -> None:
    table = entity("t", "id int", "parent_id int", pk="id")
    assert found("CO032", table, link("t.parent_id", "t.id")) == ()
    assert len(found("CO032", table, link("t.id", "t.id"))) == 1


@pytest.mark.parametrize(
    ("kind", "name", "mended"),
    [
        ("int", "firms_parent_number_fkey", ["parent_number"]), ("text", "firms_parent_number_fkey", []),
        ("int", "firms_number_fkey", None), ("int", "firms_branch_of_key", None),
    ],
)  # fmt: skip
def test_the_column_that_the_name_speaks_of_was_meant(kind: str, name: str, mended: list[str] | None) -> None:
    table = entity("firms", "number int", f"parent_number {kind}", "branch_of int", pk="number", index="branch_of")
    tree = link("firms.branch_of", "firms.number")
    schema = schema_of(table, tree, link("firms.number", "firms.number", name=name))
    (finding,) = found_in("CO032", schema)
    assert ("It is named after parent_number, which nothing guards." in finding.message) is (mended is not None)
    if mended is None:
        assert isinstance(finding.fix[0], Drop)
    else:
        assert [one for change in finding.fix for one in schema.names(change.set["columns"])] == mended
