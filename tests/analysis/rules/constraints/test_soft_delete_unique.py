import pytest

from designer.schema.build import entity, link
from designer.schema.model import Requirements
from tests.analysis.rules.checking import found


@pytest.mark.parametrize("mark", ["deleted_by int", "deleted_reason text", "deleted_at timestamptz not null"])
def test_what_marks_no_row_as_deleted_is_left_alone(mark: str) -> None:
    assert found("CO006", entity("t", "id int", "name text", mark, pk="id", unique="name")) == ()


def test_keys_of_numbers_are_left_alone() -> None:
    assert found("CO006", entity("t", "id int", "number int", "deleted_at timestamptz", pk="id", unique="number")) == ()


def test_a_key_with_the_time_of_deletion_keeps_nothing_apart() -> None:
    (finding,) = found(
        "CO006", entity("t", "id int", "name text", "deleted_at date", pk="id", unique="name, deleted_at")
    )
    assert (finding.severity, finding.confidence) == ("error", "certain")
    assert finding.fix[1].value.where == "deleted_at IS NULL"


def test_a_name_that_stays_taken_is_a_hint_until_the_requirements_speak() -> None:
    table = entity("t", "id int", "name text", "is_deleted boolean", pk="id", unique="name")
    (hint,) = found("CO006", table)
    (asked,) = found("CO006", table, Requirements(recovery="soft delete"))
    assert (hint.confidence, asked.confidence) == ("hint", "likely")
    assert hint.fix[1].value.where == "NOT is_deleted"


def test_a_key_that_a_foreign_key_needs_is_not_replaced() -> None:
    table = entity("t", "id int", "name text", "deleted_at date", pk="id", unique="name")
    (finding,) = found("CO006", table, entity("u", "n text", pk="n"), link("u.n", "t.name"))
    assert finding.fix == ()
