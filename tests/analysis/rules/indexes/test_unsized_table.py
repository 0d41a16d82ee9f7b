import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Index
from tests.analysis.rules.asking import asked, on
from tests.analysis.rules.checking import found

HISTORY = "SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20"


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (HISTORY, [on("customer_id")]),
        ("SELECT id FROM orders WHERE id = $1", []),
        ("SELECT id FROM orders", []),
        ("SELECT id FROM orders WHERE is_paid", []),
        ("SELECT id FROM orders WHERE status = 'done'", []),
        ("SELECT id FROM orders ORDER BY placed_at LIMIT 5", []),
        ("SELECT id FROM orders WHERE note = 'x' OR code = 'y'", []),
    ],
)
def test_what_is_served_or_wants_the_whole_table_is_left_alone(sql: str, indexes: list[Index]) -> None:
    assert asked("IX028", sql, *indexes, rows=None) == ()


@pytest.mark.parametrize("rows", [0, 500, 2_000_000])
def test_declared_rows_are_judged_by_another_rule(rows: int) -> None:
    assert asked("IX028", HISTORY, rows=rows) == ()


@pytest.mark.parametrize("per_minute", [None, 0.9])
def test_what_runs_seldom_or_nobody_knows_how_often_is_left_alone(per_minute: float | None) -> None:
    assert asked("IX028", HISTORY, rows=None, per_minute=per_minute) == ()


def test_lists_of_codes_and_tables_of_one_row_are_left_alone() -> None:
    ask = "SELECT * FROM {} WHERE label = $1"
    for name in ("currencies", "order_status", "schema_info"):
        table = entity(name, "code char(3)", "label text", pk="code")
        assert found("IX028", table, pattern("look", ask.format(name), per_minute=600)) == ()


def test_the_rate_is_told_and_the_index_that_the_condition_wants() -> None:
    (finding,) = asked("IX028", HISTORY, rows=None, per_minute=1200)
    assert "runs 1,200 times a minute and reads all of orders" in finding.title
    assert "declare them" in finding.message
    assert len(finding.fix[0].value.keys) == 2
    assert finding.evidence["index"] == "(customer_id, placed_at)"
    assert (finding.severity, finding.confidence) == ("info", "hint")


def test_many_are_told_together() -> None:
    table = entity("jobs", "id bigint", "state text", "kind text", "place text", pk="id")
    asks = [pattern(f"p{n}", f"SELECT id FROM jobs WHERE kind = $1 LIMIT {n}", per_minute=9) for n in range(1, 8)]
    (finding,) = found("IX028", table, *asks)
    assert finding.title.startswith("7 busy access patterns read tables whole")
