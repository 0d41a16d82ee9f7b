"""CI006: what is looked at first and written then, with nothing between."""

import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

TABLE = entity("bookings", "id bigint", "room_id bigint", "day date", "state text", "note text", "seat int", pk="id",
               unique="day, seat")  # fmt: skip
LOOK = "SELECT count(*) FROM bookings WHERE room_id = $1"
ADD = "INSERT INTO bookings (room_id, day) VALUES ($1, $2)"
SET = "UPDATE bookings SET state = 'off' WHERE id = $1"


def gaps(*statements: str, rate: float | None = 120, dialect: str = "postgres", **known: float) -> int:
    """How many patterns of these statements leave a gap."""
    asked = pattern("book", *statements, per_minute=rate, **known)
    return len(found("CI006", TABLE, asked, dialect=Dialect(name=dialect)))


@pytest.mark.parametrize(
    "statements",
    [
        (LOOK,),
        (ADD,),
        (ADD, LOOK),
        (f"{LOOK.replace('count(*)', 'id')} FOR UPDATE", ADD),
        ("SELECT pg_advisory_xact_lock($1)", LOOK, ADD),
        ("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", LOOK, ADD),
        ("SELECT note FROM bookings WHERE id = $1", ADD),  # one row
        ("SELECT id FROM bookings WHERE day = $1", ADD),  # the unique key keeps them apart
        ("SELECT count(*) FROM bookings", ADD),
        (LOOK, "INSERT INTO bookings (note) VALUES ($1)"),
        (LOOK, SET),
        ("SELECT id FROM bookings WHERE state = 'on' ORDER BY id LIMIT 1", SET),  # the head of a queue
    ],
)
def test_what_is_kept_apart_or_does_not_meet_is_left_alone(statements: tuple[str, ...]) -> None:
    assert gaps(*statements) == 0


def test_seldom_patterns_and_those_without_a_rate_hardly_meet() -> None:
    assert gaps(LOOK, ADD, rate=1) == gaps(LOOK, ADD, rate=None) == 0
    assert gaps(LOOK, ADD, rate=2, latency_ms=20_000) == 1


def test_sqlite_lets_one_write_at_a_time() -> None:
    assert gaps(LOOK, ADD, dialect="sqlite") == 0


@pytest.mark.parametrize(
    "statements", [(LOOK, ADD), ("SELECT count(*) FROM bookings WHERE state = 'on'", SET), (LOOK, SET, ADD)]
)
def test_a_new_row_or_state_that_another_session_does_not_see_is_found(statements: tuple[str, ...]) -> None:
    assert gaps(*statements) == 1


def test_how_often_two_meet_is_told() -> None:
    (finding,) = found("CI006", TABLE, pattern("book", LOOK, ADD, per_minute=60, latency_ms=50))
    assert finding.evidence["two at once, a day"] == 4_320
