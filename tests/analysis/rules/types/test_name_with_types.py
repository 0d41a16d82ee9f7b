from designer.schema.build import entity
from tests.analysis.rules.checking import found


def test_two_tables_make_no_custom() -> None:
    assert (
        found("TY015", entity("a", "batch_ref int"), entity("b", "batch_ref int"), entity("c", "batch_ref text")) == ()
    )


def test_numbers_of_another_width_are_no_difference() -> None:
    tables = [entity(name, "batch_ref bigint") for name in "abc"]
    assert found("TY015", *tables, entity("d", "batch_ref numeric")) == ()


def test_the_exception_is_named_with_what_the_others_have() -> None:
    tables = [entity(name, "batch_ref bigint") for name in "abc"]
    (finding,) = found("TY015", *tables, entity("d", "batch_ref text"))
    assert [row[:3] for row in finding.evidence["rows"]] == [("d", "batch_ref", "text")]
