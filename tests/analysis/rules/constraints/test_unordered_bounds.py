import pytest

from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    ("low", "high"), [("from_amount int", "to_amount int"), ("min_day int", "max_day int"), ("min_a int", "max_b int")]
)
def test_what_is_no_pair_of_bounds_is_left_alone(low: str, high: str) -> None:
    assert found("CO035", entity("t", low, high)) == ()


def test_references_are_no_bounds() -> None:
    stops = entity("stops", "id int", pk="id")
    legs = entity("legs", "start_stop int", "end_stop int")
    assert len(found("CO035", stops, legs)) == 1
    assert found("CO035", stops, legs, link("legs.start_stop", "stops.id"), link("legs.end_stop", "stops.id")) == ()


def test_bounds_and_recorded_times_make_one_finding() -> None:
    (finding,) = found("CO035", entity("t", "min_a int", "max_a int", "started_at date", "finished_at date"))
    assert len(finding.fix) == 2
