"""CO045: histories that are wanted and that nothing keeps."""

from dataclasses import replace
from typing import Any

import pytest

from designer.exporters import export
from designer.lab.proof import proof_database
from designer.planning import plan
from designer.schema.apply import apply
from designer.schema.build import entity, options, pattern, schema_of
from designer.schema.model import Attribute, Dialect, Opaque, PartitionBy, PartitionKey, Requirements
from tests.analysis.rules.checking import found_in

WANTED = Requirements(recovery="history")
COLUMNS = ("id bigint", "email text not null", "seen_at timestamptz")
CHANGE = "UPDATE accounts SET email = $1 WHERE id = $2"


def lost(*statements: str, more: tuple[Any, ...] = (), wanted: Requirements = WANTED, **known: Any) -> list[Any]:
    """What is found of accounts that these statements change."""
    dialect = Dialect(name=known.pop("dialect", "postgres"))
    table = entity(known.pop("name", "accounts"), *COLUMNS, **{"pk": "id", **known})
    asked = [pattern(f"p{place}", sql, per_minute=12) for place, sql in enumerate(statements or (CHANGE,))]
    return list(found_in("CO045", schema_of(table, *more, *asked, wanted, dialect=dialect)))


@pytest.mark.parametrize("recovery", [None, "none", "soft delete"])
def test_without_a_wish_for_history_none_is_missed(recovery: str | None) -> None:
    assert lost(wanted=Requirements(recovery=recovery)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT email FROM accounts WHERE id = $1",
        "INSERT INTO accounts (id, email) VALUES ($1, $2)",
        "UPDATE accounts SET seen_at = $1 WHERE id = $2",
    ],
)
def test_what_loses_nothing_is_left_alone(statement: str) -> None:
    assert lost(statement) == []


@pytest.mark.parametrize("name", ["account_history", "accounts_audit", "accounts_log", "archived_accounts"])
def test_a_history_by_its_name_is_believed(name: str) -> None:
    assert lost(more=(entity(name, *COLUMNS),)) == []


@pytest.mark.parametrize(
    ("known", "statement"),
    [
        ({"name": "login_sessions"}, "DELETE FROM login_sessions WHERE id = $1"),
        ({"name": "audit_log"}, "DELETE FROM audit_log WHERE id = $1"),
        ({"retention_days": 30}, CHANGE),
        (
            {"options": options(mysql={"system_versioning": "with"}), "dialect": "mariadb"},
            "DELETE FROM accounts WHERE id = ?",
        ),
    ],
)
def test_what_passes_records_or_keeps_versions_is_left_alone(known: dict[str, Any], statement: str) -> None:
    assert lost(statement, **known) == []


def test_a_trigger_may_keep_them() -> None:
    schema = schema_of(entity("accounts", *COLUMNS, pk="id"), pattern("p", CHANGE), WANTED)
    one = Opaque(id="t", kind="trigger", name="keep on accounts", sql="…", requires=(schema.entities[0].id,))
    assert found_in("CO045", replace(schema, opaque=(one,))) == ()


def test_changes_and_deletions_are_named_with_their_rates() -> None:
    (found,) = lost("DELETE FROM accounts WHERE id = $1", CHANGE)
    assert found.title == "“p0” deletes rows of accounts, and nothing keeps what they were"
    assert [row[1:] for row in found.evidence["rows"]] == [
        ("delete", "12 times a minute"), ("update", "12 times a minute")
    ]  # fmt: skip


@pytest.mark.parametrize("dialect", ["mysql", "tsql", "sqlite"])
def test_elsewhere_the_way_is_named_and_left_to_people(dialect: str) -> None:
    (found,) = lost("DELETE FROM accounts WHERE id = 1", dialect=dialect)
    assert found.fix == ()
    assert ("SYSTEM_VERSIONING" in found.message) == (dialect == "tsql")


def test_mariadb_keeps_versions_by_itself() -> None:
    (found,) = lost("DELETE FROM accounts WHERE id = ?", dialect="mariadb")
    table = entity("accounts", *COLUMNS, pk="id")
    schema = schema_of(
        table, pattern("p0", "DELETE FROM accounts WHERE id = ?"), WANTED, dialect=Dialect(name="mariadb")
    )
    (found,) = found_in("CO045", schema)
    assert "WITH SYSTEM VERSIONING" in export(apply(found.fix, schema), "mariadb").text


@pytest.mark.parametrize(
    "known",
    [
        {"partition_by": PartitionBy(strategy="hash", keys=(PartitionKey(column="id"),))},
        {"name": "a" * 60, "statement": f"DELETE FROM {'a' * 60} WHERE id = $1"},
    ],
)
def test_what_takes_more_than_a_trigger_is_left_to_people(known: dict[str, Any]) -> None:
    (found,) = lost(known.pop("statement", CHANGE), **known)
    assert found.fix == ()


def test_the_trigger_keeps_each_row_as_it_was() -> None:
    """The fix is planned as a migration and run; then rows are changed and deleted."""
    schema = schema_of(
        entity("accounts", *COLUMNS, Attribute(name="Odd name", type="text"), pk="id"),
        pattern("p", CHANGE),
        WANTED,
        dialect=Dialect(name="postgres", version="18"),
    )
    (found,) = found_in("CO045", schema)
    after = apply(found.fix, schema)
    steps = [sql for step in plan(schema, after).steps for sql in step.up]
    with proof_database() as database, database.connect() as session:
        session.execute("CREATE SCHEMA IF NOT EXISTS public")
        session.execute(export(schema, "postgres").text)
        for sql in steps:
            session.execute(sql)
        session.execute("INSERT INTO accounts (id, email) VALUES (1, 'a'), (2, 'b')")
        session.execute("UPDATE accounts SET email = 'c' WHERE id = 1")
        session.execute("DELETE FROM accounts WHERE id = 2")
        kept = session.execute("SELECT operation, id, email FROM accounts_history ORDER BY history_id").fetchall()
    assert kept == [("update", 1, "a"), ("delete", 2, "b")]
