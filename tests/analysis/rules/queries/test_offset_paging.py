import pytest

from designer.analysis.workload.resolve import parse_statement
from tests.analysis.rules.asking import asked, shop

PAGE = "SELECT id FROM orders ORDER BY {} LIMIT 50 OFFSET $1"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders ORDER BY id LIMIT 50",
        "SELECT id FROM (SELECT id FROM orders OFFSET 5) x",
        "SELECT n FROM generate_series(1, 9) n OFFSET 3",
        "SELECT id FROM orders ORDER BY id OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY",
        "SELECT id FROM orders WHERE (placed_at, id) > ($1, $2) ORDER BY placed_at, id LIMIT 50",
    ],
)
def test_other_ways_to_page_are_left_alone(sql: str) -> None:
    assert asked("QR003", sql) == ()


def test_small_tables_are_left_alone_and_unknown_ones_matter_less() -> None:
    assert asked("QR003", PAGE.format("id"), rows=10_000) == ()
    assert [one.severity for one in asked("QR003", PAGE.format("id"), rows=None)] == ["info"]
    assert [one.severity for one in asked("QR003", PAGE.format("id"))] == ["warning"]


@pytest.mark.parametrize(
    ("sql", "rewritten"),
    [
        (PAGE.format("placed_at DESC"),
         "SELECT id FROM orders WHERE (placed_at, id) < (:last_placed_at, :last_id)"
         " ORDER BY placed_at DESC, id DESC LIMIT 50"),
        (PAGE.format("id"), "SELECT id FROM orders WHERE id > :last_id ORDER BY id LIMIT 50"),
        (PAGE.format("placed_at DESC, id"),
         "SELECT id FROM orders WHERE placed_at <= :last_placed_at AND (placed_at < :last_placed_at OR"
         " (placed_at = :last_placed_at AND id > :last_id))"
         " ORDER BY placed_at DESC, id LIMIT 50"),
        ("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.id = $1 OR c.id = :other"
         " ORDER BY o.placed_at LIMIT 5 OFFSET 5",
         "SELECT o.id FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE (c.id = $1 OR c.id = :other)"
         " AND (o.placed_at, o.id) > (:last_placed_at, :last_id) ORDER BY o.placed_at, o.id LIMIT 5"),
    ],
)  # fmt: skip
def test_the_query_that_goes_on_from_the_last_row_is_given_and_reads(sql: str, rewritten: str) -> None:
    (finding,) = asked("QR003", sql)
    assert finding.evidence["going on from the last row"] == rewritten
    again = parse_statement(rewritten, shop())
    assert (again.error, again.unknown, again.offset) == (None, (), False)


@pytest.mark.parametrize("order", ["note", "lower(note)", "total DESC"])
def test_an_order_that_may_be_null_or_is_computed_has_no_such_form(order: str) -> None:
    (finding,) = asked("QR003", PAGE.format(order))
    assert "going on from the last row" not in finding.evidence


def test_paging_without_any_order_is_told() -> None:
    (finding,) = asked("QR003", "SELECT id FROM orders LIMIT 50 OFFSET 50")
    assert "no order at all" in finding.message
