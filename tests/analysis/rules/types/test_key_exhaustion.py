import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link
from designer.schema.model import Requirements
from tests.analysis.rules.checking import found

LIMIT = 2**31 - 1
MONTH = 30.44


def _found(rows: int, per_day: float, key: str = "id integer identity") -> tuple[Finding, ...]:
    return found("TY010", entity("t", key, pk="id", rows=rows, rows_per_day=per_day), Requirements(horizon_months=10))


@pytest.mark.parametrize("key", ["id bigint identity", "id integer", "id bigserial"])
def test_a_wide_key_or_one_that_no_sequence_fills_is_left_alone(key: str) -> None:
    assert _found(LIMIT - 1, 1_000_000, key) == ()


def test_undeclared_growth_is_not_guessed() -> None:
    assert found("TY010", entity("t", "id integer identity", pk="id", rows=LIMIT - 1)) == ()


def test_seventy_percent_at_the_horizon_is_the_boundary() -> None:
    assert _found(int(0.69 * LIMIT) - 305, 1) == ()
    (finding,) = _found(int(0.70 * LIMIT), 1)
    assert finding.severity == "warning"


def test_a_key_that_ends_within_the_horizon_is_an_error_with_its_month() -> None:
    (finding,) = _found(LIMIT - int(5 * MONTH * 1000), 1000)
    assert finding.severity == "error"
    assert finding.evidence["months left"] == 5.0


def test_columns_that_refer_to_the_key_are_widened_with_it() -> None:
    (finding,) = found(
        "TY010",
        entity("t", "id serial", pk="id", rows=LIMIT - 1, rows_per_day=9.0),
        entity("u", "id int", "t_id integer", pk="id"),
        link("u.t_id", "t.id"),
    )
    assert [change.set["type"] for change in finding.fix] == ["bigserial", "bigint"]
