from dataclasses import replace

import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect, Exclusion, ExclusionElement, Invariant, Opaque
from tests.analysis.rules.checking import found

_ROOMS = entity("rooms", "id int", pk="id")
_TIMES = ("starts_at timestamptz not null", "ends_at timestamptz not null")


def _bookings(*more: str, name: str = "room_bookings", times: tuple[str, ...] = _TIMES):
    return entity(name, "id int", "room_id int not null", *times, *more, pk="id"), link(f"{name}.room_id", "rooms.id")


@pytest.mark.parametrize(
    "name", ["room_logs", "shifts", "room_cleanings", "room_booking_history", "measurements", "maintenance_windows"]
)
def test_logs_shifts_and_what_is_no_booking_are_left_alone(name: str) -> None:
    assert found("CO064", _ROOMS, *_bookings(name=name)) == ()


def test_times_that_a_clock_wrote_are_left_alone() -> None:
    assert found("CO064", _ROOMS, *_bookings(times=("started_at timestamptz", "ended_at timestamptz"))) == ()
    assert found("CO064", _ROOMS, *_bookings(times=("starts_at timestamptz",))) == ()
    assert found("CO064", _ROOMS, *_bookings(times=("start_no int", "end_no int"))) == ()


@pytest.mark.parametrize("share", ["seats int", "quantity int", "ticket_qty int"])
def test_bookings_of_a_part_are_left_alone(share: str) -> None:
    assert found("CO064", _ROOMS, *_bookings(share)) == ()


def test_bookings_of_a_sort_of_things_and_of_what_many_share_are_left_alone() -> None:
    for parent in ("room_types", "hotels", "customers", "events"):
        bookings = entity("bookings", "id int", "thing_id int not null", *_TIMES, pk="id")
        assert (
            found("CO064", entity(parent, "id int", pk="id"), bookings, link("bookings.thing_id", f"{parent}.id")) == ()
        )


def test_of_two_things_nobody_knows_which_is_taken() -> None:
    two = entity("bookings", "id int", "room_id int", "car_id int", *_TIMES, pk="id")
    cars = entity("cars", "id int", pk="id")
    assert (
        found("CO064", _ROOMS, cars, two, link("bookings.room_id", "rooms.id"), link("bookings.car_id", "cars.id"))
        == ()
    )


def test_what_is_kept_or_declared_is_left_alone() -> None:
    table, reference = _bookings()
    span = ExclusionElement(expression="tstzrange(starts_at, ends_at)", operator="&&")
    kept = Exclusion(name="x", elements=(ExclusionElement(column="room_id", operator="="), span))
    assert found("CO064", _ROOMS, replace(table, exclusions=(kept,)), reference) == ()
    declared = Invariant(
        kind="no overlap", entity="room_bookings", attributes=("starts_at", "ends_at"), scope=("room_id",), text="x"
    )
    assert found("CO064", _ROOMS, table, reference, declared) == ()
    trigger = Opaque(
        kind="trigger", name="look", sql="CREATE TRIGGER look … room_id starts_at ends_at", requires=("room_bookings",)
    )
    assert found("CO064", _ROOMS, replace(table, id="room_bookings"), reference, trigger) == ()
    single = replace(table, uniques=entity("x", unique="room_id").uniques)
    assert found("CO064", _ROOMS, single, reference) == ()


def test_a_booking_asks_and_offers_the_constraint() -> None:
    (finding,) = found("CO064", _ROOMS, *_bookings())
    assert finding.title.startswith("May two rows of room_bookings with the same room_id overlap?")
    assert [one.kind for one in finding.fix] == ["extension", "exclusion"]
    (finding,) = found("CO064", _ROOMS, *_bookings(times=("during tstzrange not null",)))
    assert finding.evidence["times"] == "during"
    (finding,) = found("CO064", _ROOMS, *_bookings(name="reservations"))
    assert "declare the invariant" in finding.message


def test_where_some_rows_take_nothing_only_the_author_knows_the_condition() -> None:
    for off in ("status text", "cancelled_at timestamptz", "deleted_at timestamptz"):
        (finding,) = found("CO064", _ROOMS, *_bookings(off))
        assert finding.fix == ()
        assert off.split()[0] in finding.message


def test_elsewhere_a_lock_keeps_it() -> None:
    times = ("starts_at datetime not null", "ends_at datetime not null")
    (finding,) = found("CO064", _ROOMS, *_bookings(times=times), dialect=Dialect(name="mysql"))
    assert finding.fix == ()
    assert "a lock on the row" in finding.message
