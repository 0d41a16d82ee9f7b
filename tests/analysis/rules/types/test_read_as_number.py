import sqlite3

import pytest

from designer.schema.build import entity, options
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found

_SQLITE = Dialect(name="sqlite")


def _named(*texts: str, dialect: str = "sqlite") -> list[str]:
    table = entity("things", "id integer", *texts, pk="id")
    found_ = found("TY034", table, dialect=Dialect(name=dialect))
    return [one.evidence["column"].rpartition(".")[2] for one in found_]


@pytest.mark.parametrize(
    "kind",
    ["text", "varchar(20)", "nvarchar(20)", "clob", "character(3)", "uuid", "json", "datetime", "int"],
)
def test_texts_and_what_is_no_text_are_left_alone(kind: str) -> None:
    assert _named(f"a {kind}") == []


def test_elsewhere_such_a_type_is_no_type() -> None:
    assert columns("TY034", "a string") == []
    assert _named("a string", dialect="mysql") == []


def test_a_strict_table_refuses_the_word() -> None:
    table = entity("things", "id integer", "a string", pk="id", options=options(sqlite={"strict": True}))
    assert found("TY034", table, dialect=_SQLITE) == ()


@pytest.mark.parametrize("kind", ["string", "STRING(20)", "str", "password"])
def test_words_without_the_syllables_of_a_text_are_named(kind: str) -> None:
    assert _named(f"a {kind}") == ["a"]


def test_the_fix_names_a_text() -> None:
    (finding,) = found("TY034", entity("things", "id integer", "a string", pk="id"), dialect=_SQLITE)
    assert finding.fix[0].set["type"] == "TEXT"


@pytest.mark.parametrize(("kind", "kept"), [("string", 12), ("str(4)", 12), ("text", "0012"), ("varchar(4)", "0012")])
def test_sqlite_does_what_the_finding_says(kind: str, kept: object) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute(f"CREATE TABLE t (a {kind})")
        database.execute("INSERT INTO t VALUES ('0012')")
        assert database.execute("SELECT a FROM t").fetchone() == (kept,)
