import pytest

from designer.schema.build import entity
from tests.analysis.rules.checking import found


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("start_date date", "end_date timestamp"), ("start_time time", "end_time time"),
        ("started_at timestamptz", "finished_at timestamptz"), ("restart date", "end date"),
        ("min_price numeric", "max_price numeric"), ("created_at date", "updated_at date"),
        ("start_month date", "end_month date"),
    ],
)  # fmt: skip
def test_what_is_no_planned_pair_of_one_type_is_left_alone(low: str, high: str) -> None:
    assert found("CO009", entity("t", low, high)) == ()


@pytest.mark.parametrize("check", ["start_date <= end_date", "end_date IS NULL OR end_date > start_date"])
def test_a_check_that_names_both_settles_it(check: str) -> None:
    assert found("CO009", entity("t", "start_date date", "end_date date", checks=(check,))) == ()


@pytest.mark.parametrize(("low", "high"), [("valid_from", "valid_until"), ("startDate", "endDate"), ("start", "end")])
def test_a_pair_is_found_and_quoted(low: str, high: str) -> None:
    (finding,) = found("CO009", entity("t", f"{low} date", f"{high} date"))
    assert "<=" in finding.fix[0].value.expression
    if low == "start":
        assert finding.fix[0].value.expression == 'start <= "end"'
