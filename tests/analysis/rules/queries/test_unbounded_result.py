import pytest

from tests.analysis.rules.asking import asked

WAITED = {"latency_ms": 100.0}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders LIMIT 10",
        "SELECT id FROM orders WHERE id = $1",
        "SELECT count(*) FROM orders",
        "SELECT status, count(*) FROM orders GROUP BY status",
        "SELECT DISTINCT status FROM orders",
        "SELECT id FROM orders WHERE customer_id = $1",
        "SELECT id FROM orders WHERE note LIKE $1",
        "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email = $1",
        "SELECT id FROM (SELECT id FROM orders LIMIT 5) x",
        "DELETE FROM orders",
        "SELECT n FROM generate_series(1, 100000) n",
    ],
)
def test_bounded_or_unknown_results_are_left_alone(sql: str) -> None:
    assert asked("QR002", sql, **WAITED) == ()


@pytest.mark.parametrize(("rows", "expected"), [(10_000, 0), (10_001, 1)])
def test_the_declared_number_of_rows_is_believed(rows: int, expected: int) -> None:
    sql = "SELECT id FROM orders WHERE placed_at > $1"
    assert len(asked("QR002", sql, **WAITED, returns=rows)) == expected


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT id FROM orders", "2,000,000"),
        ("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id", "2,000,000"),
        ("SELECT id FROM orders WHERE status = 'open'", "140,000"),
    ],
)
def test_what_the_figures_say_is_reported(sql: str, rows: str) -> None:
    (finding,) = asked("QR002", sql, **WAITED)
    assert f"returns some {rows} rows" in finding.title


def test_a_job_that_runs_now_and_then_is_a_hint() -> None:
    (finding,) = asked("QR002", "SELECT id FROM orders", per_minute=0.1)
    assert (finding.severity, finding.confidence) == ("info", "hint")
    (finding,) = asked("QR002", "SELECT id FROM orders", per_minute=1)
    assert finding.severity == "warning"


@pytest.mark.parametrize(("per_day", "expected"), [(300, 0), (400, 1)])
def test_an_ordered_list_out_of_a_growing_table_is_a_hint(per_day: float, expected: int) -> None:
    sql = "SELECT id FROM orders WHERE note = $1 ORDER BY placed_at"
    assert len(asked("QR002", sql, table={"rows_per_day": per_day}, **WAITED)) == expected
    assert asked("QR002", sql, table={"rows_per_day": per_day}) == ()
