"""Statements rewritten so that two sessions at once do no harm."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from designer.analysis.engine import analyze
from designer.lab.proof import proof_database
from designer.schema.apply import apply
from designer.schema.build import entity, link, pattern, schema_of
from designer.schema.model import Dialect
from designer.schema.schema import Schema
from tests.analysis.rules.checking import found_in

ROOMS = entity("rooms", "id bigint", "floor integer", pk="id")
BOOKINGS = entity("bookings", "id bigint", "room_id bigint", "day date", "host_id bigint", pk="id", index="room_id")
LINK = link("bookings.room_id", "rooms.id")
LOOK = "SELECT count(*) FROM bookings WHERE room_id = $1 AND day = $2"
WRITE = "INSERT INTO bookings (room_id, day) VALUES ($1, $2)"


def booked(*statements: str, dialect: str = "postgres", more: tuple[Any, ...] = ()) -> Schema:
    """Rooms and their bookings with one pattern of these statements."""
    asked = pattern("book", *statements, per_minute=600)
    return schema_of(ROOMS, BOOKINGS, LINK, *more, asked, dialect=Dialect(name=dialect))


def mended(code: str, schema: Schema) -> Schema | None:
    """The design with the fix of the one finding; None without a fix."""
    (found,) = found_in(code, schema)
    return apply(found.fix, schema) if found.fix else None


def texts(schema: Schema | None, place: int = 0) -> tuple[str, ...] | None:
    """The statements of a pattern."""
    return schema.access_patterns[place].statements if schema else None


@pytest.mark.parametrize(
    "statements",
    [
        ("SELECT count(*) FROM bookings WHERE day = $1", WRITE),  # no parent
        ("SELECT count(*) FROM bookings WHERE room_id IN ($1, $2) AND day = $3", WRITE),  # two parents
        ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", LOOK, WRITE),  # whose picture is older than the lock
        (LOOK, LOOK, WRITE),
        ("SELECT count(*) FROM bookings WHERE room_id = $1 + 1 AND day = $2", WRITE),
    ],
)
def test_without_one_parent_row_there_is_nothing_to_lock(statements: tuple[str, ...]) -> None:
    assert mended("CI006", booked(*statements)) is None


def test_two_parents_leave_the_choice_to_people() -> None:
    hosts = (entity("hosts", "id bigint", pk="id"), link("bookings.host_id", "hosts.id"))
    both = "SELECT count(*) FROM bookings WHERE room_id = $1 AND host_id = $2"
    assert mended("CI006", booked(both, WRITE, more=hosts)) is None


@pytest.mark.parametrize(
    ("dialect", "condition", "lock"),
    [
        ("postgres", "room_id = $1 AND day = $2", "FROM public.rooms WHERE id = $1 FOR NO KEY UPDATE"),
        ("postgres", "room_id = 7", "FROM public.rooms WHERE id = 7 FOR NO KEY UPDATE"),
        ("mysql", "day = ? AND room_id = ?", "FROM rooms WHERE id = ? FOR UPDATE"),
        ("mariadb", "room_id = %(r)s", "FROM rooms WHERE id = %(r)s FOR UPDATE"),
        ("tsql", "room_id = @room", "FROM rooms WITH (UPDLOCK, HOLDLOCK) WHERE id = @room"),
    ],
)
def test_the_parent_is_locked_before_its_rows_are_read(dialect: str, condition: str, lock: str) -> None:
    look = f"SELECT count(*) FROM bookings WHERE {condition}"
    schema = booked("BEGIN", look, WRITE, dialect=dialect)
    assert texts(mended("CI006", schema)) == ("BEGIN", f"SELECT id {lock}", look, WRITE)


def test_of_two_sessions_that_follow_the_mended_pattern_one_sees_what_the_other_wrote() -> None:
    """As designed, both would count no booking and both would book."""
    made = texts(mended("CI006", booked(LOOK, WRITE)))
    assert made is not None
    lock, look, write = (one.replace("$1", "1").replace("$2", "'2030-01-01'") for one in made)
    with proof_database() as database, database.connect() as first, database.connect() as second:
        first.execute("CREATE SCHEMA IF NOT EXISTS public")
        first.execute("CREATE TABLE public.rooms (id bigint PRIMARY KEY)")
        first.execute("INSERT INTO public.rooms VALUES (1)")
        first.execute("CREATE SEQUENCE s")
        first.execute(
            "CREATE TABLE bookings (id bigint DEFAULT nextval('s'), room_id bigint REFERENCES rooms, day date)"
        )
        for session in (first, second):
            session.execute("BEGIN")
        first.execute(lock)
        with ThreadPoolExecutor(1) as aside:
            waiting = aside.submit(second.execute, lock)
            assert first.execute(look).fetchone() == (0,)
            first.execute(write)
            assert not waiting.done()
            first.execute("COMMIT")
            waiting.result(timeout=20)
        assert second.execute(look).fetchone() == (1,)
        second.execute("ROLLBACK")


CONTACTS = entity("contacts", "id bigint", "name text", "phone text", pk="id")
VERSIONED = entity("contacts", "id bigint", "name text", "phone text", "revision integer not null", pk="id")
SHOW = "SELECT name, phone FROM contacts WHERE id = $1"
SAVE = "UPDATE contacts SET name = $1, phone = $2 WHERE id = $3"


def edited(table: Any, show: str, save: str, *others: str, dialect: str = "postgres") -> Schema | None:
    """The design after the fix of a form that is saved blindly."""
    more = [pattern(f"other {place}", text) for place, text in enumerate(others)]
    parts = (table, pattern("show", show), pattern("save", save), *more)
    return mended("CI007", schema_of(*parts, dialect=Dialect(name=dialect)))


@pytest.mark.parametrize(
    ("show", "save", "dialect"),
    [
        (SHOW, f"{SAVE} RETURNING name", "postgres"),
        (SHOW, "UPDATE contacts SET name = $1, phone = ? WHERE id = ?", "postgres"),
        ("SELECT DISTINCT name, phone FROM contacts WHERE id = $1", SAVE, "postgres"),
        (SHOW.replace("$1", "?"), "UPDATE contacts SET name = ?, phone = ? WHERE id = ? LIMIT 1", "mysql"),
    ],
)
def test_what_does_not_take_a_version_in_its_text_is_left_to_people(show: str, save: str, dialect: str) -> None:
    assert edited(CONTACTS, show, save, dialect=dialect) is None


def test_a_version_is_added_read_asked_for_and_counted_up_by_all() -> None:
    schema = edited(CONTACTS, SHOW, f"{SAVE} -- by the form", "UPDATE contacts SET phone = $1 WHERE name = $2")
    assert schema is not None
    added = schema.entity("contacts").attribute("version")
    assert (added.type, added.default, added.not_null is not None) == ("integer", "1", True)
    assert {one.name: one.statements for one in schema.access_patterns} == {
        "show": ("SELECT name, phone, version FROM contacts WHERE id = $1",),
        "save": ("UPDATE contacts SET version = version + 1, name = $1, phone = $2 WHERE id = $3 AND version = $4",),
        "other 0": ("UPDATE contacts SET version = version + 1, phone = $1 WHERE name = $2",),
    }
    assert [one.title for one in analyze(schema, codes={"QR010", "QR017"}).findings] == []


@pytest.mark.parametrize(
    ("show", "save", "dialect", "shown", "saved"),
    [
        (
            "SELECT * FROM contacts WHERE id = ?",
            "UPDATE contacts SET name = ?, phone = ? WHERE id = ?",
            "mysql",
            "SELECT * FROM contacts WHERE id = ?",
            "UPDATE contacts SET revision = revision + 1, name = ?, phone = ? WHERE id = ? AND revision = ?",
        ),
        (
            "SELECT c.name, c.phone FROM contacts c WHERE c.id = :id",
            "UPDATE contacts SET name = :name, phone = :phone, revision = revision + 1 WHERE id = :id",
            "postgres",
            "SELECT c.name, c.phone, c.revision FROM contacts c WHERE c.id = :id",
            "UPDATE contacts SET name = :name, phone = :phone, revision = revision + 1 WHERE id = :id"
            " AND revision = :seen_version",
        ),
    ],
)
def test_a_version_that_is_there_is_used(show: str, save: str, dialect: str, shown: str, saved: str) -> None:
    schema = edited(VERSIONED, show, save, dialect=dialect)
    assert schema is not None
    assert [texts(schema, place) for place in (0, 1)] == [(saved,), (shown,)]
