"""CI003: a counter that every transaction updates."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.needs import Need
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule, all_but
from designer.analysis.selectivity import is_pinned
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap

_table = entity("counters", "name text", "value bigint", pk="name", rows=20)
_count = "UPDATE counters SET value = value + 1 WHERE name = 'visits'"


class HotCounter(Rule):
    """Counter that every transaction updates.

    An update locks its row until the transaction ends, so that all who count on the same row go one after another;
    in PostgreSQL each leaves a dead version of it behind for vacuum besides. Counting by inserting, and adding up now
    and then, or spreading the counter over several rows that are summed, lets them go at once.

    Flagged where a column is set to a value computed from itself, on one row that the statement names or on a table
    of few rows, more often than once a second for each row. Nothing is said in SQLite, where one writes at a time,
    whatever the row.
    """

    code = "CI003"
    dialects = all_but("sqlite")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-ROWS"
    flagged = example(_table, pattern("visit", _count, per_minute=6_000))
    accepted = example(_table, pattern("visit", _count, per_minute=6))

    def check(self, facts: Facts) -> Iterator[Finding]:
        told: set[str] = set()
        for need in facts.needs if facts.schema.dialect.name != "sqlite" else ():
            rate = need.pattern.frequency_per_minute or 0
            rows = _rows_shared(facts, need)
            if rows is None or need.pattern.id in told or rate / rows < facts.thresholds.hot_row_per_minute:
                continue
            counters = [
                one
                for one in need.statement.assignments
                if one.own and facts.owner_of(one.attribute).id == need.entity.id and _is_number(facts, one.attribute)
            ]
            if not counters:
                continue
            told.add(need.pattern.id)
            column = facts.schema.attribute(counters[0].attribute)
            yield self.finding(
                need.pattern,
                f"“{need.pattern.name}” updates the same row of {facts.name(need.entity)} {said_rate(rate / rows)}",
                _waiting(facts, column.name),
                entity=need.entity.id,
                attributes=(column.id,),
                evidence=FrozenMap(
                    {
                        "statement": need.statement.sql,
                        "times a minute": rate,
                        "rows it is spread over": rows,
                        "assignment": f"{column.name} = {counters[0].value}",
                    }
                ),
            )


def _waiting(facts: Facts, column: str) -> str:
    left = f", and leaves a dead version of {column} behind" if facts.schema.dialect.name == "postgres" else ""
    return f"Each waits until the one before it has committed{left}."


def _rows_shared(facts: Facts, need: Need) -> float | None:
    """How many rows the updates of a pattern are spread over; None where it is no such update."""
    use = need.statement.tables[need.use]
    if not use.written or need.statement.kind != "update":
        return None
    if is_pinned(facts, need) and all(one.constant for one in need.equal):
        return 1
    return float(need.entity.rows) if need.entity.rows and is_pinned(facts, need) else None


def _is_number(facts: Facts, attribute: str) -> bool:
    return facts.family(facts.schema.attribute(attribute)) in ("integer", "numeric", "float")
