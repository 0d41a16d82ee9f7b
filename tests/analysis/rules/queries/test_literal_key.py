import pytest

from tests.analysis.rules.asking import asked

SQL = "SELECT note FROM orders WHERE {}"


@pytest.mark.parametrize(
    "condition",
    ["id = $1", "id = :id", "status = 'new'", "note = 'x'", "total > 5", "is_paid", "id > 7", "id <> 7", "code = 'a'"],
)
def test_parameters_and_values_that_are_no_keys_are_left_alone(condition: str) -> None:
    assert asked("QR005", SQL.format(condition)) == ()


@pytest.mark.parametrize(("rows", "expected"), [(None, 0), (1_000, 0), (1_001, 1)])
def test_keys_of_tables_of_few_rows_may_be_written_out(rows: int | None, expected: int) -> None:
    assert len(asked("QR005", SQL.format("id = 7"), rows=rows)) == expected


@pytest.mark.parametrize("condition", ["id = 7", "id = '7'::bigint", "id IN (1, 2)", "customer_id = 42"])
def test_a_key_that_is_written_out_is_found(condition: str) -> None:
    assert len(asked("QR005", SQL.format(condition))) == 1
