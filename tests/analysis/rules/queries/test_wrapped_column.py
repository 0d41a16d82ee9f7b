import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import asked, on
from tests.analysis.rules.checking import found

SQL = "SELECT id FROM orders WHERE {}"


@pytest.mark.parametrize(
    ("condition", "indexes"),
    [
        ("placed_at >= $1 AND placed_at < $2", []),
        ("placed_at::date = $1 AND customer_id = $2", [on("customer_id")]),
        ("date_trunc('day', placed_at) = $1", [on("date_trunc('day', placed_at)")]),
        ("placed_at::date = $1 OR note = 'x'", []),
        ("placed_at::date <> $1", []),
        ("lower(note) = $1", []),
        ("extract(month FROM placed_at) = 3", []),
        ("extract(year FROM placed_at) > 2020", []),
        ("placed_at::time = $1", []),
        ("coalesce(note, '') = ''", []),
        ("coalesce(note, code) = 'x'", []),
        ("total::text = $1", []),
        ("note::text = $1", []),
        ("date_trunc('month', placed_at AT TIME ZONE 'UTC') = $1", []),
        ("date_trunc('day', placed_at, 'Europe/Berlin') = $1", []),
        ("(placed_at + interval '3 hours')::date = $1", []),
        ("extract(year FROM placed_at - interval '6 months') = 2024", []),
        ("(id + 1)::text = '5'", []),
        ("coalesce(customer_id + 1, 0) = 5", []),
    ],
)
def test_bare_columns_and_what_has_no_other_form_are_left_alone(condition: str, indexes: list[Index]) -> None:
    assert asked("QR006", SQL.format(condition), *indexes) == ()


@pytest.mark.parametrize(
    "condition",
    ["placed_at > now() - interval '30 days'", "id % 10 = 1", "to_char(placed_at, 'MM-YYYY') = $1",
     "placed_at + interval '30 days' > now() AND customer_id = $1"],
)  # fmt: skip
def test_what_cannot_be_computed_with_the_value_or_needs_not_is_left_alone(condition: str) -> None:
    assert asked("QR006", SQL.format(condition), on("customer_id")) == ()


@pytest.mark.parametrize(
    "condition",
    ["placed_at + interval '30 days' > now()", "now() - placed_at < interval '1 day'", "id * 2 > $1",
     "age(placed_at) > interval '1 year'", "to_char(placed_at, 'YYYY-MM') = $1"],
)  # fmt: skip
def test_what_is_computed_with_the_column_of_a_large_table_is_likely_to_go_the_other_way(condition: str) -> None:
    (finding,) = asked("QR006", SQL.format(condition))
    assert (finding.confidence, "written as a range" in finding.evidence) == ("likely", False)
    assert "Computed with the value instead" in finding.message
    assert asked("QR006", SQL.format(condition), rows=None) == ()
    assert asked("QR006", f"{SQL.format(condition)} ORDER BY placed_at LIMIT 5") == ()


def test_a_text_is_a_time_in_sqlite() -> None:
    kept = entity("orders", "id integer", "placed_at text", pk="id", index="placed_at", rows=5_000_000)
    by_day = pattern("of a day", "SELECT id FROM orders WHERE date(placed_at) = ?", per_minute=2)
    (finding,) = found("QR006", kept, by_day, dialect=Dialect(name="sqlite"))
    assert finding.evidence["written as a range"] == "placed_at >= ? AND placed_at < date(?, '+1 day')"
    assert "kept as texts" in finding.evidence["it rests on"]
    assert found("QR006", kept, by_day, dialect=Dialect(name="mysql")) == ()


def test_small_tables_are_left_alone_and_unknown_ones_matter_less() -> None:
    assert asked("QR006", SQL.format("placed_at::date = $1"), rows=10_000) == ()
    assert [one.severity for one in asked("QR006", SQL.format("placed_at::date = $1"), rows=None)] == ["info"]


DAY = "placed_at >= ($1)::date AND placed_at < ($1)::date + interval '1 day'"


@pytest.mark.parametrize(
    ("condition", "form"),
    [
        ("placed_at::date = $1", DAY),
        ("date(placed_at) = $1", DAY),
        ("CAST(placed_at AS date) = $1", DAY),
        ("placed_at::date >= $1", "placed_at >= ($1)::date"),
        ("placed_at::date > $1", "placed_at >= ($1)::date + interval '1 day'"),
        ("placed_at::date < $1", "placed_at < ($1)::date"),
        ("placed_at::date <= $1", "placed_at < ($1)::date + interval '1 day'"),
        ("placed_at::date BETWEEN $1 AND $2",
         "placed_at >= ($1)::date AND placed_at < ($2)::date + interval '1 day'"),
        ("date_trunc('month', placed_at) = $1",
         "placed_at >= $1::timestamptz AND placed_at < $1::timestamptz + interval '1 month'"
         " AND $1::timestamptz = date_trunc('month', $1::timestamptz)"),
        ("date_trunc('day', placed_at) > $1",
         "placed_at >= date_trunc('day', $1::timestamptz) + interval '1 day'"),
        ("date_trunc('month', placed_at) >= '2026-03-01'", "placed_at >= '2026-03-01'::timestamptz"),
        ("placed_at::date < now()",
         "placed_at < date_trunc('day', (CURRENT_TIMESTAMP) - interval '1 microsecond') + interval '1 day'"),
        ("date_trunc('quarter', o.placed_at) = :q",
         "placed_at >= :q::timestamptz AND placed_at < :q::timestamptz + interval '3 months'"
         " AND :q::timestamptz = date_trunc('quarter', :q::timestamptz)"),
        ("extract(year FROM placed_at) = $1",
         "placed_at >= make_date($1, 1, 1) AND placed_at < make_date($1 + 1, 1, 1)"),
        ("date_part('year', placed_on) = 2024",
         "placed_on >= make_date(2024, 1, 1) AND placed_on < make_date(2024 + 1, 1, 1)"),
        ("id::text = $1", "id = ($1)::bigint"),
        ("coalesce(is_paid, false) = true", "is_paid = TRUE"),
    ],
)  # fmt: skip
def test_the_same_condition_on_the_bare_column_is_given(condition: str, form: str) -> None:
    (finding,) = asked("QR006", f"SELECT id FROM orders o WHERE {condition}")
    assert finding.evidence["written as a range"] == form
