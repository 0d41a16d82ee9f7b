import pytest

from tests.analysis.rules.asking import asked


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM orders WHERE id = $1",
        "SELECT count(*) FROM orders WHERE customer_id = $1",
        "SELECT count(*) FROM orders WHERE placed_at > $1",
        "SELECT count(*) FROM orders WHERE lower(note) = 'x'",
        "SELECT count(*) FROM orders WHERE status = 'new'",
        "SELECT status, count(*) FROM orders GROUP BY status",
        "SELECT count(*), max(placed_at) FROM orders",
        "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer_id",
        "SELECT id FROM orders",
    ],
)
def test_small_or_unknown_counts_and_other_questions_are_left_alone(sql: str) -> None:
    assert asked("QR014", sql) == ()


@pytest.mark.parametrize(("per_minute", "expected"), [(0.9, 0), (1, 1), (None, 0)])
def test_only_frequent_counts_matter(per_minute: float | None, expected: int) -> None:
    assert len(asked("QR014", "SELECT count(*) FROM orders", per_minute=per_minute)) == expected


@pytest.mark.parametrize(("rows", "expected"), [(None, 0), (100_000, 0), (100_001, 1)])
def test_only_large_counts_matter(rows: int | None, expected: int) -> None:
    assert len(asked("QR014", "SELECT count(id) AS n FROM orders", rows=rows)) == expected


def test_the_share_of_a_value_is_taken_into_account() -> None:
    (finding,) = asked("QR014", "SELECT count(*) FROM orders WHERE status = 'open'")
    assert finding.evidence["rows counted"] == 140_000
