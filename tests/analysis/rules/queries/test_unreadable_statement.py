import pytest

from tests.analysis.rules.asking import asked


@pytest.mark.parametrize("sql", ["SELECT id FROM orders", "BEGIN", "LOCK TABLE orders", "SELECT nothing FROM nowhere"])
def test_what_can_be_read_is_left_alone(sql: str) -> None:
    assert asked("QR017", sql) == ()


@pytest.mark.parametrize("sql", ["SELEC id", "SELECT (1", "SELECT 1; SELECT 2"])
def test_what_cannot_be_read_is_told_with_its_place(sql: str) -> None:
    (finding,) = asked("QR017", sql)
    assert finding.message.startswith("Line 1")
