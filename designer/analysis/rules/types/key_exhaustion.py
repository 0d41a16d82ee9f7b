"""TY010: a numbered key that declared growth exhausts."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding, Severity
from designer.analysis.fixes import widen
from designer.analysis.last_numbers import last_number
from designer.analysis.months import month_after
from designer.analysis.rule import TableRule, all_but
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity

_DAYS_PER_MONTH = 30.44


class KeyExhaustion(TableRule):
    """Numbered key that declared growth exhausts.

    A sequence never gives a number back: an integer key ends after 2,147,483,647 inserts, whatever has been
    deleted since, and then every insert fails. Changing the type of a large table rewrites it and its references
    under a lock, which is cheap now and not then.

    Computed from the declared rows and inserts per day, over the declared horizon. Undeclared growth is not guessed.
    An INTEGER of SQLite (64 bits) or Oracle (38 digits) is never filled; NUMBER(9) is.
    """

    code = "TY010"
    dialects = all_but("sqlite")
    reference = "https://www.postgresql.org/docs/18/datatype-numeric.html#DATATYPE-INT"
    flagged = example(
        entity("events", "id integer identity", "body text", pk="id", rows=1_500_000_000, rows_per_day=2_000_000.0)
    )
    accepted = example(
        entity("events", "id bigint identity", "body text", pk="id", rows=1_500_000_000, rows_per_day=2_000_000.0),
        entity("users", "id integer identity", "name text", pk="id", rows=20_000, rows_per_day=50.0),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            key = _numbered_key(facts, table)
            if key is None or table.rows is None or not table.rows_per_day or table.partition_of:
                continue
            limit = last_number(facts.type_of(key), facts.schema.dialect.name) or 0
            months = max(0.0, (limit - table.rows) / (table.rows_per_day * _DAYS_PER_MONTH))
            share = (table.rows + table.rows_per_day * _DAYS_PER_MONTH * facts.horizon_months) / limit
            if share < facts.thresholds.key_exhaustion_share:
                continue
            yield self.finding(
                key,
                f"{facts.name(table)}.{key.name} runs out of numbers in about {months:,.0f} months",
                f"At the declared growth that is in {month_after(facts.today, months)}: after {limit:,} inserts each "
                f"further one fails. The horizon is {facts.horizon_months:g} months.",
                entity=table.id,
                severity=Severity.ERROR if share >= 1 else Severity.WARNING,
                evidence=FrozenMap(
                    {
                        "type": key.type,
                        "largest number": limit,
                        "rows now": table.rows,
                        "inserts per day": table.rows_per_day,
                        "months left": round(months, 1),
                        "share used at the horizon": round(share, 2),
                    }
                ),
                fix=widen(facts, key, "bigint"),
            )


def _numbered_key(facts: Facts, table: Entity) -> Attribute | None:
    """The column of a one-column primary key whose values a sequence gives."""
    if table.primary_key is None or len(table.primary_key.columns) != 1:
        return None
    key = facts.schema.attribute(table.primary_key.columns[0])
    kind = facts.type_of(key)
    numbered = key.identity or "serial" in kind.base or "nextval" in mentions(key.default)
    return key if numbered and last_number(kind, facts.schema.dialect.name) else None
