"""TY013: a random UUID as primary key under many inserts."""

import re
from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity

_RANDOM = {"gen_random_uuid", "uuid_generate_v4", "uuidv4", "uuid_v4"}
_ORDERED = {
    "mysql": "those of uuid_to_bin(uuid(), 1) begin with the time",
    "tsql": "those of newsequentialid() follow each other",
}
_FIRST_WITH_V7 = 18


class RandomKey(TableRule):
    """Random UUID as primary key under many inserts.

    Each new key lands on a random page of its index. Once the index outgrows memory, every insert reads and later
    writes a page of its own, and after a checkpoint logs the whole page. A version 7 UUID begins with the time: new
    keys lie side by side, and it is the same type.

    In MySQL and SQL Server the table itself lies in the order of its key, and whole rows are scattered.
    There uuid_to_bin(uuid(), 1) puts the time first, and newsequentialid() gives rising ones; MariaDB's type uuid turns
    what uuid() makes, of version 1, by itself.

    Only tables with many declared inserts count. The time of creation can be read from a version 7 UUID, which
    matters where ids are shown to strangers.
    """

    code = "TY013"
    confidence = Confidence.LIKELY
    reference = "https://www.rfc-editor.org/rfc/rfc9562.html#section-2.1"
    flagged = example(
        entity("events", "id uuid default gen_random_uuid()", pk="id", rows=50_000_000, rows_per_day=500_000.0)
    )
    accepted = example(
        entity("events", "id uuid default uuidv7()", pk="id", rows=50_000_000, rows_per_day=500_000.0),
        entity("teams", "id uuid default gen_random_uuid()", pk="id", rows=4_000, rows_per_day=10.0),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            key = _key(facts, table)
            if key is None or not _is_random(facts, table, key.default):
                continue
            future = facts.rows_in(table, facts.horizon_months) or 0
            inserts = table.rows_per_day or 0
            if inserts < facts.thresholds.busy_inserts_per_day or future < facts.thresholds.large_table_rows:
                continue
            yield self.finding(
                key,
                f"{facts.name(table)}.{key.name} scatters {inserts:,.0f} inserts a day over its index",
                f"Random keys touch a page of the index each; {_ordered(facts)} and lie side by side.",
                entity=table.id,
                evidence=FrozenMap(
                    {"default": key.default, "inserts per day": inserts, "rows at the horizon": round(future)}
                ),
                fix=(edits.alter(facts.schema, key.id, default="uuidv7()"),) if _has_v7(facts) else (),
            )


def _key(facts: Facts, table: Entity) -> Attribute | None:
    columns = table.primary_key.columns if table.primary_key else ()
    return facts.schema.attribute(columns[0]) if columns and not table.partition_of else None


def _is_random(facts: Facts, table: Entity, default: str | None) -> bool:
    """Whether the default scatters its keys over the index, or over the table where that lies in their order."""
    made = mentions(default)
    match facts.schema.dialect.name:
        case "mysql":
            return "uuid" in made and not re.search(r",\s*(1|true)\s*\)", default or "", re.IGNORECASE)
        case "tsql":
            options = table.primary_key.options.get("tsql") if table.primary_key else None
            return "newid" in made and (options or {}).get("clustered") is not False
    return bool(_RANDOM & made)


def _ordered(facts: Facts) -> str:
    return _ORDERED.get(facts.schema.dialect.name, "version 7 UUIDs begin with the time")


def _has_v7(facts: Facts) -> bool:
    """Whether the server has uuidv7(): PostgreSQL from 18 on, the version that is meant where none is said."""
    version = (facts.schema.dialect.version or str(_FIRST_WITH_V7)).split(".")[0]
    return facts.schema.dialect.name == "postgres" and version.isdigit() and int(version) >= _FIRST_WITH_V7
