"""CI006: rows are looked at, and others are written because of it, and nothing keeps a second session out."""

from collections.abc import Iterator
from typing import NamedTuple

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, evidence_table
from designer.analysis.guarded import parent_locked
from designer.analysis.needs import Need
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import PatternRule, all_but
from designer.analysis.selectivity import is_pinned
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.schema.build import entity, link, pattern
from designer.schema.changes import Change
from designer.schema.model import Entity
from designer.sql.lexer import tokenize
from designer.sql.limits import LIMITS
from designer.sql.tokens import Kind

_tables = (
    entity("rooms", "id bigint", "name text", pk="id"),
    entity("bookings", "id bigint", "room_id bigint", "day date", pk="id", index="room_id"),
    link("bookings.room_id", "rooms.id"),
)
_count = "SELECT count(*) FROM bookings WHERE room_id = $1 AND day = $2"
_insert = "INSERT INTO bookings (room_id, day) VALUES ($1, $2)"
_alone = "SELECT pg_advisory_xact_lock($1)"

_ASSUMED_MS = 10.0
"""How long a transaction takes that declares no latency."""
_DAY_MINUTES = 24 * 60
_KEPT_APART = frozenset(
    "serializable lock advisory pg_advisory_lock pg_advisory_xact_lock get_lock sp_getapplock updlock holdlock "
    "tablockx dbms_lock".split()
)
_WAYS_OUT = {
    "oracle": "lock the row that both belong to FOR UPDATE first; SERIALIZABLE lets this through",
    "tsql": "SERIALIZABLE, or WITH (UPDLOCK, HOLDLOCK) where it reads, or a constraint",
}
_WAY_OUT = "SERIALIZABLE and a retry, or FOR UPDATE on the row that all of them belong to, or a constraint"


class _Gap(NamedTuple):
    """What looked at the rows, and what then wrote to their table."""

    read: Need
    write: ParsedStatement


class CheckedThenWritten(PatternRule):
    """Rows looked at and others written because of it, with nothing to keep a second session out.

    Two sessions count the bookings of a room, both find none, and both add one: neither sees the other's row at READ
    COMMITTED or REPEATABLE READ, and no lock on rows found can keep a new one out (InnoDB's keeps the gaps between them
    too, and then one of the two ends in a deadlock). A constraint that says the rule is best; else SERIALIZABLE with a
    retry, which in Oracle lets this through, or a lock on the row that all of them belong to.

    Flagged where a pattern reads several rows of a table without a lock and then adds to it, or sets what it read, and
    the declared rate makes two at once likely on any day. One unique key over what it looked for, an exclusion, a lock
    or an isolation level in the pattern is a mechanism. A row read by its key and written back, and the head of a
    queue, are other rules'. Where a foreign key says which row they belong to, the fix locks it first. What the
    program does with what it has read is not known, so that this is a hint.
    """

    code = "CI006"
    dialects = all_but("sqlite")
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/transaction-iso.html#XACT-SERIALIZABLE"
    flagged = example(*_tables, pattern("book a room", _count, _insert, per_minute=120))
    accepted = example(*_tables, pattern("book a room", _alone, _count, _insert, per_minute=120))

    def of_pattern(self, facts: Facts, parsed: ParsedPattern) -> Iterator[Finding]:
        dialect = facts.schema.dialect.name
        at_once = _at_once(parsed) if dialect != "sqlite" else 0.0  # which lets one write at a time
        gap = next(_gaps(facts, parsed), None) if at_once >= 1 else None
        if gap is not None and not any(_keeps_apart(one, dialect) for one in parsed.statements):
            table = gap.read.entity
            rate = said_rate(parsed.pattern.frequency_per_minute)
            yield self.finding(
                parsed.pattern,
                f"“{parsed.pattern.name}” looks at rows of {facts.name(table)} and then writes some, without a lock",
                f"It runs {rate}, so that two of them meet about {at_once:,.0f} times a day: neither sees what "
                "the other writes.",
                entity=table.id,
                attributes=tuple(dict.fromkeys(one.attribute for one in gap.read.equal)),
                evidence=evidence_table(
                    ("step", "statement"),
                    [("looks", gap.read.statement.sql), ("writes", gap.write.sql)],
                    **{"two at once, a day": round(at_once, 1), "a way out": _WAYS_OUT.get(dialect, _WAY_OUT)},
                ),
                fix=_locked(facts, parsed, gap.read),
            )


def _locked(facts: Facts, parsed: ParsedPattern, read: Need) -> tuple[Change, ...]:
    """A lock first; none where the pattern names a level whose picture of the rows is older than the lock."""
    words = {word for one in parsed.statements for word in one.sql.lower().split()}
    return () if words & {"repeatable", "snapshot"} else parent_locked(facts, parsed, read)


def _at_once(parsed: ParsedPattern) -> float:
    """How often a day one begins while another runs, if they come independently of each other."""
    rate = parsed.pattern.frequency_per_minute or 0.0
    minutes = (parsed.pattern.latency_ms or _ASSUMED_MS) / 60_000
    return rate * _DAY_MINUTES * rate * minutes


def _gaps(facts: Facts, parsed: ParsedPattern) -> Iterator[_Gap]:
    for place, statement in enumerate(parsed.statements):
        for read in facts.needs_in(statement) if statement.kind == "select" else ():
            if read.block.lock or not read.equal or is_pinned(facts, read) or _is_guarded(facts, read):
                continue
            for write in parsed.statements[place + 1 :]:
                if _answers(write, read):
                    yield _Gap(read, write)


def _is_guarded(facts: Facts, read: Need) -> bool:
    """Whether a unique key holds all that was looked for, or an exclusion compares the rows."""
    sought = {one.attribute for one in read.equal}
    keys = (path for path in facts.access_paths(read.entity.id) if path.unique)
    return bool(read.entity.exclusions) or any(sought <= set(path.columns) for path in keys)


def _answers(write: ParsedStatement, read: Need) -> bool:
    """Whether a statement adds rows to what was looked at, or sets a column by which it was."""
    if not any(use.entity == read.entity.id and use.written for use in write.tables):
        return False
    if write.kind == "insert":
        return _looks(read.entity, write, read)
    sought = {one.attribute for one in (*read.equal, *read.ranges)}
    return write.kind == "update" and not read.block.limited and bool(write.writes & sought)


def _looks(table: Entity, write: ParsedStatement, read: Need) -> bool:
    """Whether new rows may be among those looked for: they are given one of the columns sought."""
    return bool(write.writes & {one.attribute for one in read.equal} & {one.id for one in table.attributes})


def _keeps_apart(statement: ParsedStatement, dialect: str) -> bool:
    """Whether a statement locks something first, or names a level at which this cannot be."""
    if any(block.lock for block in statement.blocks):
        return True
    words = (token.text.lower() for token in tokenize(statement.sql, dialect, LIMITS).tokens if token.kind is Kind.WORD)
    return not _KEPT_APART.isdisjoint(words)
