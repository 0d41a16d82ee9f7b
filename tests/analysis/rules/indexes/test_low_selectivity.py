import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Index, ValueShare
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

HALF = (ValueShare(value=True, frequency=0.6), ValueShare(value=False, frequency=0.4))


def poor(column: object, index: Index, **properties: object) -> int:
    """How many indexes of a table with this column are found."""
    return len(found("IX012", entity("t", "id bigint", column, "b bigint", pk="id", indexes=(index,), **properties)))


@pytest.mark.parametrize(
    "index",
    [on("a", "b"), on("a", unique=True), on("a", where="a"), on("a", include=("b",)), on("a", method="hash")],
)
def test_only_a_plain_index_on_the_one_column_is_judged(index: Index) -> None:
    assert poor("a boolean", index) == 0


@pytest.mark.parametrize(
    "column",
    [
        "a text",
        attribute("a text", distinct=6),
        attribute("a boolean", values=(ValueShare(value=True, frequency=0.1),)),
        attribute("a boolean", null_fraction=0.95),
    ],
)
def test_many_values_or_a_rare_one_are_worth_an_index(column: object) -> None:
    assert poor(column, on("a")) == 0


def test_small_tables_are_left_alone() -> None:
    assert poor("a boolean", on("a"), rows=10_000) == 0
    assert poor("a boolean", on("a"), rows=10_001) == 1


def test_a_foreign_key_to_few_rows_keeps_its_index() -> None:
    kinds = entity("kinds", "id bigint", pk="id")
    things = entity("things", "id bigint", attribute("kind_id bigint", distinct=3), pk="id", index="kind_id")
    assert found("IX012", kinds, things, link("things.kind_id", "kinds.id")) == ()


@pytest.mark.parametrize(
    ("column", "confidence"),
    [("a boolean", "hint"), (attribute("a text", distinct=5), "hint"), (attribute("a boolean", values=HALF), "likely")],
)
def test_few_values_are_found_and_declared_shares_make_it_likely(column: object, confidence: str) -> None:
    (finding,) = found("IX012", entity("t", "id bigint", column, pk="id", index="a"))
    assert finding.confidence == confidence
    assert bool(finding.fix) is (confidence == "likely")
