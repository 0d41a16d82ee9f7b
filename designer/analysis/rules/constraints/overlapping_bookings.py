"""CO064: bookings of one thing that may overlap."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.kept_invariants import is_kept
from designer.analysis.mechanisms import mechanism_for
from designer.analysis.ranges import TEMPORAL, is_planned, pairs
from designer.analysis.rule import TableRule
from designer.analysis.vocabulary import means_record, means_soft_delete
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Invariant
from designer.schema.words import stem, words

_BOOKING = frozenset("booking reservation rental lease tenancy appointment hire charter occupancy stay".split())
"""What tables are called last whose rows each take something for a time."""
_TAKEN = frozenset(
    "room desk seat court table car vehicle van truck bus boat bike bicycle scooter trailer plane aircraft machine "
    "equipment tool instrument device resource asset apartment flat house villa cabin unit bed berth bay slip pitch "
    "site spot space locker lane field studio hall venue facility ward chair station doctor physician dentist "
    "therapist practitioner provider stylist barber coach tutor instructor vet consultant technician".split()
)
"""What is taken by one at a time."""
_SHARE = frozenset("quantity qty seats tickets places units amount headcount".split())
"""Columns that say how much of the thing is taken: several bookings share it."""
_OFF = frozenset("status state cancelled canceled cancellation rejected void voided active confirmed".split())
"""Columns that say of a booking that it takes nothing (any more)."""
_KIND = frozenset("type category class kind model group pool".split())
_rooms = entity("rooms", "id bigint", "name text", pk="id")
_columns = ("id bigint", "room_id bigint not null", "starts_at timestamptz not null", "ends_at timestamptz not null")


class OverlappingBookings(TableRule):
    """Bookings of one thing that may overlap.

    May two bookings of one room overlap? Where they may not, a program that looks first and then writes does not keep
    it: two sessions each see a free room. PostgreSQL's exclusion constraint refuses the second, whoever writes it;
    elsewhere a lock on the row of the room, taken before looking, does. Declared as the invariant “no two ranges
    overlap”, the rule is raced by two sessions, and its check is part of what is exported for operations.

    It is a question, asked of tables that are called as bookings (reservations, rentals, leases, appointments), have a
    planned beginning and end, and refer to one thing that is taken by one at a time, or that they are called after.
    Shifts, logs and spans that a clock has written are none; nor are bookings of a sort of things (`room_type_id`) or
    of a part of one (`seats`, `quantity`). Where some rows take nothing (a status, a cancellation), the constraint
    needs a condition that only the author knows, and no fix is offered.
    """

    code = "CO064"
    confidence = Confidence.HINT
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/rangetypes.html#RANGETYPES-CONSTRAINT"
    flagged = example(
        _rooms,
        entity("room_bookings", *_columns, pk="id", index="room_id"),
        link("room_bookings.room_id", "rooms.id"),
    )
    accepted = example(
        _rooms,
        entity("room_cleanings", *_columns, pk="id", index="room_id"),
        link("room_cleanings.room_id", "rooms.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            if stem(table.name)[-1:] and stem(table.name)[-1] in _BOOKING and not _is_left_alone(table):
                yield from self._asked(facts, table)

    def _asked(self, facts: Facts, table: Entity) -> Iterator[Finding]:
        thing, span = _thing(facts, table), _span(facts, table)
        if thing is None or not span or _is_declared(facts, table) or facts.is_unique(table, (thing.id,)):
            return
        rule = Invariant(
            kind="no overlap", entity=table.id, attributes=tuple(one.id for one in span), scope=(thing.id,)
        )
        if is_kept(facts, rule):
            return
        mechanism = mechanism_for(facts, rule)
        sometimes = next((one.name for one in table.attributes if _OFF & {*words(one.name)}), None) or next(
            (one.name for one in table.attributes if means_soft_delete(one.name)), None
        )
        times = " to ".join(one.name for one in span)
        yield self.finding(
            table,
            f"May two rows of {facts.name(table)} with the same {thing.name} overlap? Nothing keeps them from it",
            f"If not, two sessions that book at once both find {times} free: declare the invariant “no two ranges"
            f" overlap” for each {thing.name}, which is then raced; what keeps it is {mechanism.name}"
            + (f", for the rows that still count by {sometimes}." if sometimes else "."),
            attributes=(thing.id, *(one.id for one in span)),
            evidence=FrozenMap({"of": thing.name, "times": times, "mechanism": mechanism.name}),
            fix=() if sometimes else mechanism.changes,
        )


def _is_left_alone(table: Entity) -> bool:
    """Whether rows are a record of what was, or take a part of the thing."""
    return means_record(table.name) or any(_SHARE & {*words(one.name)} for one in table.attributes)


def _is_declared(facts: Facts, table: Entity) -> bool:
    return any(one.kind == "no overlap" and one.entity == table.id for one in facts.schema.invariants)


def _span(facts: Facts, table: Entity) -> tuple[Attribute, ...]:
    """The planned beginning and end, or the one column that holds both; none where there are several."""
    planned = [pair for pair in pairs(facts, table) if facts.family(pair[0]) in TEMPORAL and is_planned(facts, pair[0])]
    ranges = [(one,) for one in table.attributes if facts.type_of(one).base in ("tstzrange", "tsrange", "daterange")]
    found = [*planned, *ranges]
    return found[0] if len(found) == 1 else ()


def _thing(facts: Facts, table: Entity) -> Attribute | None:
    """The column of the one reference to what is taken: the table is called after it, or it is known to be taken by
    one at a time."""
    front = stem(table.name)[:-1]
    single = [link for link in facts.schema.references_from(table.id) if len(link.columns) == 1]
    known = {link.columns[0]: stem(facts.schema.entity(link.parent).name) for link in single}
    known = {column: name for column, name in known.items() if name and not _KIND & {*name}}
    after = [column for column, name in known.items() if front and front == name]
    found = after or [column for column, name in known.items() if name[-1] in _TAKEN]
    return facts.schema.attribute(found[0]) if len(found) == 1 else None
