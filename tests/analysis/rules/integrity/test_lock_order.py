import pytest

from designer.schema.build import entity, pattern
from tests.analysis.rules.checking import found

TABLES = tuple(entity(name, "id bigint", "n integer", pk="id") for name in "abc")


def change(table: str) -> str:
    """An update of one row."""
    return f"UPDATE {table} SET n = 1 WHERE id = $1"


def crossed(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    """Titles of what is found when two patterns of these statements run at once."""
    return [finding.title for finding in found("CI005", *TABLES, pattern("one", *one), pattern("two", *other))]


A, B, C = map(change, "abc")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((A, B), (A, B)),
        ((A, B), (A, C, B)),
        ((A, B), (B,)),
        ((A, B), (C, B)),
        ((A, B), ("INSERT INTO b (id) VALUES (1)", A)),
        ((A, B), ("SELECT n FROM b", A)),
        ((A, B), (A, B, A)),
        (("this cannot be read", A), (A, B)),
    ],
)
def test_one_order_and_statements_that_lock_nothing_are_left_alone(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert crossed(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((A, B), (B, A)),
        ((A, B), (B, C, A)),
        ((A, B), ("SELECT n FROM b WHERE id = $1 FOR UPDATE", A)),
        ((A, B), ("DELETE FROM b WHERE id = $1", A)),
        ((A, B), ("WITH x AS (UPDATE b SET n = 2 RETURNING id) SELECT 1 FROM x", A)),
    ],
)
def test_opposite_orders_are_found_once(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert crossed(one, other) == ["“two” locks b before a, and “one” the other way round"]
