"""CO009: a beginning that may lie after its end."""

from collections.abc import Iterator, Sequence

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.fixes import check, constant_default, quoted
from designer.analysis.kept_rows import kept_rows
from designer.analysis.kinds_of_table import is_open_until_done, is_run_by_program
from designer.analysis.periods import history_tables
from designer.analysis.ranges import is_guarded, is_planned, pairs
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, stem, words

_SUMMED = frozenset(
    "earliest latest oldest newest minimum maximum min max summary rollup aggregate computed calculated".split()
)
"""Words of bounds that a program computes from many rows, least and greatest, and of tables that keep such."""
_BILLED = (("billing", "period"), ("usage", "period"), ("full", "service", "period"))
"""How the names of periods begin, or go on, that a program for bills works out from when something began."""
_BILLS = frozenset({"invoice", "charge", "payment"})
"""Words of tables of what is to be paid, and for which period."""


class UnorderedPair(ListedRule):
    """Beginning that may lie after its end.

    A booking that ends before it starts has a negative length, is found by no search for a day, and overlaps nothing.
    Forms swap the two, imports misread the order of day and month; a CHECK finds out at once.

    Two dates or timestamps of one type count that are named alike but for start and end, from and until. Times of day
    may pass midnight and months the new year: those are left alone.

    Where a program measures them (a job, a log, an upload, by the words of the table and of the columns, or since a
    state stands beside an end that is open) it is a hint, for a check would refuse rows when a clock is set back; so it
    is in a copy of what others deliver, and where the least and the greatest of many rows are computed
    (`earliest_end`), or the periods of bills (`billing_period_start`, `invoice_lines.period_start`), and in a table
    that keeps the rows of another one as they were (`orders_audit`, or what Hibernate Envers fills).

    The last of either (`last_moved_from`, `last_moved_to`) may come in any order. An end that is zero until there is
    one (`0000-00-00`) is no end, and is left alone. Numbers, and times that a program records (`started_at`), are
    another rule's; the period of a system-versioned table, and its history, the server writes.
    """

    code = "CO009"
    confidence = Confidence.LIKELY
    rests_on = (history_tables, kept_rows)
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    many = alike_in_table = "pairs of times may be in the wrong order"
    message = "A row whose end lies before its beginning is accepted, and found by no search for what lies between."
    flagged = example(entity("bookings", "id bigint", "start_date date", "end_date date", pk="id"))
    accepted = example(
        entity("bookings", "id int", "start_date date", "end_date date", pk="id", checks=("start_date <= end_date",)),
        entity("shifts", "id bigint", "start_time time", "end_time time", "from_user int", "to_user int", pk="id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        histories, kept = facts.whole(history_tables), facts.whole(kept_rows)
        yield from (
            self._finding(facts, table, low, high, (table.id, low.name.lower()) in kept)
            for table in own_tables(facts)
            if table.id not in histories
            for low, high in pairs(facts, table)
            if is_planned(facts, low)
            and not is_guarded(facts, table, low, high)
            and not _is_zero_until_then(facts, high)
            and "last" not in words(low.name)  # the last of either, in any order
        )

    def fold(self, facts: Facts, found: Sequence[Finding]) -> Iterator[Finding]:
        for confidence in (Confidence.LIKELY, Confidence.HINT):
            yield from super().fold(facts, [one for one in found if one.confidence is confidence])

    def _finding(self, facts: Facts, table: Entity, low: Attribute, high: Attribute, kept: bool) -> Finding:
        expression = f"{quoted(facts, low)} <= {quoted(facts, high)}"
        worked_out = bool(_SUMMED & {*words(low.name), *words(high.name), *stem(table.name)}) or _is_billed(table, low)
        measured = is_run_by_program(table, low.name, high.name) or is_open_until_done(facts, table, high)
        doubtful = kept or worked_out or measured or _holds_others(table)
        return self.finding(
            low,
            f"{facts.name(table)}.{high.name} may lie before {low.name}",
            "A row in the wrong order is accepted, and then found by no search for what lies between.",
            entity=table.id,
            confidence=Confidence.HINT if doubtful else Confidence.LIKELY,
            attributes=(low.id, high.id),
            evidence=FrozenMap({"beginning": low.name, "end": high.name, "type": low.type}),
            fix=(check(facts, table, (low, high), expression),),
        )


def _holds_others(table: Entity) -> bool:
    """Whether a table is called as what holds several others (`day_assignments_container`), or tells of the partitions
    of one: a program does the sums."""
    *_, held, last = ("", "", *words(table.name))
    return (last == "container" and held != singular(held)) or singular(last) == "partition"


def _is_billed(table: Entity, low: Attribute) -> bool:
    """Whether a period is one of a bill, or any period in a table of bills, which follows from others."""
    spoken = words(low.name)
    if "period" in spoken and _BILLS & {singular(one) for one in words(table.name)}:
        return True
    return any(spoken[at : at + len(one)] == one for one in _BILLED for at in range(len(spoken)))


def _is_zero_until_then(facts: Facts, high: Attribute) -> bool:
    """Whether an end that is not known yet is kept as a day before all others."""
    default = constant_default(high)
    return default is not None and default.startswith(("0000-", "0001-", "1900-01-01", "1970-01-0"))
