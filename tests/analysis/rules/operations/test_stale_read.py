import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Requirements
from tests.analysis.rules.running import titles

TABLES = (entity("orders", "id bigint", "total int", pk="id"), entity("lines", "id bigint", "order_id bigint", pk="id"))
INSERT = "INSERT INTO orders (id, total) VALUES ($1, $2)"
READ = "SELECT total FROM orders WHERE id = $1"
REPLICAS = Requirements(replica_reads=True)


@pytest.mark.parametrize("wanted", [Requirements(), Requirements(replica_reads=False)])
def test_without_replica_reads_nothing_is_stale(wanted: Requirements) -> None:
    assert titles("GR006", *TABLES, pattern("p", INSERT, READ), wanted) == []


@pytest.mark.parametrize(
    "statements",
    [
        (READ,),
        (INSERT,),
        (READ, INSERT),  # reads before it writes
        (INSERT, "SELECT id FROM lines WHERE order_id = $1"),
        (INSERT, "SELECT total FROM orders WHERE id = $1 FOR UPDATE"),
        (INSERT, "UPDATE orders SET total = 0 WHERE id = $1"),
        (INSERT, "SELEC broken"),
    ],
)
def test_what_reads_nothing_of_its_own_is_left_alone(statements: tuple[str, ...]) -> None:
    assert titles("GR006", *TABLES, pattern("p", *statements), REPLICAS) == []


@pytest.mark.parametrize(
    "statements",
    [
        (INSERT, READ),
        ("UPDATE orders SET total = 1 WHERE id = $1", READ),
        ("DELETE FROM orders WHERE id = $1", "SELECT count(*) FROM lines l JOIN orders o ON o.id = l.order_id"),
    ],
)
def test_a_read_of_what_was_written_is_reported(statements: tuple[str, ...]) -> None:
    assert titles("GR006", *TABLES, pattern("checkout", *statements), REPLICAS) == [
        "“checkout” reads orders after writing there, and replicas are read"
    ]
