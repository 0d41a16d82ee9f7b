"""What some rules are certain of is what a server does, and is seen on their own examples.

They rest on no guess of what somebody meant, so that few findings on real schemas make them no hints.
"""

from collections.abc import Iterator

import psycopg
import pytest

from designer.analysis.engine import all_rules
from designer.analysis.finding import Confidence
from designer.exporters.postgres import render
from designer.lab.proof import proof_database
from designer.schema.schema import Schema

_TEAM = (
    "BEGIN; INSERT INTO teams (id, captain_id) VALUES (1, 1); INSERT INTO players (id, team_id) VALUES (1, 1); COMMIT"
)
_AT_THE_END = "SELECT setval('events_id_seq', 2147483647); INSERT INTO events DEFAULT VALUES"

SERVED_UNLESS_FLAGGED = [
    ("CO013", "42830", ""),
    ("CO014", "23502", "INSERT INTO teams VALUES (1); INSERT INTO players VALUES (1, 1); DELETE FROM teams"),
    ("CO016", "23503", _TEAM),
    ("CO023", "23514", "INSERT INTO jobs (id) VALUES (1)"),
    ("GR009", "2200H", _AT_THE_END),
    ("TY024", "22001", "INSERT INTO jobs VALUES (1, 'running')"),
]
"""Rule, the error's SQLSTATE, and statements that a right design serves."""

REFUSED_UNLESS_FLAGGED = [
    ("CO030", "23514", "INSERT INTO users VALUES (1, NULL)", "INSERT INTO users VALUES (1, NULL)"),
    ("CO032", "23503", "INSERT INTO folders VALUES (1, 2)", "INSERT INTO folders VALUES (1)"),
]
"""Rule, the error's SQLSTATE, a statement that a right design refuses, and one that the flagged design takes."""


@pytest.fixture(scope="module")
def session() -> Iterator[psycopg.Connection]:
    with proof_database() as database, database.connect() as opened:
        yield opened


def answer(session: psycopg.Connection, schema: Schema, sql: str) -> str | None:
    """The SQLSTATE of what fails when a design is made and then asked; None where nothing does."""
    session.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
    try:
        session.execute(render(schema).text)
        session.execute(sql)
    except psycopg.Error as error:
        session.execute("ROLLBACK")
        return error.sqlstate
    return None


@pytest.mark.parametrize(("code", "state", "sql"), SERVED_UNLESS_FLAGGED)
def test_what_is_flagged_fails(session: psycopg.Connection, code: str, state: str, sql: str) -> None:
    rule = next(one for one in all_rules() if one.code == code)
    assert rule.confidence is Confidence.CERTAIN
    assert answer(session, rule.accepted, sql) is None
    assert answer(session, rule.flagged, sql) == state


@pytest.mark.parametrize(("code", "state", "refused", "taken"), REFUSED_UNLESS_FLAGGED)
def test_what_is_flagged_guards_nothing(
    session: psycopg.Connection, code: str, state: str, refused: str, taken: str
) -> None:
    rule = next(one for one in all_rules() if one.code == code)
    assert rule.confidence is Confidence.CERTAIN
    assert answer(session, rule.accepted, refused) == state
    assert answer(session, rule.flagged, taken) is None


def test_a_foreign_key_that_stands_twice_is_kept_and_checked_twice(session: psycopg.Connection) -> None:
    rule = next(one for one in all_rules() if one.code == "CO018")
    checks = "SELECT count(*) FROM pg_trigger JOIN pg_constraint c ON c.oid = tgconstraint WHERE c.contype = 'f'"
    counted = []
    for schema in (rule.accepted, rule.flagged):
        assert answer(session, schema, "SELECT") is None
        counted.append(session.execute(checks).fetchone())
    assert counted == [(4,), (8,)]
