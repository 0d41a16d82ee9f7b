"""CI002: a queue whose workers wait for each other, or take the same row."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import Rule, all_but
from designer.analysis.workload import Block, ParsedPattern, ParsedStatement
from designer.schema.build import entity, pattern
from designer.schema.frozen import FrozenMap

_jobs = entity("jobs", "id bigint", "state text", "created_at timestamptz", pk="id")
_take = (
    "UPDATE jobs SET state = 'running' WHERE id ="
    " (SELECT id FROM jobs WHERE state = 'new' ORDER BY created_at LIMIT 1 FOR UPDATE{})"
)

_INSTEAD = {
    "tsql": ("READPAST", "… FROM … WITH (UPDLOCK, READPAST) …"),
    "oracle": ("SKIP LOCKED", "a cursor … FOR UPDATE SKIP LOCKED, and one FETCH: no FETCH FIRST stands beside a lock"),
}
"""What passes locked rows by, where that is not SKIP LOCKED."""


class QueueWithoutSkip(Rule):
    """Queue whose workers wait for each other, or take the same row.

    Workers that each want the next row all find the same one. With FOR UPDATE alone the others wait until the first
    is done, and so the queue has the pace of one worker; without a lock two of them take the same row, and the work
    is done twice. FOR UPDATE SKIP LOCKED gives each the next row that nobody holds (MySQL has it from 8.0 on, MariaDB
    from 10.6; SQL Server calls it READPAST).

    Flagged where a pattern takes rows under a LIMIT, by a state rather than a key, from a table that the same pattern
    changes or locks.
    """

    code = "CI002"
    dialects = all_but("sqlite")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/sql-select.html#SQL-FOR-UPDATE-SHARE"
    flagged = example(_jobs, pattern("take a job", _take.format("")))
    accepted = example(_jobs, pattern("take a job", _take.format(" SKIP LOCKED")))

    def check(self, facts: Facts) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        words, instead = _INSTEAD.get(dialect, ("SKIP LOCKED", "… LIMIT … FOR UPDATE SKIP LOCKED"))
        for parsed in facts.patterns if dialect != "sqlite" else ():  # which lets one write at a time
            for statement, block, table_id in _taken(facts, parsed):
                table = facts.name(facts.schema.entity(table_id))
                waits = block.lock == "update"
                yield self.finding(
                    parsed.pattern,
                    f"“{parsed.pattern.name}” takes the next row of {table}, and"
                    + (" its workers wait for each other" if waits else " two workers may take the same"),
                    f"With {words} each worker gets the next row of {table} that no other holds.",
                    entity=table_id,
                    evidence=FrozenMap(
                        {"statement": statement.sql, "lock": "FOR UPDATE" if waits else None,
                         "instead": instead}
                    ),
                    severity=None if waits else Severity.ERROR,
                )  # fmt: skip
                break


def _taken(facts: Facts, parsed: ParsedPattern) -> Iterator[tuple[ParsedStatement, Block, str]]:
    """Queries that take some rows of a table to work on them."""
    for place, statement in enumerate(parsed.statements):
        for block in statement.blocks:
            if block.kind != "select" or not block.limited or block.aggregated or len(block.uses) != 1:
                continue
            if block.lock in ("skip locked", "nowait", "share"):
                continue
            use = block.uses[0]
            table_id = statement.tables[use].entity
            if table_id is None or not (block.sort or block.filtered):
                continue
            table = facts.schema.entity(table_id)
            if facts.is_unique(table, tuple(one.attribute for one in statement.filters("=", use=use))):
                continue
            if block.lock == "update" or _changes(parsed, place, statement, table_id, block):
                yield statement, block, table_id


def _changes(parsed: ParsedPattern, place: int, statement: ParsedStatement, table_id: str, block: Block) -> bool:
    """Whether the rows found are changed by the same statement, or by a later one in what they were found by."""
    sought = {one.attribute for use in block.uses for one in statement.filters("=", "in", "is null", use=use)}
    if any(one.written and one.entity == table_id for one in statement.tables):
        return bool(sought & statement.writes)
    return any(
        later.kind in ("update", "delete")
        and any(one.written and one.entity == table_id for one in later.tables)
        and bool(sought & later.writes)
        for later in parsed.statements[place + 1 :]
    )
