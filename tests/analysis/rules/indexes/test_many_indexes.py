from designer.schema.build import entity, pattern
from tests.analysis.rules.checking import found

COLUMNS = tuple(f"{letter} bigint" for letter in "abcdefghij")
INDEXES = list("abcdefgh")
INSERT = "INSERT INTO t (a) VALUES ($1)"


def counted(*patterns: object, indexes: list[str] = INDEXES, **properties: object) -> int:
    """How many tables have too many indexes: a key and these."""
    return len(found("IX013", entity("t", *COLUMNS, pk="j", index=indexes, **properties), *patterns))


def test_few_writes_or_few_indexes_are_left_alone() -> None:
    assert counted() == 0
    assert counted(rows_per_day=99_999) == 0
    assert counted(rows_per_day=100_000, indexes=INDEXES[1:]) == 0
    assert counted(pattern("read", "SELECT a FROM t WHERE a = 1", per_minute=10_000)) == 0
    assert counted(pattern("delete", "DELETE FROM t WHERE a = 1", per_minute=10_000)) == 0


def test_updates_that_leave_indexed_columns_alone_do_not_count() -> None:
    update = pattern("update", "UPDATE t SET i = $1 WHERE a = $2", per_minute=10_000)
    assert counted(update, updates_per_day=1_000_000) == 0
    touching = pattern("update", "UPDATE t SET b = $1 WHERE a = $2", per_minute=10_000)
    assert counted(touching) == 1


def test_declared_writes_and_the_rates_of_patterns_count() -> None:
    assert counted(rows_per_day=100_000) == 1
    assert counted(updates_per_day=100_000) == 1
    assert counted(pattern("insert", INSERT, per_minute=70)) == 1
    assert counted(pattern("insert", INSERT, per_minute=69)) == 0
