import contextlib
import sqlite3

import pytest

from designer.schema.build import entity, options
from designer.schema.model import Dialect, NotNull
from tests.analysis.rules.checking import found


def _titles(*columns: str, pk: str = "code", dialect: str = "sqlite", **known: object) -> list[str]:
    table = entity("things", *columns, pk=pk, **known)
    return [one.title for one in found("CO050", table, dialect=Dialect(name=dialect))]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "tsql", "oracle"])
def test_elsewhere_a_primary_key_is_never_null(dialect: str) -> None:
    assert _titles("code text", dialect=dialect) == []


@pytest.mark.parametrize("option", ["without_rowid", "strict"])
def test_tables_without_rowid_and_strict_ones_keep_null_out(option: str) -> None:
    assert _titles("code text", options=options(sqlite={option: True})) == []


def test_the_rows_own_number_and_checked_columns_are_never_null() -> None:
    assert _titles("id INTEGER", pk="id") == []
    assert _titles("code text", checks=("code IS NOT NULL",)) == []
    assert _titles("code text not null") == []


def test_int_is_no_rowid_and_an_integer_among_others_neither() -> None:
    assert _titles("id int", pk="id") == ["The primary key of things takes NULL in id"]
    (both,) = _titles("a integer", "b integer", pk="a, b")
    assert both.endswith("in a, b")


def test_the_fix_says_not_null_of_what_may_be_null_only() -> None:
    table = entity("things", "a text not null", "b text", pk="a, b")
    (finding,) = found("CO050", table, dialect=Dialect(name="sqlite"))
    assert [(one.id, one.set["not_null"]) for one in finding.fix] == [(finding.subject.attributes[0], NotNull())]
    assert finding.evidence["columns"] == "b"


def test_many_make_one_finding() -> None:
    tables = [entity(f"t{number}", "code text", pk="code") for number in range(6)]
    (finding,) = found("CO050", *tables, dialect=Dialect(name="sqlite"))
    assert finding.title.startswith("6 primary keys take NULL: t0 (code)")


@pytest.mark.parametrize(
    ("table", "rows"),
    [("(a TEXT PRIMARY KEY)", 2), ("(a INT PRIMARY KEY)", 2), ("(a INTEGER PRIMARY KEY)", 2),
     ("(a TEXT PRIMARY KEY) WITHOUT ROWID", 0), ("(a TEXT PRIMARY KEY) STRICT", 0)],
)  # fmt: skip
def test_sqlite_does_what_the_finding_says(table: str, rows: int) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute(f"CREATE TABLE t {table}")
        for _ in range(2):
            with contextlib.suppress(sqlite3.IntegrityError):
                database.execute("INSERT INTO t VALUES (NULL)")
        assert database.execute("SELECT count(*) FROM t").fetchone() == (rows,)
        # The row's own number is made where none is given.
        missing = 0 if "INTEGER" in table else rows
        assert database.execute("SELECT count(*) FROM t WHERE a IS NULL").fetchone() == (missing,)
