"""What two transactions may do to each other at each isolation level: really run, and held against running in turn.

An outcome that neither order of the two would give is an anomaly, whatever its name: answers that no serial order
gives, or rows left behind that none would leave.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import psycopg
from psycopg import sql

from designer.analysis.facts import Facts
from designer.analysis.races.bound import Bound, bound
from designer.analysis.races.isolated import Isolated, Tried
from designer.analysis.races.outcomes import Outcome, Table, cleaned, differing, told_by
from designer.analysis.races.running import Step
from designer.analysis.races.scripts import NoRace
from designer.analysis.races.sessions import Session, Statement, interleaved, said_by, saying, sessions
from designer.analysis.rewriting.rows import ground_of, loaded
from designer.analysis.workload import ParsedPattern, ParsedStatement
from designer.lab.measuring.ground import Rows, parents_first
from designer.lab.measuring.sizing import Sized
from designer.lab.proof import ProofDatabase, proof_database
from designer.lab.search_path import search_path
from designer.schema.model import AccessPattern, Entity
from designer.schema.schema import Schema
from designer.sql.one_query import refused_query

LEVELS = ("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")
_ROWS = 24
_MOST_STATEMENTS = 8
_PARTNERS = 3
_MOST_PAIRS = 16
_TOLD_TO_RETRY = ("40001", "40P01")


def pairs(facts: Facts) -> tuple[tuple[AccessPattern, AccessPattern], ...]:
    """Patterns of several statements, each with itself and others that change what it reads; frequent ones first."""
    ranked = sorted(facts.patterns, key=lambda one: -(one.pattern.frequency_per_minute or 0))
    found: list[tuple[AccessPattern, AccessPattern]] = []
    for one in ranked:
        if not 1 < len(one.statements) <= _MOST_STATEMENTS or not _runs(one):
            continue
        others = [one, *(other for other in ranked if other is not one)]
        partners = [other for other in others if _runs(other) and _read(one) & _written(other)]
        asked = {(first.id, second.id) for first, second in found}
        found += [
            (one.pattern, other.pattern)
            for other in partners[:_PARTNERS]
            if (other.pattern.id, one.pattern.id) not in asked
        ]
    return tuple(found[:_MOST_PAIRS])


def isolation(schema: Schema, pattern: AccessPattern, other: AccessPattern) -> Isolated:
    """Both patterns at once, at every level, on made rows.

    Raises NoRace where the server refuses their statements, ServerUnavailable where there is no server.
    """
    facts = Facts(replace(schema, access_patterns=tuple({one.id: one for one in (pattern, other)}.values())))
    parsed = {one.pattern.id: one for one in facts.patterns}
    size = ground_of(schema, frozenset(_read(parsed[pattern.id]) | _read(parsed[other.id])), _ROWS)
    extensions = [one.name for one in schema.extensions]
    with proof_database({"search_path": search_path(schema)}, extensions=extensions) as database:
        with database.connect() as session:
            made = loaded(session, size).rows
            work = _Work(database, session, size, parsed[pattern.id], parsed[other.id], made)
            tried = tuple(work.all())
        return Isolated(
            pattern.id, other.id, (pattern.name, other.name), database.server, tried, len(work.schedules)
        )  # fmt: skip


def _runs(parsed: ParsedPattern) -> bool:
    """Whether a throw-away server may run it."""
    readable = all(one.tree is not None and not one.unknown for one in parsed.statements)
    return readable and all(refused_query(one.sql) is None for one in parsed.statements)


def _read(parsed: ParsedPattern) -> set[str]:
    return set(parsed.entities)


def _written(parsed: ParsedPattern) -> set[str]:
    return {use.entity for one in parsed.statements for use in one.tables if use.written and use.entity}


class _Work:
    def __init__(
        self,
        database: ProofDatabase,
        session: psycopg.Connection[tuple[object, ...]],
        size: Sized,
        first: ParsedPattern,
        second: ParsedPattern,
        made: Mapping[str, Rows],
    ) -> None:
        self.database = database
        self.session = session
        self.schema = size.schema
        self.first, self.second = first, second
        self.statements = (bound(size, made, first, 0), bound(size, made, second, 1))
        self.tables = [one for one in parents_first(size.schema) if one.partition_of is None]
        for one in self.tables:
            self._do("CREATE TABLE {copy} AS TABLE {table}", one)
        self.schedules = tuple(_schedules(len(self.statements[0]), len(self.statements[1])))

    def all(self) -> Iterator[Tried]:
        """Every way, the weakest first; what locks its reads only where there are any to lock."""
        in_turn = self._in_turn()
        yield self._tried(LEVELS[0], self.statements, False, in_turn)
        locked = tuple([_locking(one, each) for one, each in zip(mine, parsed.statements, strict=True)]
                       for mine, parsed in zip(self.statements, (self.first, self.second), strict=True))  # fmt: skip
        if locked != self.statements:
            yield self._tried(LEVELS[0], (locked[0], locked[1]), True, in_turn)
        for level in LEVELS[1:]:
            yield self._tried(level, self.statements, False, in_turn)

    def _in_turn(self) -> tuple[Outcome, Outcome]:
        """A before B, and B before A, without what differs from run to run."""
        a, b = (len(one) for one in self.statements)
        orders = ("A" * (a + 2) + "B" * (b + 2), "B" * (b + 2) + "A" * (a + 2))
        found = [[self._run(order, LEVELS[0], self.statements) for _ in (1, 2)] for order in orders]
        refused = next((one for pair in found for one in pair if any(one.failed)), None)
        if refused is not None and all(one.failed[0] and one.failed[1] for pair in found for one in pair):
            said = next(step.said for step in refused.steps if step.failed)
            raise NoRace(f"The server refuses their statements: {said}.")
        self._noise = differing(*found[0]) | differing(*found[1])
        return cleaned(found[0][0], self._noise), cleaned(found[1][0], self._noise)

    def _tried(
        self,
        level: str,
        statements: tuple[list[Bound], list[Bound]],
        locking: bool,
        in_turn: tuple[Outcome, Outcome],
    ) -> Tried:
        shown, anomaly, retries = None, "", False
        for order in self.schedules:
            outcome = cleaned(self._run(order, level, statements), self._noise)
            again = any(one in _TOLD_TO_RETRY for one in outcome.failed)
            same = any(one.answers == outcome.answers and one.state == outcome.state for one in in_turn)
            if again or same or any(outcome.failed):
                shown = outcome if shown is None or (again and not retries and not anomaly) else shown
                retries = retries or again
            elif not anomaly:
                shown, anomaly = outcome, self._named(outcome, in_turn)
        assert shown is not None
        return Tried(level, locking, anomaly, retries, shown.steps)

    def _named(self, outcome: Outcome, in_turn: tuple[Outcome, Outcome]) -> str:
        """What the books call it."""
        alone = outcome.answers[0] == in_turn[0].answers[0] and outcome.answers[1] == in_turn[1].answers[1]
        if alone:
            mine, theirs = (_updated(one) for one in (self.first, self.second))
            lost = bool(mine & theirs) and outcome.state not in [one.state for one in in_turn]
            return "lost update" if lost else "write skew"
        rows = any(one.kind in ("insert", "delete") for one in (*self.first.statements, *self.second.statements))
        return "phantom" if rows else "non-repeatable read"

    def _run(self, order: str, level: str, statements: tuple[list[Bound], list[Bound]]) -> Outcome:
        """One schedule from the same rows as every other: a letter for each statement, BEGIN and COMMIT among them."""
        self._restore()
        waiting: dict[str, list[Statement]] = {
            name: [saying(f"BEGIN ISOLATION LEVEL {level}"), *mine, _end]
            for name, mine in zip("AB", statements, strict=True)
        }
        with sessions(self.database, "AB") as held:
            answers = interleaved(held, [(name, waiting[name].pop(0)) for name in order])
            told = tuple(told_by(held[name].answers) for name in "AB")
            failed = tuple(held[name].failed for name in "AB")
        steps = tuple(Step(name, one.sql, one.said, one.waited, bool(one.failed)) for name, one in answers)
        return Outcome(told, self._state(), (failed[0], failed[1]), steps)

    def _restore(self) -> None:
        names = sql.SQL(", ").join(_name(self.schema, one) for one in self.tables)
        with self.session.transaction():
            self.session.execute(sql.SQL("TRUNCATE {}").format(names))
            for one in self.tables:
                self._do("INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {copy}", one)

    def _do(self, text: str, table: Entity) -> None:
        columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in table.attributes if not one.generated)
        statement = sql.SQL(text).format(
            table=_name(self.schema, table), copy=sql.Identifier(f"kept {table.id}"), columns=columns
        )
        try:
            self.session.execute(statement)
        except psycopg.Error as error:
            if self.session.closed:
                raise
            raise NoRace(f"The rows cannot be put back for another run: {said_by(error)}.") from None

    def _state(self) -> dict[str, Table]:
        """Every table column by column, the rows sorted."""
        found = {}
        for table in self.tables:
            rows = self.session.execute(sql.SQL("SELECT * FROM {}").format(_name(self.schema, table))).fetchall()
            found[table.id] = tuple(sorted(tuple(str(one) for one in row) for row in rows))
        return found


def _schedules(mine: int, theirs: int) -> Iterator[str]:
    """Who is next: step by step in turns, then B as a whole in each gap of A, and A in each of B."""
    a, b = mine + 2, theirs + 2
    order = "".join("A" * (place < a - 1) + "B" * (place < b - 1) for place in range(max(a, b)))
    yield order + "AB"
    for gap in range(2, a - 1):
        yield "A" * gap + "B" * b + "A" * (a - gap)
    for gap in range(2, b - 1):
        yield "B" * gap + "A" * a + "B" * (b - gap)


def _end(session: Session) -> str:
    return "ROLLBACK" if session.failed else "COMMIT"


def _updated(parsed: ParsedPattern) -> set[str]:
    return {each for one in parsed.statements if one.kind == "update" for each in one.writes}


def _locking(one: Bound, statement: ParsedStatement) -> Bound:
    """The statement with FOR UPDATE, where it is a query of plain rows without a lock."""
    block = statement.blocks[0] if len(statement.blocks) == 1 else None
    if statement.kind != "select" or block is None or len(block.uses) != 1:
        return one
    if block.aggregated or block.distinct or block.lock or block.derived:
        return one
    return replace(one, locking=" FOR UPDATE")


def _name(schema: Schema, entity: Entity) -> sql.Identifier:
    return sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
