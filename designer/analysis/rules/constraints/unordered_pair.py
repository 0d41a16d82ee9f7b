"""CO009: a beginning that may lie after its end."""

from collections.abc import Iterator

from designer.analysis.columns import or_listed, own_tables
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import check, quoted
from designer.analysis.rule import Rule
from designer.analysis.vocabulary import counterparts
from designer.analysis.words import words
from designer.schema.build import entity, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity

_CYCLIC = {"month", "day", "hour", "minute", "weekday", "second", "id", "lat", "lon", "latitude", "longitude"}
_TEMPORAL = ("date", "timestamp")


class UnorderedPair(Rule):
    """Beginning that may lie after its end.

    A booking that ends before it starts has a negative length, is found by no search for a day, and overlaps nothing.
    Forms swap the two, imports misread the order of day and month; a CHECK finds out at once.

    Two columns count that are named alike but for start and end, from and until, min and max, and have the same type.
    Times of day may pass midnight and months the new year: those are left alone, and so are from and to of other
    things than time. Pairs of numbers are a hint only.
    """

    code = "CO009"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-CHECK-CONSTRAINTS"
    flagged = schema_of(entity("bookings", "id bigint", "start_date date", "end_date date", pk="id"))
    accepted = schema_of(
        entity(
            "bookings", "id bigint", "start_date date", "end_date date", pk="id", checks=("start_date <= end_date",)
        ),
        entity(
            "shifts", "id bigint", "start_time time", "end_time time", "from_user bigint", "to_user bigint", pk="id"
        ),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        found = [
            self._finding(facts, table, low, high)
            for table in own_tables(facts)
            for low, high in pairs(facts, table)
            if not _is_guarded(table, low, high)
        ]
        message = "Nothing keeps an end from lying before its beginning."
        yield from or_listed(self, facts, found, "pairs of columns may be in the wrong order", message)

    def _finding(self, facts: Facts, table: Entity, low: Attribute, high: Attribute) -> Finding:
        temporal = facts.family(low) in _TEMPORAL
        expression = f"{quoted(facts, low)} <= {quoted(facts, high)}"
        return self.finding(
            low,
            f"{facts.name(table)}.{high.name} may lie before {low.name}"
            if temporal
            else f"{facts.name(table)}.{high.name} may be less than {low.name}",
            "A row in the wrong order is accepted, and then found by no search for what lies between.",
            entity=table.id,
            attributes=(low.id, high.id),
            severity=Severity.WARNING if temporal else Severity.INFO,
            confidence=Confidence.LIKELY if temporal else Confidence.HINT,
            evidence=FrozenMap({"beginning": low.name, "end": high.name, "type": low.type}),
            fix=(check(facts, table, (low, high), expression),),
        )


def pairs(facts: Facts, table: Entity) -> Iterator[tuple[Attribute, Attribute]]:
    """The beginnings and ends of a table: columns of one type, named alike but for one word."""
    by_words = {words(column.name): column for column in table.attributes}
    for low in table.attributes:
        family = facts.family(low)
        if family not in (*_TEMPORAL, "integer", "numeric", "float") or _CYCLIC & set(words(low.name)):
            continue
        high = next((by_words[one] for one in counterparts(low.name) if one in by_words), None)
        if high is None or facts.type_of(high) != facts.type_of(low):
            continue
        moved = "from" in words(low.name) and family not in _TEMPORAL
        if not moved and not {low.id, high.id} & facts.foreign_columns(table.id):
            yield low, high


def _is_guarded(table: Entity, low: Attribute, high: Attribute) -> bool:
    """Whether a check names both, or a range is made of them, which fails by itself when the order is wrong."""
    texts = [check.expression for check in table.checks]
    texts += [element.expression or "" for one in table.exclusions for element in one.elements]
    texts += [column.generated.expression for column in table.attributes if column.generated]
    texts += [key.expression or "" for index in table.indexes for key in index.keys]
    return bool(low.generated or high.generated) or any({low.name, high.name} <= mentions(text) for text in texts)
