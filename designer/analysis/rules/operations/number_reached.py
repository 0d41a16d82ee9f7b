"""GR015: numbers that a server has given out nearly to their end."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import widen
from designer.analysis.last_numbers import last_number
from designer.analysis.months import month_after
from designer.analysis.rule import Rule, all_but
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity
from designer.schema.observed import observed
from designer.schema.upkeep import DAYS_IN_A_MONTH


def _seen(number: int) -> FrozenMap:
    return FrozenMap({"server": {"seen": "2026-03-01", "reached": {"id": number}}})


class NumberReached(ListedRule):
    """Numbers that the server has given out nearly to their end.

    A sequence gives each number once: rows that were deleted, inserts that failed and blocks that a session took in
    advance are gone. A table of ten million rows may have used two thousand million numbers, and the insert after
    2,147,483,647 fails though the table is nearly empty.

    Compares the number that the sequence of a column had reached, on the server that the design was read from, with
    the largest that the column holds; with declared growth also that at the horizon. What the number of rows alone
    would tell is another rule's.
    """

    code = "GR015"
    dialects = all_but("sqlite")
    reference = "https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-INT"
    many = "columns have used up most of their numbers"
    message = "Each insert after the last number fails."
    flagged = example(entity("events", "id integer identity", pk="id", rows=9_000_000, x=_seen(1_900_000_000)))
    accepted = example(entity("events", "id bigint identity", pk="id", rows=9_000_000, x=_seen(1_900_000_000)))

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            for name, number in observed(table).reached.items():
                column = table.attribute(name)
                last = last_number(facts.type_of(column), facts.schema.dialect.name) if column else None
                if column is not None and last is not None and not (column.identity and column.identity.cycle):
                    yield from _of_column(self, facts, table, column, number, last)


def _of_column(rule: Rule, facts: Facts, table: Entity, column: Attribute, number: int, last: int) -> Iterator[Finding]:
    wanted = facts.thresholds.key_exhaustion_share
    per_month = (table.rows_per_day or 0) * DAYS_IN_A_MONTH
    ahead = per_month * facts.horizon_months
    told_by_rows = ahead and ((table.rows or 0) + ahead) / last >= wanted
    if told_by_rows or (number + ahead) / last < wanted:
        return
    place = f"{facts.name(table)}.{column.name}"
    months = (last - number) / per_month if per_month else None
    when = f" At the declared growth the last is given out in {month_after(facts.today, months)}." if months else ""
    seen = observed(table).seen
    yield rule.finding(
        column,
        f"{place} has used {number / last:.0%} of its numbers, {number:,} of {last:,}",
        f"Each insert after the last one fails, however few rows there are.{when}",
        entity=table.id,
        severity=Severity.ERROR if (number + ahead) / last >= 1 else Severity.WARNING,
        confidence=Confidence.CERTAIN,
        evidence=FrozenMap(
            {
                "type": column.type,
                "last number given out": number,
                "largest number": last,
                "rows of the table": table.rows,
                "seen on": seen,
                **({"months left": round(months, 1)} if months else {}),
            }
        ),
        fix=widen(facts, column, "bigint"),
    )
