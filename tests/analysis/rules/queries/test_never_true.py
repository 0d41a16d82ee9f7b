import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

USERS = entity("users", "id bigint", "left_at timestamptz", "name text", "seats int", pk="id", rows=5_000_000)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM users WHERE left_at IS NULL",
        "SELECT id FROM users WHERE left_at IS NOT DISTINCT FROM NULL",
        "UPDATE users SET left_at = NULL WHERE id = $1",
        "SELECT id FROM users WHERE name = 'NULL'",
        "SELECT id FROM users WHERE name NOT IN ('NULL', 'x')",
        "SELECT id FROM users WHERE name NOT IN ('a, NULL, b', 'x')",
        "SELECT id FROM users WHERE name = coalesce($1, NULL)",
        "SELECT id FROM users WHERE name IN ('x', NULL)",
        "SELECT id FROM users WHERE name = ''",
        "SELECT id FROM users WHERE $1 = NULL OR name = $1",
    ],
)
def test_what_may_be_true_is_left_alone(sql: str) -> None:
    assert found("QR024", USERS, pattern("asked", sql)) == ()


def test_what_is_set_to_null_or_compared_as_mysql_does_is_left_alone() -> None:
    asked = pattern("asked", "SELECT id FROM users WHERE name <=> NULL")
    assert found("QR024", USERS, asked, dialect=Dialect(name="mysql")) == ()


@pytest.mark.parametrize(
    ("condition", "instead"),
    [
        ("left_at = NULL", "left_at IS NULL"),
        ("NULL = left_at", "left_at IS NULL"),
        ("left_at <> NULL", "left_at IS NOT NULL"),
        ("seats > NULL", None),
        ("name NOT IN ('x', NULL)", None),
    ],
)
def test_what_is_never_true_is_said_with_what_was_meant(condition: str, instead: str | None) -> None:
    (finding,) = found("QR024", USERS, pattern("asked", f"SELECT id FROM users WHERE {condition}"))
    assert (finding.severity, finding.evidence.get("instead")) == ("error", instead)
    assert "no row is ever found" in finding.message


def test_one_side_of_an_or_takes_nothing_from_the_other() -> None:
    (finding,) = found("QR024", USERS, pattern("asked", "DELETE FROM users WHERE id = $1 OR left_at = NULL"))
    assert finding.severity == "warning"
    assert "this side of the OR" in finding.message


def test_an_empty_text_is_null_in_oracle() -> None:
    users = entity("USERS", "ID number(10)", "NAME varchar2(40)", pk="ID")
    asked = pattern("asked", "SELECT id FROM users WHERE name = ''")
    (finding,) = found("QR024", users, asked, dialect=Dialect(name="oracle"))
    assert "an empty text, which is NULL" in finding.title


def test_no_index_is_offered_for_what_finds_nothing() -> None:
    assert found("IX001", USERS, pattern("asked", "SELECT id FROM users WHERE name = NULL", per_minute=60)) == ()
