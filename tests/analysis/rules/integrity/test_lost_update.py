import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

TABLE = entity("stock", "id bigint", "left_over integer", "note text", "version integer", "code text", pk="id",
               unique="code")  # fmt: skip
READ = "SELECT left_over, version FROM stock WHERE id = $1"
WRITE = "UPDATE stock SET left_over = $2 WHERE id = $1"


def lost(*statements: str) -> int:
    """How many patterns of these statements may lose an update."""
    return len(found("CI001", TABLE, pattern("take", *statements)))


@pytest.mark.parametrize(
    "statements",
    [
        (READ,),
        (WRITE,),
        (WRITE, READ),
        (f"{READ} FOR UPDATE", WRITE),
        (f"{READ} FOR UPDATE SKIP LOCKED", WRITE),
        (READ, "UPDATE stock SET left_over = left_over - $2 WHERE id = $1"),
        (READ, "UPDATE stock SET left_over = 0 WHERE id = $1"),
        (READ, "UPDATE stock SET left_over = $2, version = version + 1 WHERE id = $1 AND version = $3"),
        (READ, "UPDATE stock SET left_over = $2 WHERE id = $1 AND left_over >= 5"),
        (READ, "UPDATE stock SET note = $2 WHERE id = $1"),
        (READ, "UPDATE stock SET left_over = $2 WHERE note = $1"),
        ("SELECT left_over FROM stock WHERE note = $1", WRITE),
        ("SELECT id FROM stock WHERE id = $1", WRITE),
        (READ, "DELETE FROM stock WHERE id = $1"),
        (READ, "UPDATE stock s SET left_over = $2 WHERE s.id = $1 AND s.code = $3"),
    ],
)
def test_locks_versions_and_changes_of_something_else_are_left_alone(statements: tuple[str, ...]) -> None:
    assert lost(*statements) == 0


@pytest.mark.parametrize(
    "statements",
    [
        (READ, WRITE),
        (READ, "INSERT INTO stock (id) VALUES ($3)", WRITE),
        ("SELECT * FROM stock WHERE code = $1", "UPDATE stock SET left_over = $2 WHERE code = $1"),
        (READ, "UPDATE stock SET note = 'x', left_over = $2 + 1 WHERE id = $1"),
    ],
)
def test_a_value_that_is_read_and_written_back_is_found(statements: tuple[str, ...]) -> None:
    assert lost(*statements) == 1


def test_a_hint_is_a_lock_and_one_writer_needs_none() -> None:
    table = entity("accounts", "id bigint", "balance numeric", pk="id")
    read, write = "SELECT balance FROM accounts{} WHERE id = @id", "UPDATE accounts SET balance = @b WHERE id = @id"
    held = pattern("pay in", read.format(" WITH (UPDLOCK)"), write)
    assert found("CI001", table, held, dialect=Dialect(name="tsql")) == ()
    assert found("CI001", table, pattern("pay in", read.format(""), write), dialect=Dialect(name="sqlite")) == ()
    (finding,) = found("CI001", table, pattern("pay in", read.format(""), write), dialect=Dialect(name="tsql"))
    assert "UPDLOCK" in finding.evidence["a way out"]
