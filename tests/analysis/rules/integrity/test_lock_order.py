import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect
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


TAKE, GIVE = "UPDATE a SET n = n - $2 WHERE id = $1", "UPDATE a SET n = n + $2 WHERE id = $3"


@pytest.mark.parametrize(
    "statements",
    [
        (TAKE,),
        (TAKE, TAKE),
        (TAKE, "UPDATE b SET n = n + $2 WHERE id = $3"),
        (TAKE, "SELECT n FROM a WHERE id = $3"),
        (TAKE, "INSERT INTO a (id, n) VALUES ($3, $2)"),
        ("SELECT n FROM a WHERE id IN ($1, $3) ORDER BY id FOR UPDATE", TAKE, GIVE),
        (TAKE, "UPDATE a SET n = 0 WHERE id = 7"),
    ],
)
def test_one_row_and_rows_that_were_locked_before_are_left_alone(statements: tuple[str, ...]) -> None:
    assert found("CI005", *TABLES, pattern("move", *statements)) == ()


@pytest.mark.parametrize("first", [TAKE, "SELECT n FROM a WHERE id = $1 FOR UPDATE"])
def test_two_rows_of_one_table_by_two_given_keys_are_a_hint(first: str) -> None:
    (finding,) = found("CI005", *TABLES, pattern("move", first, GIVE))
    assert finding.title == "“move” locks two rows of a in the order in which it is given them"
    assert finding.confidence == "hint"


def test_sqlite_locks_all_at_once() -> None:
    assert found("CI005", *TABLES, pattern("move", TAKE, GIVE), dialect=Dialect(name="sqlite")) == ()
