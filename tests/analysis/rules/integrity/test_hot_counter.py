import pytest

from designer.schema.build import entity, pattern
from tests.analysis.rules.checking import found


def hot(sql: str, per_minute: float | None = 6_000, rows: int | None = 10) -> int:
    """How many patterns update one row too often."""
    table = entity("counters", "name text", "value bigint", "label text", pk="name", rows=rows)
    return len(found("CI003", table, pattern("count", sql, per_minute=per_minute)))


ADD = "UPDATE counters SET value = value + 1 WHERE name = {}"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE counters SET value = $1 WHERE name = 'x'",
        "UPDATE counters SET label = label || 'x' WHERE name = 'x'",
        "INSERT INTO counters (name, value) VALUES ('x', 1)",
        "SELECT value + 1 FROM counters WHERE name = 'x'",
    ],
)
def test_what_counts_nothing_is_left_alone(sql: str) -> None:
    assert hot(sql) == 0


@pytest.mark.parametrize(
    ("name", "per_minute", "rows", "expected"),
    [
        ("'x'", 59, 10, 0), ("'x'", 60, 10, 1), ("'x'", 60, 1_000_000, 1), ("'x'", None, 10, 0),
        ("$1", 599, 10, 0), ("$1", 600, 10, 1), ("$1", 6_000, None, 0), ("$1", 6_000, 180_000, 0),
    ],
)  # fmt: skip
def test_the_rate_for_each_row_decides(name: str, per_minute: float | None, rows: int | None, expected: int) -> None:
    assert hot(ADD.format(name), per_minute, rows) == expected
